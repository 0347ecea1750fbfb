"""Requests as the clients send them, and answers as they need them."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alicloud_emulator.application import Application
from alicloud_emulator.clock import VirtualClock
from alicloud_emulator.errors import ApiError
from alicloud_emulator.parameters import Parameters
from alicloud_emulator.services.ess.shapes import wrapped
from alicloud_emulator.wire import Request, decode

FORM = {"content-type": "application/x-www-form-urlencoded"}


def test_action_and_version_are_found_in_headers_alone() -> None:
    """The Python SDK."""
    headers = {
        "x-acs-action": "DescribeScalingGroups",
        "x-acs-version": "2022-02-22",
        "authorization": "ACS3-HMAC-SHA256 Credential=key,SignedHeaders=host,Signature=00",
        "host": "127.0.0.1:1",
    }
    call = decode(Request(method="POST", target="/?RegionId=cn-beijing&ScalingGroupIds.1=asg-1", headers=headers))

    assert (call.product, call.version, call.action) == ("Ess", "2022-02-22", "DescribeScalingGroups")
    assert (call.region_id, call.access_key_id, call.endpoint) == ("cn-beijing", "key", "127.0.0.1:1")
    assert call.parameters.as_dict() == {"RegionId": "cn-beijing", "ScalingGroupIds.1": "asg-1"}


def test_query_and_form_are_one_and_signatures_are_no_parameters() -> None:
    """The provider: DescribeVSwitchAttributes has one id in the query and the region in the body."""
    target = "/?Action=DescribeVSwitchAttributes&Version=2016-04-28&VSwitchId=vsw-1&Signature=x&SignatureType="
    call = decode(Request(method="POST", target=target, headers=FORM, body=b"RegionId=cn-beijing&VpcId=&Name=a+b%26c"))

    assert (call.product, call.region_id) == ("Vpc", "cn-beijing")
    assert call.parameters.as_dict() == {"VSwitchId": "vsw-1", "RegionId": "cn-beijing", "Name": "a b&c"}


@pytest.mark.parametrize(
    ("target", "code", "message"),
    [
        ("/?Version=2022-02-22", "MissingParameter", '"Action" is mandatory.'),
        ("/?Action=A", "MissingParameter", '"Version" is mandatory.'),
        ("/?Action=A&Version=1999-01-01", "InvalidVersion", 'Specified parameter Version "1999-01-01" is not valid.'),
    ],
)
def test_requests_without_a_known_action_are_json_errors_with_a_text_code(target: str, code: str, message: str) -> None:
    response = Application(VirtualClock(0)).handle(Request(method="GET", target=target, headers={}))

    assert response is not None
    body = json.loads(response.body)
    assert (response.status, body["Code"], body["Message"]) == (400, code, message)
    assert all(isinstance(value, str) for value in body.values())


def test_lists_of_2014_are_wrapped_in_their_singular() -> None:
    plain = {
        "TotalCount": 1,
        "ScalingGroups": [{"VSwitchIds": ["vsw-1"], "RemovalPolicies": [], "CapacityOptions": {"Ids": [1]}}],
        "AlarmList": [{"AlarmActions": ["a"]}],
        "SpotPriceLimits": [{"PriceLimit": 0.5}],
    }

    assert wrapped(plain) == {
        "TotalCount": 1,
        "ScalingGroups": {
            "ScalingGroup": [
                {
                    "VSwitchIds": {"VSwitchId": ["vsw-1"]},
                    "RemovalPolicies": {"RemovalPolicy": []},
                    "CapacityOptions": {"Ids": {"Id": [1]}},
                }
            ]
        },
        "AlarmList": {"Alarm": [{"AlarmActions": {"AlarmAction": ["a"]}}]},
        "SpotPriceLimit": {"SpotPriceModel": [{"PriceLimit": 0.5}]},
    }


@given(st.lists(st.text(min_size=1), max_size=12), st.lists(st.dictionaries(st.sampled_from("abc"), st.just("v"))))
def test_flat_lists_come_back_in_the_order_of_their_numbers(texts: list[str], items: list[dict[str, str]]) -> None:
    flat = {f"Text.{number}": text for number, text in enumerate(texts, start=1)}
    flat |= {f"Item.{number}.{key}": value for number, item in enumerate(items, start=1) for key, value in item.items()}
    parameters = Parameters(dict(reversed(flat.items())))

    assert parameters.strings("Text") == texts
    assert [group.as_dict() for group in parameters.groups("Item")] == [item for item in items if item]


@pytest.mark.parametrize(
    ("read", "message"),
    [
        (lambda p: p.integer("Size", minimum=1, maximum=5), "got 1.5, expected 1 to 5"),
        (lambda p: p.integer("Count", maximum=5), "got 9, expected at most 5"),
        (lambda p: p.flag("Size"), "got 1.5, expected true or false"),
        (lambda p: p.choice("Size", ("S", "M")), "got 1.5, expected one of S, M"),
        (lambda p: p.json("Text"), "got {, expected JSON text"),
        (lambda p: p.struct("Disk").integer("Size"), "got big, expected a whole number"),
    ],
)
def test_wrong_values_are_told_with_what_was_expected(read: object, message: str) -> None:
    parameters = Parameters({"Size": "1.5", "Count": "9", "Text": "{", "Disk.Size": "big"})
    assert callable(read)
    with pytest.raises(ApiError) as refused:
        read(parameters)

    assert (refused.value.http_status, refused.value.code) == (400, "InvalidParameter")
    assert refused.value.message.endswith(f"is not valid: {message}.")
