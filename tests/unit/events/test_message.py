"""Reading event messages."""

import base64
import contextlib
import json
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alicloud_ess_refresh.events.message import MalformedMessageError, read_message
from unit.events.messages import message, system_event


def test_a_system_event_is_read() -> None:
    read = read_message(system_event())
    assert (read.name, read.named_status, read.status) == (
        "Instance:SystemMaintenance.Reboot",
        "Scheduled",
        "Scheduled",
    )
    assert (read.event_id, read.instance_id, read.region_id, read.level) == ("e-1", "i-1", "cn-hangzhou", "CRITICAL")
    assert read.not_before == datetime(2026, 2, 1, 11, 0, tzinfo=UTC)


def test_the_status_is_that_of_the_content() -> None:
    read = read_message(system_event(status="Avoided", named="Scheduled"))
    assert (read.named_status, read.status) == ("Scheduled", "Avoided")


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("Instance:StateChange", {"resourceId": "i-1", "state": "Running"}),
        ("Instance:PreemptibleInstanceInterruption", {"instanceId": "i-1", "action": "delete"}),
        ("Disk:Stalled:Executing", {"eventId": "e-1", "diskId": "d-1", "ecsInstanceId": "i-1"}),
    ],
)
def test_families_name_the_instance_differently(name: str, content: dict[str, str]) -> None:
    assert read_message(message(name, content)).instance_id == "i-1"


def test_base64_and_a_missing_version_and_id_are_read() -> None:
    text = message("Instance:StateChange", {"resourceId": "i-1"}, ver=None, id=None)
    read = read_message(base64.b64encode(text.encode()).decode())
    assert (read.instance_id, len(read.message_id)) == ("i-1", 64)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "not JSON: Expecting value: line 1 column 1 (char 0)"),
        ("no", "neither JSON nor Base64"),
        ("{", "not JSON: Expecting property name enclosed in double quotes: line 1 column 2 (char 1)"),
        (base64.b64encode(b"[]").decode(), "not a JSON object"),
        ("{}", "`content` is missing or no object"),
        ('{"content": []}', "`content` is missing or no object"),
        ('{"content": {}}', "`name` is missing or no text"),
        (
            message("Instance", {}),
            "`name` is `Instance`, expected `<Resource>:<Event>` or `<Resource>:<Event>:<Status>`",
        ),
        (message("Instance:A", {}, product=None), "`product` is missing or no text"),
        (message("Instance:A", {"instanceId": 1}), "`instanceId` is missing or no text"),
        (
            system_event(eventId=None),
            "`Instance:SystemMaintenance.Reboot` is a system event, but `content.eventId` is missing",
        ),
        (system_event(notBefore="soon"), "`notBefore` is `soon`, expected ISO 8601"),
        ("x" * 131_073, "got 131073 bytes, expected at most 131072"),
    ],
)
def test_what_cannot_be_read_says_why(text: str, reason: str) -> None:
    with pytest.raises(MalformedMessageError) as caught:
        read_message(text)
    assert str(caught.value) == reason


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.sampled_from(["name", "content", "product", "id", "x"]), inner),
)


@given(st.text() | JSON.map(json.dumps))
def test_any_text_is_read_or_said_to_be_malformed(text: str) -> None:
    with contextlib.suppress(MalformedMessageError):
        read_message(text)
