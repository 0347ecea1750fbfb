"""Faults as an official client meets them."""

import time
from typing import Any

import pytest
from alibabacloud_tea_openapi.exceptions import ClientException, ServerException, ThrottlingException
from darabonba.exceptions import UnretryableException

from alicloud_emulator import Emulator
from contract.scaling import Group, make_group, refusal


@pytest.fixture(name="group")
def _group(alicloud_emulator: Emulator) -> Group:
    return make_group(alicloud_emulator)


def test_an_error_is_answered_as_often_as_was_asked_and_nothing_happens(group: Group) -> None:
    group.emulator.add_fault(
        kind="error",
        action="StartInstanceRefresh",
        times=2,
        http_status=503,
        code="ServiceUnavailable",
        message="Come back later.",
    )
    for _ in range(2):
        with pytest.raises(ServerException) as refused:
            group.start()
        assert refusal(refused) == (503, "ServiceUnavailable", "Come back later.")
    task_id = group.start()

    assert group.task().instance_refresh_task_id == task_id
    starts = [call for call in group.emulator.calls if call["action"] == "StartInstanceRefresh"]
    assert [(call["http_status"], call["error_code"]) for call in starts] == [
        (503, "ServiceUnavailable"),
        (503, "ServiceUnavailable"),
        (200, None),
    ]


def test_a_throttled_call_says_when_to_come_back(group: Group) -> None:
    group.emulator.add_fault(
        kind="error",
        action="*",
        http_status=429,
        code="Throttling.User",
        message="Request was denied due to user flow control.",
        retry_after_ms=1500,
    )
    with pytest.raises(ThrottlingException) as refused:
        group.start()

    assert refused.value.retry_after == 1500


def test_a_lost_reply_leaves_the_task_that_was_started(group: Group) -> None:
    group.emulator.add_fault(kind="reply_lost", action="StartInstanceRefresh")
    with pytest.raises(UnretryableException):
        group.start()

    assert group.task().status == "Pending"
    [started] = [call for call in group.emulator.calls if call["action"] == "StartInstanceRefresh"]
    assert (started["http_status"], started["caller_reached"]) == (200, False)


def test_a_delay_holds_back_only_the_calls_it_names(group: Group) -> None:
    group.emulator.add_fault(
        kind="delay", action="DescribeScalingGroups", seconds=0.2, parameters={"ScalingGroupIds.1": group.group_id}
    )
    begin = time.monotonic()
    group.ask("DescribeScalingGroups")
    undelayed = time.monotonic() - begin
    group.described()

    assert undelayed < 0.2 <= time.monotonic() - begin


def test_a_bad_image_fails_the_release_after_the_first_batch(group: Group) -> None:
    group.emulator.add_fault(kind="unhealthy_instances", image_id="m-app-v2", after=1)
    group.start()
    group.advance(1000)
    task = group.task()

    assert (task.status, task.finished_update_capacity, task.total_need_update_capacity) == ("Failed", 1, 4)
    assert group.described().active_scaling_configuration_id == group.old


@pytest.mark.parametrize(
    ("spec", "message"),
    [
        (
            {"kind": "fire"},
            (
                "kind: got 'fire', expected one of error, reply_lost, reply_duplicated, delay, storm, "
                "unhealthy_instances, no_stock, slow_start, alarm, operator, instance_lock, disk_error, "
                "redeployment_failure, system_event, host_failure, spot_interruption, simulated_events_answered"
            ),
        ),
        ({"kind": "reply_lost"}, "action: got None, expected an action's name or *"),
        (
            {"kind": "reply_lost", "action": "A", "times": 0},
            "times: got 0, expected a whole number of 1 or more, or null for always",
        ),
        ({"kind": "delay", "action": "A", "seconds": 601}, "seconds: got 601, expected 0 to 600"),
        (
            {"kind": "delay", "action": "A", "seconds": 1, "until": 2},
            "field: got 'until', expected one of kind, action, seconds, times, parameters",
        ),
        (
            {"kind": "error", "action": "A", "http_status": 200, "code": "C", "message": "M"},
            "http_status: got 200, expected 400 to 599",
        ),
        (
            {"kind": "operator", "action": "Restart", "parameters": {}},
            "action: got 'Restart', expected an action of Auto Scaling",
        ),
        ({"kind": "alarm", "rule": "web", "after_seconds": -1}, "after_seconds: got -1, expected 0 to 2419200"),
        ({"kind": "alarm", "rule": "web", "state": "OK"}, "state: got 'OK', expected one of ALARM, INSUFFICIENT_DATA"),
        ({"kind": "slow_start", "start_seconds": 29}, "start_seconds: got 29, expected 30 to 2419200"),
        (
            {"kind": "storm", "action": "*", "http_status": 503, "code": "C", "message": "M"},
            "for_seconds: got None, expected 0 to 2419200",
        ),
        ({"kind": "unhealthy_instances", "after": 2}, "image_id: got None, expected this or scaling_configuration_id"),
    ],
)
def test_wrong_faults_are_refused_with_field_found_and_allowed(
    alicloud_emulator: Emulator, spec: dict[str, Any], message: str
) -> None:
    with pytest.raises(ValueError, match=r".") as refused:
        alicloud_emulator.add_fault(**spec)

    assert str(refused.value) == message


def test_an_unknown_action_is_the_api_s_own_error(group: Group) -> None:
    with pytest.raises(ClientException) as refused:
        group.ask("RefreshEverything")

    assert refusal(refused) == (
        404,
        "InvalidAction.NotFound",
        "Specified api is not found: Ess 2014-08-28 RefreshEverything.",
    )
