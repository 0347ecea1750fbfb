"""EventBridge's event patterns, operator by operator."""

import json
from typing import Any

import pytest

from alicloud_emulator.state.eventbridge.event_pattern import PatternError, fits, parse_pattern

EVENT = {
    "source": "acs.actiontrail",
    "type": "actiontrail:ActionTrail:ApiCall",
    "data": {
        "eventName": "ModifyInstanceAttribute",
        "sourceIpAddress": "10.0.0.7",
        "count": 5,
        "errorCode": "",
        "nothing": None,
        "isGlobal": False,
        "ids": ["i-1", "i-2"],
    },
}


@pytest.mark.parametrize(
    ("pattern", "expected"),
    [
        ({}, True),
        ({"source": ["acs.actiontrail"]}, True),
        ({"source": ["acs.ecs", "acs.actiontrail"]}, True),
        ({"source": ["ACS.actiontrail"]}, False),
        ({"source": ["acs.actiontrail"], "type": ["other"]}, False),
        ({"data": {"eventName": ["ModifyInstanceAttribute"]}}, True),
        ({"data": {"eventName": {"deeper": ["x"]}}}, False),
        ({"data": {"eventName": [{"prefix": "Modify"}]}}, True),
        ({"data": {"eventName": [{"suffix": "Attribute"}]}}, True),
        ({"data": {"eventName": [{"contains": "Instance"}]}}, True),
        ({"data": {"eventName": [{"contains": "instance"}]}}, False),
        ({"data": {"eventName": [{"anything-but": "DeleteInstance"}]}}, True),
        ({"data": {"eventName": [{"anything-but": ["DeleteInstance", "ModifyInstanceAttribute"]}]}}, False),
        ({"data": {"eventName": [{"anything-but": {"prefix": "Modify"}}]}}, False),
        ({"data": {"missing": [{"anything-but": "x"}]}}, False),
        ({"data": {"count": [{"numeric": [">", 0, "<=", 5]}]}}, True),
        ({"data": {"count": [{"numeric": ["=", 4]}]}}, False),
        ({"data": {"count": ["5"]}}, False),
        ({"data": {"isGlobal": [0]}}, False),
        ({"data": {"isGlobal": [False]}}, True),
        ({"data": {"sourceIpAddress": [{"cidr": "10.0.0.0/24"}]}}, True),
        ({"data": {"sourceIpAddress": [{"cidr": "10.0.1.0/24"}]}}, False),
        ({"data": {"errorCode": [""]}}, True),
        ({"data": {"nothing": [None]}}, True),
        ({"data": {"missing": [None]}}, False),
        ({"data": {"missing": [{"exists": False}]}}, True),
        ({"data": {"eventName": [{"exists": False}]}}, False),
        ({"data": {"ids": ["i-2"]}}, True),
        ({"data": {"ids": ["i-3"]}}, False),
    ],
)
def test_a_pattern_takes_an_event_or_not(pattern: dict[str, Any], *, expected: bool) -> None:
    assert fits(parse_pattern(json.dumps(pattern)), EVENT) is expected


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("[]", "the pattern must be an object"),
        ('{"source": "acs.ecs"}', 'source: got "acs.ecs", expected a list of expressions'),
        ('{"data": {"a": []}}', "data.a: got [], expected a list of expressions"),
        ('{"a": ["1", "2", "3", "4", "5", "6"]}', "a: got 6 expressions, expected at most 5"),
        ('{"a": [["1"]]}', "a: got a list within a list"),
        (
            '{"a": [{"like": "x"}]}',
            'a: got {"like": "x"}, expected one of exists, numeric, anything-but, prefix, suffix, contains, cidr',
        ),
        ('{"a": [{"numeric": [">"]}]}', 'a.numeric: got [">"]'),
    ],
)
def test_what_is_no_pattern_is_named(text: str, message: str) -> None:
    with pytest.raises(PatternError) as caught:
        parse_pattern(text)

    assert str(caught.value) == message
