"""Calls that go wrong while a release goes on: repeated, told, and never the end of a release in time."""

from typing import Any

import pytest

from alicloud_ess_refresh.cloud.refresh_tasks import InstanceRefreshTask
from alicloud_ess_refresh.errors import AbandonedError, ThrottledError, UnexpectedStatusError
from alicloud_ess_refresh.refresh.errors import (
    CheckFailedError,
    ConflictingTaskError,
    LostSightError,
    RefreshTimeoutError,
    TaskNotFoundError,
)
from unit.refresh.check_scripts import script_a_success
from unit.refresh.conftest import Stage
from unit.refresh.fake_checks import FOREVER
from unit.refresh.fakes import NEW, OLD, refused, task, throttled, unreachable

REASON = "Instances of asc-new did not become healthy."


def time_out(stage: Stage, **inputs: Any) -> str:
    with pytest.raises(RefreshTimeoutError) as caught:
        stage.create(wait_timeout_seconds=60.0, **inputs)
    assert caught.value.task.instance_refresh_task_id == "ir-1"
    return str(caught.value)


def test_trouble_while_polling_never_fails_a_release(stage: Stage) -> None:
    stage.ess.will(task(), task(status="Successful"))
    stage.ess.errors["DescribeInstanceRefresh"] = [
        unreachable("DescribeInstanceRefreshes"),
        throttled("DescribeInstanceRefreshes", 30.0),
        refused("DescribeInstanceRefreshes", "InternalError", 500),
    ]
    assert stage.create()["outcome"] == "refreshed"
    assert stage.clock.sleeps == [5.0, 30.0, 5.0]
    assert stage.lines[1] == (
        "asg-1: DescribeInstanceRefreshes on asg-1 got no answer that can be read (127.0.0.1:80: Read timed out): "
        "check the network, `alicloud:region` and `alicloud:endpoints`; trying again (0 s)"
    )
    assert len([line for line in stage.lines if "trying again" in line]) == 1


def test_throttled_polls_are_further_and_further_apart(stage: Stage) -> None:
    stage.ess.will(task(), task(status="Successful"))
    hints = (0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 90.0)
    stage.ess.errors["DescribeInstanceRefresh"] = [throttled("DescribeInstanceRefreshes", hint) for hint in hints]
    assert stage.create()["outcome"] == "refreshed"
    assert stage.clock.sleeps == [5.0, 10.0, 20.0, 40.0, 60.0, 60.0, 90.0]


def test_throttled_call_is_tried_a_last_time_when_the_time_is_nearly_up(stage: Stage) -> None:
    stage.ess.errors["DescribeScalingGroups"] = [throttled("DescribeScalingGroups")] * 5
    with pytest.raises(ThrottledError):
        stage.create()
    assert stage.clock.sleeps == [5.0, 10.0, 20.0, 25.0]


def test_alarms_are_watched_while_polls_are_throttled(stage: Stage) -> None:
    """Each product has limits of its own."""
    stage.ess.will(task())
    stage.ess.futures.append([task(status="Cancelled")])
    stage.ess.errors["DescribeInstanceRefresh"] = [throttled("DescribeInstanceRefreshes", 600.0)]
    stage.cms.fires["rule-1"] = (100.0, FOREVER)
    with pytest.raises(CheckFailedError):
        stage.create(alarms=["rule-1"])
    assert stage.cms.asked[-2:] == [(60.0, "rule-1"), (120.0, "rule-1")]
    assert stage.ess.changes[-1] == "CancelInstanceRefresh ir-1"


def test_alarms_that_are_throttled_are_read_when_the_service_says(stage: Stage) -> None:
    script_a_success(stage, after_seconds=200)
    succeed = stage.clock.on_sleep

    def throttle_the_reading_after_a_minute() -> None:
        succeed()
        if stage.clock.now() == 60.0:
            stage.cms.errors = [throttled("DescribeMetricRuleList", 100.0)]

    stage.clock.on_sleep = throttle_the_reading_after_a_minute
    stage.create(alarms=["rule-1"])
    assert [at for at, _ in stage.cms.asked if 0 < at < 200] == [60.0, 160.0]


def test_trouble_until_the_time_is_up_ends_in_a_timeout(stage: Stage) -> None:
    stage.ess.will(task())
    stage.ess.errors["DescribeInstanceRefresh"] = [unreachable("DescribeInstanceRefreshes")] * 300
    stage.ess.errors["CancelInstanceRefresh"] = [unreachable("CancelInstanceRefresh")] * 100
    message = time_out(stage)
    assert "did not settle within 60 s (last status `Pending`, no instance counted yet)" in message
    assert "it could not be cancelled: DescribeInstanceRefreshes on asg-1 got no answer" in message
    assert stage.clock.now() == 660.0


def test_refused_poll_names_the_task_that_goes_on(stage: Stage) -> None:
    """Temporary keys that cannot be refreshed expire in the middle of a long release."""
    stage.ess.will(task(finished_update_capacity=1))
    stage.ess.errors["DescribeInstanceRefresh"] = [refused("DescribeInstanceRefreshes", "InvalidSecurityToken.Expired")]
    with pytest.raises(LostSightError) as caught:
        stage.create()
    assert str(caught.value) == (
        "instance refresh ir-1 of asg-1 to scaling configuration asc-new was left running (last status `Pending`, no "
        "instance counted yet), because its progress cannot be asked for any longer: DescribeInstanceRefreshes on "
        "asg-1 was refused: `InvalidSecurityToken.Expired` Not now. (HTTP 403, RequestId 4734); mend that and run "
        "`pulumi up` again, which goes on with this task"
    )


def test_process_whose_engine_is_gone_leaves_the_release_to_the_next(stage: Stage) -> None:
    """It would roll back, when its own time is up, what another update has adopted."""
    stage.ess.will(task())

    def lose_the_engine() -> None:
        stage.is_abandoned = stage.clock.now() > 30

    stage.clock.on_sleep = lose_the_engine
    with pytest.raises(AbandonedError) as caught:
        stage.create(wait_timeout_seconds=60.0)
    assert str(caught.value) == (
        "the engine that started this process is gone: the release was left as it is; run `pulumi up` again, which "
        "goes on with it"
    )
    assert len(stage.ess.changes) == 1


def test_task_that_is_listed_late_is_waited_for(stage: Stage) -> None:
    stage.ess.will(task(), task(status="Successful"))
    describe = stage.ess.describe_instance_refresh

    def describe_late(scaling_group_id: str, instance_refresh_task_id: str) -> InstanceRefreshTask | None:
        return None if stage.clock.now() < 20 else describe(scaling_group_id, instance_refresh_task_id)

    stage.ess.describe_instance_refresh = describe_late  # type: ignore[method-assign]
    assert stage.create()["outcome"] == "refreshed"


def test_task_that_is_not_listed_any_more_is_told(stage: Stage) -> None:
    stage.ess.will(task())
    stage.ess.describe_instance_refresh = lambda *_: None  # type: ignore[method-assign]
    with pytest.raises(TaskNotFoundError) as caught:
        stage.create()
    assert str(caught.value) == (
        "instance refresh ir-1 of asg-1 has not been listed by DescribeInstanceRefreshes for 65 s: its end is unknown; "
        "look at the group in the console and run `pulumi up` again, which starts from what it finds"
    )


def test_service_that_is_down_before_anything_began_is_given_up_after_a_minute(stage: Stage) -> None:
    stage.ess.errors["DescribeScalingGroups"] = [unreachable("DescribeScalingGroups")] * 100
    with pytest.raises(Exception, match="DescribeScalingGroups on asg-1 got no answer that can be read"):
        stage.create()
    assert stage.clock.now() == 60.0


def test_ended_task_of_a_status_that_is_not_known_is_no_concern(stage: Stage) -> None:
    stage.ess.tasks = [task("ir-0", "Baked", to=OLD, end_time="2026-01-30T00:00:00Z"), task("ir-00", "Baking", to=OLD)]
    stage.ess.will(task(), task(status="Successful"), then=stage.ess.becomes(NEW, new=4))
    assert stage.create()["outcome"] == "refreshed"


def test_own_task_of_a_status_that_is_not_known_is_an_error_that_says_so(stage: Stage) -> None:
    stage.ess.will(task(), task(status="Baking"))
    with pytest.raises(UnexpectedStatusError) as caught:
        stage.create()
    assert str(caught.value) == (
        "instance refresh ir-1: got status `Baking`, expected one of Pending, InProgress, Paused, CheckpointPause, "
        "Cancelling, RollbackInProgress, Successful, Failed, Cancelled, RollbackSuccessful, RollbackFailed: the task "
        "was left as it is; look at it in the console and update this package"
    )


def test_running_task_of_a_status_that_is_not_known_is_named(stage: Stage) -> None:
    stage.ess.tasks = [task("ir-9", "Baking", to="asc-other")]
    with pytest.raises(
        ConflictingTaskError, match=r"instance refresh ir-9 to scaling configuration asc-other is running"
    ):
        stage.create()
