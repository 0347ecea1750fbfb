"""RedeployInstance: every refusal in every status, the move, its task and the events that it answers."""

from collections.abc import Callable

import pytest
from alibabacloud_ecs20140526 import models
from alibabacloud_tea_openapi.exceptions import ClientException

from alicloud_emulator import Emulator
from contract.official import REGION
from contract.scaling import refusal
from contract.system_events import (
    MOVE_RUNNING_SECONDS,
    MOVE_STOPPED_SECONDS,
    STOP_SECONDS,
    Machine,
    run_machine,
)

LOCAL_DISKS = "ecs.i3.xlarge"
WRONG_STATUS = (403, "IncorrectInstanceStatus", "The current status of the resource does not support this operation.")
LOCKED = (
    403,
    "InstanceLockedForSecurity",
    "The specified operation is denied as your instance is locked for security reasons.",
)
IN_ARREARS = (
    403,
    "InstanceExpiredOrInArrears",
    "The specified operation is denied as your prepay instance is expired (prepay mode) or in arrears (afterpay mode).",
)
ON_DEDICATED_HOST = (403, "InvalidOperation.RedeployInstance", "Can not redeploy vm on dedicated host")
BROKEN_DISK = (403, "DiskError", "IncorrectDiskStatus.")
NO_EVENT = (403, "InvalidOperation.RedeployInstance", "There are no maintenance events found on the instance")
SIMULATED = (403, "InvalidOperation.RedeployInstance", "Simulated events cannot be responded to")


def bring_to(machine: Machine, status: str) -> None:
    """Bring an instance that was just made to a status."""
    if status == "Starting":
        machine.advance(3)
    elif status != "Pending":
        machine.advance(18)
    if status in ("Stopping", "Stopped"):
        machine.stop()
    if status == "Stopped":
        machine.advance(STOP_SECONDS)
    assert machine.status == status


def lock_for_security(machine: Machine) -> None:
    machine.emulator.add_fault(kind="instance_lock", instance_id=machine.instance_id, lock_reason="security")


def fall_into_arrears(machine: Machine) -> None:
    machine.emulator.add_fault(kind="instance_lock", instance_id=machine.instance_id, lock_reason="financial")


def break_a_disk(machine: Machine) -> None:
    machine.emulator.add_fault(kind="disk_error", instance_id=machine.instance_id)


def leave_alone(_: Machine) -> None:
    """Nothing is wrong with the instance."""


STABLE = ("Running", "Stopped")
TRANSITORY = ("Pending", "Starting", "Stopping")


@pytest.mark.parametrize("status", [*STABLE, *TRANSITORY])
@pytest.mark.parametrize(
    ("hinder", "settings", "in_stable", "in_transitory"),
    [
        (lock_for_security, {}, LOCKED, LOCKED),
        (fall_into_arrears, {}, IN_ARREARS, IN_ARREARS),
        (leave_alone, {"dedicated_host_id": "dh-1"}, ON_DEDICATED_HOST, WRONG_STATUS),
        (break_a_disk, {}, BROKEN_DISK, WRONG_STATUS),
        (leave_alone, {}, None, WRONG_STATUS),
    ],
    ids=["security-lock", "arrears", "dedicated-host", "broken-disk", "nothing"],
)
def test_every_refusal_in_every_status(
    alicloud_emulator: Emulator,
    hinder: Callable[[Machine], None],
    settings: dict[str, str],
    in_stable: tuple[int, str, str] | None,
    in_transitory: tuple[int, str, str],
    status: str,
) -> None:
    machine = run_machine(alicloud_emulator, up_for=0, **settings)
    bring_to(machine, status)
    event_id = machine.event()
    hinder(machine)
    expected = in_stable if status in STABLE else in_transitory
    if expected is None:
        assert machine.task(machine.redeploy()).task_status == "Processing"
        return

    with pytest.raises(ClientException) as refused:
        machine.redeploy()

    assert refusal(refused) == expected
    assert machine.status == status
    assert [(event.event_id, event.event_cycle_status.name) for event in machine.events()] == [(event_id, "Scheduled")]


@pytest.mark.parametrize("status", STABLE)
def test_without_an_event_that_it_can_answer_it_is_refused(alicloud_emulator: Emulator, status: str) -> None:
    machine = run_machine(alicloud_emulator, up_for=0)
    bring_to(machine, status)
    with pytest.raises(ClientException) as without:
        machine.redeploy()
    machine.simulate()
    with pytest.raises(ClientException) as simulated:
        machine.redeploy()

    assert (refusal(without), refusal(simulated)) == (NO_EVENT, SIMULATED)
    assert machine.status == status


def test_an_unknown_instance_and_a_missing_id_are_refused(alicloud_emulator: Emulator) -> None:
    machine = run_machine(alicloud_emulator)
    with pytest.raises(ClientException) as unknown:
        machine.ecs.redeploy_instance(models.RedeployInstanceRequest(instance_id="i-none"))
    with pytest.raises(ClientException) as missing:
        machine.ecs.redeploy_instance(models.RedeployInstanceRequest())

    assert refusal(unknown) == (404, "InvalidInstanceId.NotFound", "The specified InstanceId does not exist.")
    assert refusal(missing) == (
        400,
        "MissingParameter",
        'The input parameter "InstanceId" that is mandatory for processing this request is not supplied.',
    )


# The table of the RedeployInstance page: what it answers, and with which kind of instance.
ANSWERED = {
    ("SystemMaintenance.Reboot", "Inquiring"),
    ("SystemMaintenance.Reboot", "Scheduled"),
    ("SystemMaintenance.Redeploy", "Inquiring"),
    ("SystemMaintenance.Redeploy", "Scheduled"),
    ("SystemMaintenance.RebootAndIsolateErrorDisk", "Inquiring"),
    ("SystemMaintenance.RebootAndReInitErrorDisk", "Inquiring"),
    ("SystemMaintenance.IsolateErrorDisk", "Inquiring"),
    ("SystemMaintenance.ReInitErrorDisk", "Inquiring"),
    ("SystemFailure.Redeploy", "Inquiring"),
    ("SystemFailure.Redeploy", "Scheduled"),
}
ONLY_WITH_LOCAL_DISKS = {("SystemFailure.Reboot", "Executing")}
EVENT_TYPES = sorted(
    {name for name, _ in ANSWERED | ONLY_WITH_LOCAL_DISKS}
    | {
        "SystemMaintenance.Stop",
        "SystemMaintenance.PerformanceImpact",
        "InstanceFailure.Alert",
        "SystemFailure.Stop",
    }
)


@pytest.mark.parametrize("instance_type", ["ecs.g7.large", LOCAL_DISKS])
@pytest.mark.parametrize("status", ["Inquiring", "Scheduled", "Executing"])
@pytest.mark.parametrize("event_type", EVENT_TYPES)
def test_it_answers_the_events_of_its_page_and_no_others(
    alicloud_emulator: Emulator, event_type: str, status: str, instance_type: str
) -> None:
    machine = run_machine(alicloud_emulator, instance_type=instance_type)
    machine.event(event_type, status=status)
    answered = ANSWERED | (ONLY_WITH_LOCAL_DISKS if instance_type == LOCAL_DISKS else set())
    if (event_type, status) in answered:
        assert machine.task(machine.redeploy()).task_status == "Processing"
        return

    is_moving = machine.status != "Running"
    with pytest.raises(ClientException) as refused:
        machine.redeploy()

    assert refusal(refused) == (WRONG_STATUS if is_moving else NO_EVENT)


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
    event_id = machine.event("SystemMaintenance.RebootAndIsolateErrorDisk", status="Inquiring")
    machine.ecs.accept_inquired_system_event(
        models.AcceptInquiredSystemEventRequest(region_id=REGION, event_id=event_id)
    )
    machine.advance(25)
    assert machine.event_statuses() == ["Executed"]
    machine.redeploy()
    machine.advance(MOVE_RUNNING_SECONDS)
    with pytest.raises(ClientException) as refused:
        machine.redeploy()

    assert refusal(refused) == NO_EVENT


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
