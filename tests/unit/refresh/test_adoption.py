"""Tasks that are there already: gone on with, waited for or left alone, and never two for one intent."""

import pytest

from alicloud_ess_refresh.cloud.ess import StartRequest
from alicloud_ess_refresh.cloud.refresh_tasks import InstanceRefreshTask
from alicloud_ess_refresh.errors import ServiceApiError
from alicloud_ess_refresh.refresh.errors import ConflictingTaskError, NotRefreshableError
from unit.refresh.conftest import Stage, props
from unit.refresh.fakes import NEW, OLD, refused, task, throttled, unreachable
from unit.refresh.release_scripts import script_a_release


def test_running_task_to_the_same_is_adopted(stage: Stage) -> None:
    stage.ess.runs(
        task(finished_update_capacity=1),
        task(finished_update_capacity=3),
        task(status="Successful", finished_update_capacity=4),
    )
    outs = stage.create()
    assert stage.ess.changes == []
    assert (outs["outcome"], outs["instance_refresh_task_id"], outs["status"]) == ("adopted", "ir-1", "Successful")
    assert stage.lines == [
        "asg-1: instance refresh ir-1 to scaling configuration asc-new is already running: adopted (0 s)",
        "asg-1: InProgress, 3 of 4 instances replaced (0 s)",
        "asg-1: Successful, 4 of 4 instances replaced (1 s)",
        "asg-1: done: 4 of 4 instances replaced, the group is on scaling configuration asc-new (1 s)",
    ]


def test_task_that_ended_while_nobody_looked_is_adopted(stage: Stage) -> None:
    stage.ess.becomes(NEW, new=4)()
    stage.ess.runs(task(status="Successful", finished_update_capacity=4))
    outs = stage.create()
    assert (outs["outcome"], outs["instance_refresh_task_id"]) == ("adopted", "ir-1")
    assert stage.ess.changes == []


def test_task_that_failed_while_nobody_looked_is_told_and_followed_by_another(stage: Stage) -> None:
    stage.ess.runs(task(status="Failed", detail="No stock."))
    script_a_release(stage, "ir-2")
    assert stage.create()["outcome"] == "refreshed"
    assert stage.lines[0] == (
        "asg-1: the last instance refresh to scaling configuration asc-new, ir-1, ended `Failed`: No stock; starting "
        "another one (0 s)"
    )


def test_running_task_to_something_else_is_not_disturbed(stage: Stage) -> None:
    stage.ess.runs(task("ir-9", "Paused", to="asc-other", finished_update_capacity=3))
    with pytest.raises(ConflictingTaskError) as caught:
        stage.create()
    assert str(caught.value) == (
        "asg-1 cannot be refreshed to scaling configuration asc-new yet, and nothing was changed: instance refresh "
        "ir-9 to scaling configuration asc-other is running (`Paused`, 3 of 4 instances), and a group has one at a "
        "time; let it end, or stop it (CancelInstanceRefresh leaves what is replaced, RollbackInstanceRefresh puts it "
        "back), then run `pulumi up` again"
    )
    assert stage.ess.changes == []


def overtake(stage: Stage, theirs: InstanceRefreshTask, error: ServiceApiError) -> None:
    """Have somebody start a task right before ours, whose start ends in an error."""
    starting = stage.ess.start_instance_refresh

    def overtaken(request: StartRequest) -> str:
        if not stage.ess.tasks:
            stage.ess.runs(theirs)
        return starting(request)

    stage.ess.start_instance_refresh = overtaken  # type: ignore[method-assign]
    stage.ess.errors["StartInstanceRefresh"] = [error]


@pytest.mark.parametrize(
    "error",
    [
        throttled("StartInstanceRefresh"),
        refused("StartInstanceRefresh", "InvalidOperation.InstanceRefreshTaskInProgress", 400),
    ],
    ids=["between two attempts", "just before the first"],
)
def test_task_that_somebody_starts_just_before_ours_is_not_disturbed(stage: Stage, error: ServiceApiError) -> None:
    overtake(stage, task("ir-9", "Pending", to="asc-other"), error)
    with pytest.raises(ConflictingTaskError) as caught:
        stage.create()
    assert caught.value.task.instance_refresh_task_id == "ir-9"
    assert stage.ess.started == []


def test_task_of_somebody_that_skips_instances_is_not_taken_for_one_that_replaces_all(stage: Stage) -> None:
    overtake(stage, task("ir-9", "Pending", skip_matching=True), throttled("StartInstanceRefresh"))
    with pytest.raises(ConflictingTaskError) as caught:
        stage.create(skip_matching=False)
    assert caught.value.task.instance_refresh_task_id == "ir-9"


@pytest.mark.parametrize(
    ("running", "settled"),
    [
        (task("ir-9", "RollbackInProgress"), task("ir-9", "RollbackSuccessful")),
        (task("ir-9", "Cancelling", to="asc-other"), task("ir-9", "Cancelled", to="asc-other")),
        (task("ir-9", "InProgress", to=OLD), task("ir-9", "Successful", to=OLD)),
    ],
    ids=["rolling back", "being cancelled", "going back to the active configuration"],
)
def test_task_that_takes_the_group_back_is_waited_for(stage: Stage, running: object, settled: object) -> None:
    stage.ess.runs(running, settled)  # type: ignore[arg-type]
    script_a_release(stage)
    assert stage.create()["outcome"] == "refreshed"
    assert stage.lines[0].endswith("waiting for its end first (0 s)")


def test_lost_reply_to_the_start_makes_one_task(stage: Stage) -> None:
    script_a_release(stage)
    stage.ess.lost = ["StartInstanceRefresh"]
    outs = stage.create()
    assert (outs["outcome"], outs["instance_refresh_task_id"]) == ("adopted", "ir-1")
    assert len(stage.ess.started) == 1


def test_start_that_never_arrived_is_repeated_with_the_same_token(stage: Stage) -> None:
    script_a_release(stage)
    stage.ess.errors["StartInstanceRefresh"] = [
        unreachable("StartInstanceRefresh"),
        throttled("StartInstanceRefresh", 7),
    ]
    assert stage.create()["outcome"] == "refreshed"
    assert stage.clock.sleeps[:2] == [5.0, 7.0]
    assert len(stage.ess.started) == 1


def test_start_refused_because_it_runs_already_is_adopted(stage: Stage) -> None:
    """Another process may start the same release between our look and our call."""
    stage.ess.errors["StartInstanceRefresh"] = [refused("StartInstanceRefresh", "Conflict", 400)]
    real_fail = stage.ess._fail

    def fail(action: str) -> None:
        if action == "StartInstanceRefresh":
            stage.ess.runs(task("ir-5"), task("ir-5", "Successful"))
        real_fail(action)

    stage.ess._fail = fail  # type: ignore[method-assign]
    assert stage.create()["instance_refresh_task_id"] == "ir-5"


def test_changed_triggers_whose_task_ended_while_nobody_looked_start_no_second_one(stage: Stage) -> None:
    stage.ess.becomes(NEW, new=4)()
    stage.ess.runs(task("ir-2", "Successful"))
    olds = props(triggers="a") | {"instance_refresh_task_id": "ir-1"}
    assert stage.update(olds, triggers="b")["outcome"] == "adopted"
    assert stage.ess.changes == []


def test_changed_triggers_are_not_served_by_a_task_that_skips_instances(stage: Stage) -> None:
    """A way back, for example, replaces only what the failed release had replaced."""
    stage.ess.becomes(NEW, new=4)()
    stage.ess.runs(task("ir-2", skip_matching=True), task("ir-2", "Successful", skip_matching=True))
    script_a_release(stage, "ir-3")
    olds = props(triggers="a") | {"instance_refresh_task_id": "ir-1"}
    assert stage.update(olds, triggers="b")["instance_refresh_task_id"] == "ir-3"


def test_task_in_the_way_that_does_not_end_is_told(stage: Stage) -> None:
    stage.ess.runs(task("ir-9", "RollbackInProgress"))
    with pytest.raises(NotRefreshableError) as caught:
        stage.create(wait_timeout_seconds=60.0)
    assert str(caught.value) == (
        "asg-1 cannot be refreshed, and nothing was changed: instance refresh ir-9 to scaling configuration asc-new "
        "has not ended within 60 s (`RollbackInProgress`, 0 of 4 instances); run `pulumi up` again when it has"
    )
