"""What RedeployInstance does: the move over time, its task, the events that it closes, and how it fails."""

import pytest
from alibabacloud_ecs20140526 import models
from alibabacloud_tea_openapi.exceptions import ClientException

from alicloud_emulator import Emulator
from contract.official import REGION
from contract.scaling import refusal
from contract.system_events import (
    MOVE_RUNNING_SECONDS,
    MOVE_STOPPED_SECONDS,
    NO_EVENT,
    STOP_SECONDS,
    WRONG_STATUS,
    bring_to,
    run_machine,
)

LOCAL_DISKS = "ecs.i3.xlarge"
REPAIR_SECONDS = 4 * 3600


@pytest.mark.parametrize(
    ("stopped", "force_stop", "expected"),
    [
        (False, False, [(0, "Stopping"), (9, "Stopping"), (10, "Starting"), (84, "Starting"), (85, "Running")]),
        (False, True, [(0, "Stopping"), (1, "Starting"), (75, "Starting"), (76, "Running")]),
        (True, False, [(0, "Starting"), (74, "Starting"), (75, "Running")]),
    ],
    ids=["running", "running-forced", "stopped"],
)
def test_an_instance_moves_over_time_and_ends_running(
    alicloud_emulator: Emulator, stopped: bool, force_stop: bool, expected: list[tuple[int, str]]
) -> None:
    machine = run_machine(alicloud_emulator, up_for=0)
    bring_to(machine, "Stopped" if stopped else "Running")
    machine.event()
    task_id = machine.redeploy(force_stop=force_stop)
    seen, passed = [], 0
    for seconds, _ in expected:
        machine.advance(seconds - passed)
        passed = seconds
        seen.append((seconds, machine.status))

    assert seen == expected
    assert machine.task(task_id).task_status == "Finished"
    assert machine.stored()["moves"] == 1


@pytest.mark.parametrize(
    ("status", "during", "after"), [("Scheduled", "Scheduled", "Avoided"), ("Inquiring", "Executing", "Executed")]
)
def test_the_event_that_it_answers_is_closed(alicloud_emulator: Emulator, status: str, during: str, after: str) -> None:
    machine = run_machine(alicloud_emulator)
    machine.event(status=status)
    machine.redeploy()
    seen = [machine.event_statuses()]
    machine.advance(MOVE_RUNNING_SECONDS - 1)
    seen.append(machine.event_statuses())
    machine.advance(1)
    seen.append(machine.event_statuses())

    assert seen == [[during], [during], [after]]


def test_an_event_that_falls_due_on_the_way_does_nothing_more(alicloud_emulator: Emulator) -> None:
    machine = run_machine(alicloud_emulator)
    machine.event(not_before_seconds=30)
    machine.redeploy()
    machine.advance(3600)

    assert (machine.event_statuses(), machine.stored()["moves"]) == (["Avoided"], 1)


def test_one_move_answers_every_event_that_it_can(alicloud_emulator: Emulator) -> None:
    machine = run_machine(alicloud_emulator)
    for event_type in ("SystemMaintenance.Reboot", "SystemMaintenance.PerformanceImpact", "SystemFailure.Redeploy"):
        machine.event(event_type)
    machine.simulate("SystemMaintenance.Stop")
    machine.redeploy()
    machine.advance(MOVE_RUNNING_SECONDS)

    assert machine.event_statuses() == ["Avoided", "Scheduled", "Avoided", "Scheduled"]


def test_local_disks_are_empty_after_a_move_and_no_call_warns_of_it(alicloud_emulator: Emulator) -> None:
    machine = run_machine(alicloud_emulator, instance_type=LOCAL_DISKS)
    made_at = machine.stored()["local_disks_made_at"]
    machine.event()
    machine.redeploy()
    machine.advance(MOVE_RUNNING_SECONDS)

    shown = machine.shown()
    assert (shown.local_storage_amount, shown.local_storage_capacity) == (1, 894)
    assert machine.stored()["local_disks_made_at"] > made_at


@pytest.mark.parametrize("stopped", [False, True], ids=["running", "stopped"])
def test_a_failed_move_leaves_the_instance_where_and_as_it_was(alicloud_emulator: Emulator, stopped: bool) -> None:
    machine = run_machine(alicloud_emulator, up_for=0, instance_type=LOCAL_DISKS)
    status = "Stopped" if stopped else "Running"
    bring_to(machine, status)
    before = machine.stored()
    machine.event()
    machine.event("SystemMaintenance.Reboot", status="Inquiring")
    machine.emulator.add_fault(kind="redeployment_failure", instance_id=machine.instance_id)
    task_id = machine.redeploy()
    during = machine.event_statuses()
    machine.advance(MOVE_STOPPED_SECONDS if stopped else MOVE_RUNNING_SECONDS)

    after = machine.stored()
    assert (machine.task(task_id).task_status, machine.status) == ("Failed", status)
    assert (after["moves"], after["local_disks_made_at"]) == (0, before["local_disks_made_at"])
    assert (during, machine.event_statuses()) == (["Scheduled", "Executing"], ["Scheduled", "Inquiring"])
    assert machine.task(machine.redeploy()).task_status == "Processing"


def test_a_second_call_while_it_moves_is_refused(alicloud_emulator: Emulator) -> None:
    machine = run_machine(alicloud_emulator)
    machine.event()
    machine.redeploy()
    for seconds in (0, STOP_SECONDS):
        machine.advance(seconds)
        with pytest.raises(ClientException) as refused:
            machine.redeploy()

        assert refusal(refused) == WRONG_STATUS


def test_a_move_ends_with_its_instance(alicloud_emulator: Emulator) -> None:
    machine = run_machine(alicloud_emulator)
    event_id = machine.event()
    task_id = machine.redeploy()
    machine.advance(STOP_SECONDS)
    machine.delete(force=True)

    assert machine.task(task_id).task_status == "Failed"
    [event] = machine.events()
    assert (event.event_id, event.event_cycle_status.name) == (event_id, "Canceled")


def test_an_isolated_disk_needs_no_event(alicloud_emulator: Emulator) -> None:
    """RedeployInstance page: also after the isolation, before the re-initialization is announced."""
    machine = run_machine(alicloud_emulator, instance_type=LOCAL_DISKS)
    machine.accept(machine.event("SystemMaintenance.RebootAndIsolateErrorDisk", status="Inquiring"))
    machine.advance(25)
    assert machine.event_statuses() == ["Executed"]
    machine.redeploy()
    machine.advance(MOVE_RUNNING_SECONDS)
    with pytest.raises(ClientException) as refused:
        machine.redeploy()

    assert refusal(refused) == NO_EVENT
    machine.advance(REPAIR_SECONDS)
    assert machine.event_statuses() == ["Executed"]


def test_tasks_are_listed_by_id_resource_action_and_status(alicloud_emulator: Emulator) -> None:
    machine = run_machine(alicloud_emulator)
    machine.event()
    task_id = machine.redeploy()

    def ids(**filters: object) -> list[str]:
        request = models.DescribeTasksRequest(**{"region_id": REGION} | filters)
        return [task.task_id for task in machine.ecs.describe_tasks(request).body.task_set.task]

    everything = [task_id]
    assert task_id.startswith("t-")
    assert ids(task_ids=f"t-other,{task_id}", resource_ids=[machine.instance_id]) == everything
    assert ids(task_action="RedeployInstance", task_status="Processing") == everything
    assert ids(task_status="Waiting") == everything
    assert ids(start_time=machine.after(-60), end_time=machine.after(60)) == everything
    for filters in (
        {"task_ids": "t-other"},
        {"resource_ids": ["i-other"]},
        {"task_action": "ImportImage"},
        {"task_status": "Finished"},
        {"start_time": machine.after(60)},
        {"region_id": "cn-beijing"},
    ):
        assert ids(**filters) == []
    with pytest.raises(ClientException) as refused:
        machine.ecs.describe_task_attribute(models.DescribeTaskAttributeRequest(region_id=REGION, task_id=task_id))
    assert refusal(refused) == (404, "InvalidTaskId.NotFound", f"The specified TaskId does not exist: {task_id}.")


@pytest.mark.parametrize(
    ("event_type", "seconds", "following"),
    [
        ("SystemMaintenance.RebootAndIsolateErrorDisk", 25, "SystemMaintenance.RebootAndReInitErrorDisk"),
        ("SystemMaintenance.IsolateErrorDisk", 60, "SystemMaintenance.ReInitErrorDisk"),
    ],
)
def test_a_repaired_disk_is_announced_and_answered(
    alicloud_emulator: Emulator, event_type: str, seconds: int, following: str
) -> None:
    machine = run_machine(alicloud_emulator, instance_type=LOCAL_DISKS)
    machine.accept(machine.event(event_type, status="Inquiring"))
    machine.advance(seconds + REPAIR_SECONDS - 1)
    before = [event.event_type.name for event in machine.events()]
    machine.advance(1)
    [_, announced] = machine.events()
    machine.redeploy()
    machine.advance(MOVE_RUNNING_SECONDS)

    assert before == [event_type]
    assert (announced.event_type.name, announced.event_cycle_status.name) == (following, "Inquiring")
    assert machine.event_statuses() == ["Executed", "Executed"]
