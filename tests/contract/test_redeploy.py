"""RedeployInstance: every refusal in every status, and the events that it answers."""

from collections.abc import Callable

import pytest
from alibabacloud_ecs20140526 import models
from alibabacloud_tea_openapi.exceptions import ClientException

from alicloud_emulator import Emulator
from contract.scaling import refusal
from contract.system_events import (
    NO_EVENT,
    WRONG_STATUS,
    Machine,
    bring_to,
    run_machine,
)

LOCAL_DISKS = "ecs.i3.xlarge"
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
SIMULATED = (403, "InvalidOperation.RedeployInstance", "Simulated events cannot be responded to")


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
