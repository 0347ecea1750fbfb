"""An instance refresh over time, case by case. Times are those of `assumptions`."""

from datetime import timedelta

import pytest

from alicloud_emulator.errors import ApiError
from alicloud_emulator.state.ess import membership
from alicloud_emulator.state.ess.groups import GroupChanges, modify_group
from alicloud_emulator.state.ess.refresh_calls import change_task, start_refresh
from alicloud_emulator.state.ess.refresh_model import (
    DesiredConfiguration,
    RefreshRequest,
    RefreshStatus,
    RefreshTask,
    TaskCall,
)
from alicloud_emulator.state.faults import UnhealthyInstances
from unit.emulator.worlds import Stage, stage

ONE_ROUND_SECONDS = 40


def course(made: Stage, task: RefreshTask, rounds: int) -> list[tuple[str, int, int]]:
    """Status, finished count and instances after each round of one creation and one release."""
    seen = []
    for _ in range(rounds):
        made.advance(ONE_ROUND_SECONDS)
        seen.append((str(task.status), task.finished_update_capacity, len(made.group.instances)))
    return seen


def test_default_percentages_replace_one_of_four_at_a_time_and_activate_the_configuration() -> None:
    made = stage(4)
    task = made.start()

    assert (task.status, task.total_need_update_capacity) == ("Pending", 4)
    made.advance(5)
    assert task.status == "InProgress"
    assert course(made, task, 4) == [
        ("InProgress", 1, 5),
        ("InProgress", 2, 5),
        ("InProgress", 3, 5),
        ("Successful", 4, 4),
    ]
    assert made.configurations() == ["new"] * 4
    assert made.group.active_scaling_configuration_id == made.new
    assert made.group.running_refresh_task_id == ""


def test_ten_instances_go_in_batches_between_eight_and_twelve() -> None:
    made = stage(10)
    made.start()

    made.advance(5)
    assert len(made.group.instances) == 12
    made.advance(30)
    assert made.states().count("Removing") == 4
    made.advance(10)
    assert made.states().count("Pending") == 4


def test_minimum_and_maximum_of_100_replace_one_at_a_time() -> None:
    made = stage(3)
    task = made.start(min_healthy_percentage=100, max_healthy_percentage=100)
    made.advance(5)

    assert course(made, task, 3) == [("InProgress", 1, 4), ("InProgress", 2, 4), ("Successful", 3, 3)]


def test_maximum_of_100_releases_before_it_creates() -> None:
    made = stage(4)
    made.start(min_healthy_percentage=50, max_healthy_percentage=100)
    made.advance(5)

    assert made.states() == ["Removing", "Removing", "InService", "InService"]
    made.advance(10)
    assert made.states() == ["InService", "InService", "Pending", "Pending"]


def test_attached_standby_and_protected_instances_are_ignored() -> None:
    made = stage(4)
    standby, protected, *_ = made.group.instances
    membership.enter_standby(made.world, made.group, [standby])
    membership.set_protection(made.group, [protected], is_protected=True)
    task = made.start()
    made.advance(600)

    assert (task.status, task.total_need_update_capacity) == ("Successful", 2)
    assert made.group.instances[standby].source.scaling_configuration_id == made.old
    assert made.group.instances[protected].source.scaling_configuration_id == made.old
    assert made.configurations() == ["old", "new", "new"]


def test_skip_matching_leaves_what_was_made_from_the_desired_configuration() -> None:
    made = stage(4)
    made.group.active_scaling_configuration_id = made.new
    modify_group(made.world, made.group, GroupChanges(desired_capacity=6))
    made.settle()
    made.advance(60)
    task = made.start()

    assert task.total_need_update_capacity == 4
    made.advance(1000)
    assert task.status == "Successful"
    assert len(made.group.instances) == 6


def test_nothing_to_refresh_is_refused() -> None:
    made = stage(2)
    request = RefreshRequest(desired=DesiredConfiguration(scaling_configuration_id=made.old))

    with pytest.raises(ApiError) as caught:
        start_refresh(made.world, made.group, request)

    assert (caught.value.http_status, caught.value.code) == (400, "InvalidInstance.NoInstanceNeedBeRefreshed")
    assert made.start(desired=DesiredConfiguration(), skip_matching=False).total_need_update_capacity == 2


def test_image_alone_matches_every_instance_and_rewrites_the_active_configuration() -> None:
    made = stage(2)
    desired = DesiredConfiguration(image_id="m-app-v3")
    with pytest.raises(ApiError, match="needs to be refreshed"):
        made.start(desired=desired)
    made.start(desired=desired, skip_matching=False)
    made.advance(600)

    assert made.group.active_scaling_configuration_id == made.old
    assert made.world.scaling.configurations[made.old].image_id == "m-app-v3"
    assert {made.world.compute.instances[item].spec.image_id for item in made.group.instances} == {"m-app-v3"}


def test_checkpoints_pause_and_end_by_themselves() -> None:
    made = stage(4)
    task = made.start(checkpoints=(25, 50, 100), checkpoint_pause_time=10)
    pauses = [
        (str(task.status), task.finished_update_capacity, len(made.group.instances))
        for _ in made.events(3600)
        if task.status == "CheckpointPause"
    ]

    assert pauses == [("CheckpointPause", 1, 4), ("CheckpointPause", 2, 4)]
    assert task.status == "Successful"
    assert task.ended_at == task.started_at + timedelta(seconds=5 + 4 * ONE_ROUND_SECONDS + 2 * 600)


def test_unhealthy_instances_fail_the_task_and_the_group_heals_from_the_old_configuration() -> None:
    made = stage(4)
    made.world.faults.add(UnhealthyInstances(image_id="m-app-v2"))
    task = made.start()
    made.advance(5 + 599)
    unhealthy = next(reversed(made.group.instances))
    assert task.status == "InProgress"
    made.advance(1)

    assert task.status == "Failed"
    assert task.detail == (
        f"The instances created by the instance refresh task did not become healthy within 600 seconds: {unhealthy}."
    )
    assert (task.finished_update_capacity, task.total_need_update_capacity) == (0, 4)
    made.advance(200)
    assert made.configurations() == ["old"] * 4
    assert made.group.active_scaling_configuration_id == made.old


def test_group_without_health_check_takes_unhealthy_instances() -> None:
    made = stage(2, health_check_types=("NONE",))
    made.world.faults.add(UnhealthyInstances(image_id="m-app-v2"))
    task = made.start()
    made.advance(600)

    assert task.status == "Successful"


def test_rollback_puts_the_active_configuration_back() -> None:
    made = stage(4)
    task = made.start()
    made.advance(5 + 2 * ONE_ROUND_SECONDS)
    assert made.configurations() == ["old", "old", "new", "new"]
    change_task(made.world, task, TaskCall.ROLLBACK)
    made.settle()
    assert (task.status, task.total_need_update_capacity) == ("RollbackInProgress", 3)
    made.advance(1000)

    assert (task.status, task.finished_update_capacity) == ("RollbackSuccessful", 3)
    assert made.configurations() == ["old"] * 4
    assert made.group.active_scaling_configuration_id == made.old


def test_cancel_keeps_what_is_replaced_and_returns_to_the_capacity() -> None:
    made = stage(4)
    task = made.start()
    made.advance(5 + ONE_ROUND_SECONDS)
    change_task(made.world, task, TaskCall.CANCEL)
    made.settle()
    assert task.status == "Cancelling"
    made.advance(100)

    assert task.status == "Cancelled"
    assert sorted(made.configurations()) == ["new", "new", "old", "old"]


def test_suspended_task_begins_no_batch_until_it_is_resumed() -> None:
    made = stage(4)
    task = made.start()
    made.advance(5)
    change_task(made.world, task, TaskCall.SUSPEND)
    made.advance(10_000)
    assert (task.status, made.configurations()) == ("Paused", ["old"] * 4 + ["new"])
    change_task(made.world, task, TaskCall.RESUME)
    made.settle()
    made.advance(10 + 3 * ONE_ROUND_SECONDS)

    assert task.status == "Successful"


def test_scaling_out_during_a_refresh_uses_the_desired_configuration() -> None:
    made = stage(4)
    task = made.start()
    made.advance(10)
    modify_group(made.world, made.group, GroupChanges(desired_capacity=6))
    made.advance(1000)

    assert task.status == "Successful"
    assert made.configurations() == ["new"] * 6


@pytest.mark.parametrize("status", list(RefreshStatus))
@pytest.mark.parametrize("call", list(TaskCall))
def test_a_call_is_refused_in_every_status_in_which_it_is_not_legal(call: TaskCall, status: RefreshStatus) -> None:
    made = stage(2)
    task = made.start()
    task.status = status
    legal = {
        TaskCall.SUSPEND: {"InProgress"},
        TaskCall.RESUME: {"Paused"},
        TaskCall.CANCEL: {"Pending", "InProgress", "Paused", "CheckpointPause"},
        TaskCall.ROLLBACK: {"InProgress", "Paused", "CheckpointPause"},
    }[call]

    if status in legal:
        change_task(made.world, task, call)
        return
    with pytest.raises(ApiError) as caught:
        change_task(made.world, task, call)
    assert (caught.value.code, caught.value.message) == (
        "IncorrectInstanceRefreshTaskStatus",
        f"Instance refresh task {task.instance_refresh_task_id} is {status}, which {call} does not support.",
    )


def test_a_task_fails_after_a_week() -> None:
    made = stage(2)
    task = made.start(checkpoints=(50, 100), checkpoint_pause_time=2880)
    made.advance(10)
    change_task(made.world, task, TaskCall.SUSPEND)
    made.advance(7 * 24 * 3600 - 11)
    assert task.status == "Paused"
    made.advance(1)

    assert task.status == "Failed"
    assert task.detail == "The instance refresh task exceeded the maximum execution time of one week."
