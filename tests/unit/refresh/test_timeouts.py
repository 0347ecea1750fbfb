"""Releases that run out of time: stopped as the options say, and told."""

from typing import Any

import pytest

from alicloud_ess_refresh.refresh.errors import RefreshTimeoutError
from unit.refresh.conftest import Stage, props
from unit.refresh.fakes import OLD, refused, task

REASON = "Instances of asc-new did not become healthy."


def time_out(stage: Stage, **inputs: Any) -> str:
    with pytest.raises(RefreshTimeoutError) as caught:
        stage.create(wait_timeout_seconds=60.0, **inputs)
    assert caught.value.task.instance_refresh_task_id == "ir-1"
    return str(caught.value)


def test_refresh_of_what_is_active_already_is_left_running_when_time_is_up(stage: Stage) -> None:
    stage.ess.will(task(to=OLD))
    olds = props(scaling_configuration_id=OLD, triggers="a")
    with pytest.raises(RefreshTimeoutError) as caught:
        stage.update(olds, scaling_configuration_id=OLD, triggers="b", wait_timeout_seconds=60.0)
    assert caught.value.aftermath.startswith(
        "it was left running: it goes to the active configuration, so there is none to go back to; "
    )
    assert len(stage.ess.changes) == 1


def test_task_that_does_not_settle_in_time_is_rolled_back(stage: Stage) -> None:
    stage.ess.will(task(finished_update_capacity=1))
    stage.ess.will(
        task(status="RollbackInProgress", finished_update_capacity=1),
        task(status="RollbackSuccessful", finished_update_capacity=1),
    )

    message = time_out(stage)

    assert message == (
        "instance refresh ir-1 of asg-1 to scaling configuration asc-new did not settle within 60 s (last status "
        "`InProgress`, 1 of 4 instances); it was rolled back (`RollbackSuccessful`, 1 of 4 instances); instances now: "
        "4 on asc-old (active); mend the release and run `pulumi up` again"
    )
    assert stage.ess.changes[1:] == ["RollbackInstanceRefresh ir-1"]
    assert stage.clock.sleeps[:7] == [1.0, 2.0, 4.0, 8.0, 10.0, 10.0, 10.0]
    assert sum(stage.clock.sleeps[:8]) == 55.0


def test_rollback_whose_reply_is_lost_is_called_once(stage: Stage) -> None:
    stage.ess.will(task())
    stage.ess.will(task(status="RollbackInProgress"), task(status="RollbackSuccessful"))
    stage.ess.lost = ["RollbackInstanceRefresh"]
    assert "it was rolled back (`RollbackSuccessful`, 0 of 4 instances)" in time_out(stage)
    assert stage.ess.changes[1:] == ["RollbackInstanceRefresh ir-1"]


@pytest.mark.parametrize(
    ("ended", "told"),
    [
        (
            task(status="RollbackFailed", detail="No stock."),
            "it was rolled back, which ended `RollbackFailed`: No stock",
        ),
        (
            task(status="RollbackInProgress"),
            "it was rolled back, which has not ended within 120 s (`RollbackInProgress`, 0 of 4 instances)",
        ),
    ],
    ids=["failed", "too long"],
)
def test_rollback_that_does_not_succeed_is_told(stage: Stage, ended: Any, told: str) -> None:
    stage.ess.will(task())
    stage.ess.will(task(status="RollbackInProgress"), ended)
    assert f"; {told}; instances now: " in time_out(stage)


def test_rollback_that_is_refused_is_told(stage: Stage) -> None:
    stage.ess.will(task())
    stage.ess.errors["RollbackInstanceRefresh"] = [refused("RollbackInstanceRefresh")]
    assert (
        "; it could not be rolled back: RollbackInstanceRefresh on asg-1 was refused: `Forbidden.Unauthorized` "
        "Not now. (HTTP 403, RequestId 4734); instances now: "
    ) in time_out(stage)


def test_task_that_succeeds_when_time_is_up_is_a_success(stage: Stage) -> None:
    stage.ess.will(task())
    stage.ess.futures.append([])
    stage.ess.errors["RollbackInstanceRefresh"] = [refused("RollbackInstanceRefresh", "IncorrectStatus", 400)]

    def succeed() -> None:
        if stage.clock.now() == 60.0:
            stage.ess.scripts["ir-1"] = [task(), task(status="Successful")]

    stage.clock.on_sleep = succeed
    assert stage.create(wait_timeout_seconds=60.0)["status"] == "Successful"


def test_paused_task_is_waited_for_and_said(stage: Stage) -> None:
    stage.ess.will(task(), task(status="Paused"), task(), task(status="Successful"))
    assert stage.create()["outcome"] == "refreshed"
    assert stage.lines[1] == (
        "asg-1: Paused, 0 of 4 instances replaced (paused by somebody; ResumeInstanceRefresh or "
        "the console lets it go on) (0 s)"
    )


def test_group_that_cannot_be_asked_for_is_rolled_back_all_the_same(stage: Stage) -> None:
    stage.ess.will(task())
    stage.ess.will(task(status="RollbackSuccessful"))

    def lose_the_group() -> None:
        if stage.clock.now() == 60.0:
            stage.ess.errors["DescribeScalingGroups"] = [refused("DescribeScalingGroups")]

    stage.clock.on_sleep = lose_the_group
    assert "; it was rolled back (`RollbackSuccessful`, 0 of 4 instances); " in time_out(stage)
