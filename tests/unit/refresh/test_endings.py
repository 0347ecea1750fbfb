"""Every cell of (ending, option, status): the calls that change something, and the whole message."""

from collections.abc import Mapping
from dataclasses import replace

import pytest

from alicloud_ess_refresh.cloud.desired_configuration import DesiredConfiguration
from alicloud_ess_refresh.cloud.refresh_tasks import RefreshStatus
from alicloud_ess_refresh.refresh.endings import Act, Ending, OnDelete, Remedy, Rollback, act_on
from alicloud_ess_refresh.refresh.errors import RefreshFailedError, RefreshTimeoutError, StillRunningError
from unit.refresh.conftest import Stage, props
from unit.refresh.endings_table import (
    BOTH,
    BY_HAND,
    CANCEL,
    CHOOSE,
    DELETED,
    ENDED,
    GO_ON,
    MEND,
    OLD_ONLY,
    ROLL_BACK,
    RUNNING,
    SETTLED_AS,
    SUSPEND,
    TIME_IS_UP,
    WAIT,
    WINDING_DOWN,
)
from unit.refresh.fakes import GROUP, OLD, instances, refused, task

LEGAL: Mapping[Act, str] = {
    Act.ROLL_BACK: "InProgress Paused CheckpointPause",
    Act.CANCEL: "Pending InProgress Paused CheckpointPause",
    # The call itself waits for `InProgress`.
    Act.SUSPEND: "Pending InProgress CheckpointPause",
    Act.GO_BACK: "Successful Failed Cancelled RollbackSuccessful RollbackFailed",
    Act.WAIT: "Pending InProgress Paused CheckpointPause Cancelling RollbackInProgress",
    Act.LEAVE: " ".join(RefreshStatus),
}
"""In which statuses the service takes a call, as far as any page says so, or another reading makes no sense."""


def script(stage: Stage, status: str) -> int:
    """Put a task in this status beside instances that go with it; answer how many it has replaced."""
    finished = 0 if status == "Pending" else 1
    stage.ess.becomes(OLD, old=4 - finished, **({"new": 1} if finished else {}))()
    stage.ess.runs(task(status=status, finished_update_capacity=finished))
    return finished


def script_an_end(stage: Stage, status: str, finished: int) -> None:
    """Let the call that stops the task have come to this when it is looked at next."""
    stage.ess.futures.append([task(status=status, finished_update_capacity=finished)])
    if status == "RollbackSuccessful":
        stage.ess.effects["ir-1"] = stage.ess.becomes(OLD, old=4)


@pytest.mark.parametrize("status", RefreshStatus)
@pytest.mark.parametrize("rollback", Rollback)
def test_no_call_is_made_that_the_service_would_refuse(status: RefreshStatus, rollback: Rollback) -> None:
    for ending in Ending:
        for option in OnDelete if ending is Ending.DELETED else Remedy:
            assert status in LEGAL[act_on(ending, option, status, rollback=rollback)].split()


@pytest.mark.parametrize(
    ("ending", "status", "by_service", "by_refresh", "by_nothing"),
    [
        (Ending.TIME_IS_UP, "Pending", Act.CANCEL, Act.CANCEL, Act.LEAVE),
        (Ending.TIME_IS_UP, "InProgress", Act.ROLL_BACK, Act.CANCEL, Act.LEAVE),
        (Ending.TIME_IS_UP, "Cancelling", Act.LEAVE, Act.LEAVE, Act.LEAVE),
        (Ending.CHECK_FAILED, "Pending", Act.CANCEL, Act.CANCEL, Act.CANCEL),
        (Ending.CHECK_FAILED, "Paused", Act.ROLL_BACK, Act.CANCEL, Act.CANCEL),
        (Ending.CHECK_FAILED, "Successful", Act.GO_BACK, Act.GO_BACK, Act.LEAVE),
        (Ending.ENDED, "Failed", Act.GO_BACK, Act.GO_BACK, Act.LEAVE),
        (Ending.DELETED, "Pending", Act.CANCEL, Act.CANCEL, Act.CANCEL),
        (Ending.DELETED, "CheckpointPause", Act.ROLL_BACK, Act.CANCEL, Act.CANCEL),
        (Ending.DELETED, "RollbackInProgress", Act.WAIT, Act.WAIT, Act.WAIT),
    ],
)
def test_task_that_the_service_cannot_roll_back_is_cancelled_before_a_refresh_does(
    ending: Ending, status: str, by_service: Act, by_refresh: Act, by_nothing: Act
) -> None:
    option = OnDelete.ROLLBACK if ending is Ending.DELETED else Remedy.ROLLBACK
    acts = [act_on(ending, option, RefreshStatus(status), rollback=each) for each in Rollback]
    assert acts == [by_service, by_refresh, by_nothing]
    assert act_on(ending, option, RefreshStatus(status)) is by_service


@pytest.mark.parametrize(("option", "status"), TIME_IS_UP)
def test_task_that_runs_out_of_time(stage: Stage, option: str, status: str) -> None:
    calls, done, where, next_step = TIME_IS_UP[option, status]
    finished = script(stage, status)
    if status in WINDING_DOWN:  # it was not yet when it was adopted
        stage.ess.tasks, stage.ess.scripts["ir-1"] = [task(finished_update_capacity=finished)], list(stage.ess.tasks)
    for call in calls:
        script_an_end(stage, SETTLED_AS[call], finished)

    def begin_or_go_on() -> None:
        if stage.clock.now() > 60 and not stage.ess.changes:
            stage.ess.scripts["ir-1"] = [task(finished_update_capacity=finished)]

    stage.clock.on_sleep = begin_or_go_on

    with pytest.raises(RefreshTimeoutError) as caught:
        stage.create(wait_timeout_seconds=60.0, on_timeout=option)

    assert str(caught.value) == (
        "instance refresh ir-1 of asg-1 to scaling configuration asc-new did not settle within 60 s (last status "
        f"`{status}`, {finished} of 4 instances); {done}; {where}; {next_step}"
    )
    assert stage.ess.changes == calls


@pytest.mark.parametrize(("option", "status"), ENDED)
def test_task_that_ends_without_success(stage: Stage, option: str, status: str) -> None:
    calls, done, where, next_step = ENDED[option, status]
    script(stage, "InProgress")
    stage.ess.scripts["ir-1"] = [task(status=status, finished_update_capacity=1, detail="Not healthy.")]
    if status == "RollbackSuccessful":
        stage.ess.effects["ir-1"] = stage.ess.becomes(OLD, old=4)
    stage.ess.will(task("ir-2", to=OLD), task("ir-2", "Successful", to=OLD), then=stage.ess.becomes(OLD, old=4))

    with pytest.raises(RefreshFailedError) as caught:
        stage.create(on_failure=option)

    assert str(caught.value) == (
        f"instance refresh ir-1 of asg-1 to scaling configuration asc-new ended `{status}` after 1 of 4 instances: "
        f"Not healthy; {done}; {where}; {next_step}"
    )
    assert stage.ess.changes == calls


@pytest.mark.parametrize(("option", "status"), DELETED)
def test_task_that_runs_when_the_resource_is_deleted(stage: Stage, option: str, status: str) -> None:
    calls, doing, done, end = DELETED[option, status]
    finished = script(stage, status)
    if calls:
        script_an_end(stage, end, finished)
    else:
        stage.ess.scripts["ir-1"] = [task(status=end, finished_update_capacity=finished)]

    stage.provider().delete(GROUP, props(on_delete=option))

    first, *_, last = stage.lines
    where = OLD_ONLY if ROLL_BACK in calls or not finished else BOTH
    counts = f"{finished} of 4 instances"
    named = "asg-1: deleted: instance refresh ir-1 to scaling configuration asc-new"
    assert first == f"{named} (`{status}`, {counts}) is running: {doing} (0 s)"
    assert last == f"{named} (`{end}`, {counts}) {done}; {where} (0 s)"
    assert stage.ess.changes == calls


@pytest.mark.parametrize("status", [*RUNNING, *WINDING_DOWN])
def test_task_that_is_left_when_the_resource_is_deleted(stage: Stage, status: str) -> None:
    finished = script(stage, status)
    stage.provider().delete(GROUP, props(on_delete="leave"))
    [line] = stage.lines
    assert line == (
        f"asg-1: deleted: instance refresh ir-1 to scaling configuration asc-new (`{status}`, {finished} of 4 "
        f"instances) goes on, as `on_delete` says; {BOTH if finished else OLD_ONLY} (0 s)"
    )
    assert stage.ess.changes == []


@pytest.mark.parametrize("option", OnDelete)
@pytest.mark.parametrize("status", [status for status in RefreshStatus if status.is_settled])
def test_settled_task_is_nothing_to_a_deletion(stage: Stage, option: str, status: str) -> None:
    script(stage, status)
    stage.provider().delete(GROUP, props(on_delete=option))
    assert (stage.lines, stage.ess.changes) == ([], [])


def test_timeout_is_answered_as_a_failure_is_unless_it_says_otherwise(stage: Stage) -> None:
    script(stage, "InProgress")
    with pytest.raises(RefreshTimeoutError, match="; it was left running, as `on_failure` says; "):
        stage.create(wait_timeout_seconds=60.0, on_failure="leave")


def test_deletion_of_a_task_that_does_not_settle_says_so(stage: Stage) -> None:
    script(stage, "InProgress")
    script_an_end(stage, "RollbackInProgress", 1)
    with pytest.raises(StillRunningError) as caught:
        stage.provider().delete(GROUP, props(on_delete="rollback", wait_timeout_seconds=60.0))
    assert str(caught.value) == (
        "instance refresh ir-1 of asg-1 to scaling configuration asc-new was rolled back, but has not settled within "
        "120 s (`RollbackInProgress`, 1 of 4 instances), so that the resource was not deleted; "
        f"{BOTH}; delete it again when the task has ended"
    )


@pytest.mark.parametrize("status", RUNNING)
def test_task_out_of_time_that_cannot_be_rolled_back_is_left_running(stage: Stage, status: str) -> None:
    """The service has no way back from what is active already, nor from a moving launch template version."""
    stage.ess.runs(task("ir-0", "Failed"))
    stage.ess.runs(task(status=status, to=OLD))
    stage.ess.instances = instances(old=3, new=1)
    with pytest.raises(RefreshTimeoutError) as caught:
        stage.create(scaling_configuration_id=OLD, wait_timeout_seconds=60.0)
    assert caught.value.aftermath == (
        f"it was left running: it goes to the active configuration, so there is none to go back to; {BOTH}; {GO_ON}"
    )
    assert stage.ess.changes == []


def test_deletion_cancels_a_task_to_a_moving_launch_template_version(stage: Stage) -> None:
    latest = DesiredConfiguration(launch_template_id="lt-1", launch_template_version="Latest")
    stage.ess.runs(replace(task(), desired_configuration=latest))
    stage.ess.futures.append([replace(task(status="Cancelled"), desired_configuration=latest)])
    stage.provider().delete(GROUP, props(on_delete="rollback") | {"unfinished_task_id": "ir-1"})
    assert stage.ess.changes == [CANCEL]
    assert (
        "cancelling it instead, because launch template lt-1 version Latest is no fixed version, and the service "
        "cannot go back from such a one (0 s)"
    ) in stage.lines[0]


def test_deletion_cancels_what_cannot_be_rolled_back(stage: Stage) -> None:
    stage.ess.runs(task(to=OLD))
    stage.ess.futures.append([task(status="Cancelled", to=OLD)])
    stage.provider().delete(GROUP, props(on_delete="rollback") | {"unfinished_task_id": "ir-1"})
    assert stage.ess.changes == [CANCEL]
    assert stage.lines[0] == (
        "asg-1: deleted: instance refresh ir-1 to scaling configuration asc-old (`InProgress`, 0 of 4 instances) is "
        "running: cancelling it instead, because it goes to the active configuration, so there is none to go back to "
        "(0 s)"
    )


def test_checkpoint_between_look_and_call_delays_a_suspension(stage: Stage) -> None:
    script(stage, "InProgress")
    stage.ess.errors["SuspendInstanceRefresh"] = [refused("SuspendInstanceRefresh", "IncorrectStatus", 400)]
    paused = [task(status=status, finished_update_capacity=1) for status in ("CheckpointPause",) * 3]

    def reach_a_checkpoint() -> None:
        if stage.clock.now() == 60.0:
            stage.ess.scripts["ir-1"] = [task(finished_update_capacity=1)] * 2 + [*paused, task()]
            script_an_end(stage, "Paused", 1)

    stage.clock.on_sleep = reach_a_checkpoint
    with pytest.raises(RefreshTimeoutError, match=r"; it was suspended \(`Paused`, 1 of 4 instances\); "):
        stage.create(wait_timeout_seconds=60.0, on_timeout="suspend")
    assert stage.ess.changes == [SUSPEND]


@pytest.mark.parametrize(
    ("act", "end", "told"),
    [
        ("cancel", "Failed", f"it was cancelled, which ended `Failed`: No stock; {BOTH}; {BY_HAND}"),
        (
            "cancel",
            "Cancelling",
            f"it was cancelled, which has not ended within 600 s (`Cancelling`, 1 of 4 instances); {BOTH}; {WAIT}",
        ),
        (
            "rollback",
            "Failed",
            f"it ended `Failed` meanwhile: instance refresh ir-2 took the group back; {OLD_ONLY}; {MEND}",
        ),
        ("suspend", "Failed", f"it ended `Failed` before it could be suspended: No stock; {BOTH}; {CHOOSE}"),
        ("suspend", "Cancelling", f"somebody is taking it back already; {BOTH}; {WAIT}"),
        (
            "suspend",
            "InProgress",
            f"it could not be suspended within 120 s (`InProgress`, 1 of 4 instances); {BOTH}; {GO_ON}",
        ),
    ],
)
def test_stopped_task_that_ends_otherwise(stage: Stage, act: str, end: str, told: str) -> None:
    script(stage, "InProgress")
    stage.ess.futures.append([task(status=end, finished_update_capacity=1, detail="No stock.")])
    stage.ess.will(task("ir-2", to=OLD), task("ir-2", "Successful", to=OLD), then=stage.ess.becomes(OLD, old=4))
    with pytest.raises(RefreshTimeoutError) as caught:
        stage.create(wait_timeout_seconds=60.0, on_timeout=act)
    assert caught.value.aftermath == told


def test_task_that_is_suspended_too_late_is_a_success(stage: Stage) -> None:
    script(stage, "InProgress")
    script_an_end(stage, "Successful", 4)
    assert stage.create(wait_timeout_seconds=60.0, on_timeout="suspend")["status"] == "Successful"


def test_image_that_was_cancelled_before_it_began_starts_nothing(stage: Stage) -> None:
    """An image leaves no trace on an instance's scaling configuration: the counts have to do."""
    image = DesiredConfiguration(image_id="m-2")
    stage.ess.runs(replace(task(status="Pending"), desired_configuration=image))
    stage.ess.futures.append([replace(task(status="Cancelled"), desired_configuration=image)])
    with pytest.raises(RefreshTimeoutError, match="it was cancelled before it began: no instance of it is left; "):
        stage.create(scaling_configuration_id=None, image_id="m-2", skip_matching=False, wait_timeout_seconds=60.0)
    assert stage.ess.changes == [CANCEL]
