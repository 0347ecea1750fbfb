"""The filter of an event rule, term by term."""

import pytest

from alicloud_emulator.state.cms.event_filter import FilterError, parse_filter

MESSAGE = {
    "name": "Instance:StateChange",
    "regionId": "cn-hangzhou",
    "content": {"resourceId": "i-1", "state": "Stopped", "tags": ["web", "prod"]},
}


@pytest.mark.parametrize(
    ("text", "fits"),
    [
        ("stopped", True),
        ("running", False),
        ("regionId: cn-hangzhou", True),
        ("regionId: hangzhou", False),
        ("regionId: cn-*", True),
        ("content.state: stopped", True),
        ("state: stopped", False),
        ("content.tags: prod", True),
        ('name: "Instance:StateChange"', True),
        ('"Instance:State"', True),
        ("stopped and i-1", True),
        ("stopped i-2", False),
        ("i-2 or stopped", True),
        ("not stopped", False),
        ("not i-2 and stopped", True),
        ("i-2 and i-1 or stopped", True),
        ("i-2 and (i-1 or stopped)", False),
        ("*", True),
    ],
)
def test_a_filter_asks_one_question(text: str, *, fits: bool) -> None:
    assert parse_filter(text)(MESSAGE) is fits


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "expected a word, got the end"),
        ("state:", "expected a word, got the end"),
        ("a and", "expected a word, got the end"),
        ("(a or b", "missing `)`"),
        ("a)", "unexpected `)`"),
        ("level > 3", "unexpected `>`"),
        ("a | select 1", "unexpected `|`"),
    ],
)
def test_what_is_no_filter_is_named(text: str, message: str) -> None:
    with pytest.raises(FilterError) as caught:
        parse_filter(text)

    assert str(caught.value) == message
