"""Inputs about checks and approval: parsed, and every wrong one refused in words."""

from typing import Any

import pytest
from pulumi.runtime.rpc import UNKNOWN as UNKNOWN_TEXT

from alicloud_ess_refresh.checks import Probe
from alicloud_ess_refresh.refresh.checkpoints import Approval
from alicloud_ess_refresh.refresh.inputs import parse
from unit.refresh.conftest import failures, props


def test_checks_are_parsed() -> None:
    parsed = parse(
        props(
            alarms=["web-5xx", "rule-2"],
            probes=[{"url": "http://10.0.0.1:8080/health", "failure_threshold": 5.0}],
            bake_time_minutes=10.0,
            checkpoints=[{"percentage": 50.0}, {"percentage": 100.0}],
            approval="manual",
            wait_timeout_seconds=7200.0,
        )
    )
    assert parsed.alarms == ("web-5xx", "rule-2")
    assert parsed.probes == (Probe(url="http://10.0.0.1:8080/health", failure_threshold=5),)
    assert (parsed.bake_time_minutes, parsed.approval) == (10, Approval.MANUAL)


@pytest.mark.parametrize(
    ("inputs", "expected"),
    [
        (
            {"approval": "manual"},
            (
                "approval",
                "got `manual`, expected `checkpoints` with it, one of them before 100: nothing else waits for approval",
            ),
        ),
        (
            {"approval": "manual", "checkpoints": [{"percentage": 100.0}]},
            (
                "approval",
                "got `manual`, expected `checkpoints` with it, one of them before 100: nothing else waits for approval",
            ),
        ),
        ({"approval": "auto"}, ("approval", "got `auto`, expected `none` or `manual`")),
        (
            {"bake_time_minutes": 1.0},
            ("bake_time_minutes", "set without `alarms` or `probes`, which are watched in that time"),
        ),
        ({"alarms": ["a", "b", "a"]}, ("alarms[2]", "got `a` a second time, expected each alarm once")),
        ({"alarms": ["a"] * 21}, ("alarms", "got 21 entries, expected at most 20")),
        (
            {"probes": [{"url": "shop.example.com/secret"}]},
            ("probes[0].url", "expected an address that begins with http:// or https://"),
        ),
        (
            {"probes": [{"url": "https://[::1/secret"}]},
            ("probes[0].url", "expected an address that begins with http:// or https://"),
        ),
        ({"probes": [{"expected_status": 204.0}]}, ("probes[0].url", "not set, but required")),
        (
            {"probes": [{"url": "https://shop.example.com", "interval_seconds": 0.0}]},
            ("probes[0].interval_seconds", "got 0, expected a whole number from 1 to 300 (seconds)"),
        ),
    ],
)
def test_wrong_checks_are_refused(inputs: dict[str, Any], expected: tuple[str, str]) -> None:
    assert failures(**inputs) == [expected]


def test_checks_that_are_not_known_yet_are_not_judged() -> None:
    assert failures(alarms=[UNKNOWN_TEXT], bake_time_minutes=5.0) == []
