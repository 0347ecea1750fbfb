"""The life of an instance: which call is allowed in which status, and what locks refuse."""

from collections.abc import Callable
from typing import Any

import pytest
from alibabacloud_ecs20140526 import models

from alicloud_emulator import Emulator
from contract.official import REGION
from contract.system_events import (
    STOP_SECONDS,
    Machine,
    bring_to,
    code_of,
    run_machine,
)

STATUSES = ("Pending", "Starting", "Running", "Stopping", "Stopped")
LOCKED = "InstanceLockedForSecurity"
IN_ARREARS = "InstanceExpiredOrInArrears"
WRONG = "IncorrectInstanceStatus"


def delete_by_force(machine: Machine, **settings: Any) -> None:
    machine.delete(force=True, **settings)


def rename(machine: Machine) -> None:
    machine.modify(instance_name="other")


def protect(machine: Machine) -> None:
    machine.modify(deletion_protection=True)


def pay_by_subscription(machine: Machine) -> None:
    machine.ecs.modify_instance_charge_type(
        models.ModifyInstanceChargeTypeRequest(region_id=REGION, instance_ids=f'["{machine.instance_id}"]')
    )


def change_type(machine: Machine) -> None:
    machine.ecs.modify_instance_spec(
        models.ModifyInstanceSpecRequest(instance_id=machine.instance_id, instance_type="ecs.g7.xlarge")
    )


@pytest.mark.parametrize(
    ("act", "codes"),
    [
        (Machine.start, [WRONG, WRONG, "", WRONG, ""]),
        (Machine.stop, [WRONG, WRONG, "", WRONG, ""]),
        (Machine.reboot, [WRONG, WRONG, "", WRONG, WRONG]),
        (Machine.delete, [f"{WRONG}.Initializing", WRONG, WRONG, WRONG, ""]),
        (delete_by_force, [f"{WRONG}.Initializing", "", "", "", ""]),
        (change_type, [WRONG, WRONG, WRONG, WRONG, ""]),
        (rename, ["", "", "", "", ""]),
    ],
)
def test_each_call_is_allowed_in_these_statuses(
    alicloud_emulator: Emulator, act: Callable[..., None], codes: list[str]
) -> None:
    seen = []
    for status in STATUSES:
        machine = run_machine(alicloud_emulator, up_for=0)
        bring_to(machine, status)
        seen.append(code_of(act, machine))

    assert dict(zip(STATUSES, seen, strict=True)) == dict(zip(STATUSES, codes, strict=True))


@pytest.mark.parametrize(
    ("act", "security", "financial"),
    [
        (Machine.start, LOCKED, IN_ARREARS),
        (Machine.stop, "", ""),
        (Machine.reboot, LOCKED, IN_ARREARS),
        (delete_by_force, "", ""),
        (rename, LOCKED, ""),
        (protect, LOCKED, ""),
        (pay_by_subscription, LOCKED, ""),
        (change_type, LOCKED, WRONG),
        (Machine.plan_release, "", ""),
    ],
)
def test_locks_refuse_these_calls(
    alicloud_emulator: Emulator, act: Callable[..., None], security: str, financial: str
) -> None:
    seen = []
    for reason in ("security", "financial"):
        machine = run_machine(alicloud_emulator)
        alicloud_emulator.add_fault(kind="instance_lock", instance_id=machine.instance_id, lock_reason=reason)
        seen.append(code_of(act, machine))

    assert seen == [security, financial]


@pytest.mark.parametrize("act", [Machine.stop, Machine.reboot, delete_by_force])
def test_a_dry_run_changes_nothing(alicloud_emulator: Emulator, act: Callable[..., None]) -> None:
    machine = run_machine(alicloud_emulator)
    allowed = code_of(act, machine, dry_run=True)
    machine.advance(60)

    assert (allowed, machine.status) == ("DryRunOperation", "Running")


def test_a_dry_run_finds_what_the_call_would(alicloud_emulator: Emulator) -> None:
    machine = run_machine(alicloud_emulator, deletion_protection=True)

    assert code_of(delete_by_force, machine, dry_run=True) == "InvalidOperation.DeletionProtection"
    assert code_of(Machine.delete, machine, dry_run=True) == "InvalidOperation.DeletionProtection"


@pytest.mark.parametrize(
    ("act", "settings", "seen"),
    [
        (Machine.stop, {"force_stop": True}, ["Stopping", "Stopped"]),
        (Machine.stop, {}, ["Stopping", "Stopping"]),
        (Machine.reboot, {"force_stop": True}, ["Stopping", "Starting"]),
    ],
)
def test_a_forced_stop_takes_a_second(
    alicloud_emulator: Emulator, act: Callable[..., None], settings: dict[str, bool], seen: list[str]
) -> None:
    machine = run_machine(alicloud_emulator)
    act(machine, **settings)
    before = machine.status
    machine.advance(1)

    assert [before, machine.status] == seen


def test_a_release_with_a_shutdown_takes_minutes(alicloud_emulator: Emulator) -> None:
    machine = run_machine(alicloud_emulator)
    machine.delete(force=True, force_stop=False)
    machine.advance(124)
    before = machine.status
    machine.advance(1)

    assert (before, alicloud_emulator.state["entities"]["instances"]) == ("Stopping", [])


@pytest.mark.parametrize(
    ("settings", "mode", "keeps_address"),
    [
        ({}, "StopCharging", False),
        ({"instance_charge_type": "PrePaid"}, "KeepCharging", True),
        ({"instance_type": "ecs.i3.xlarge"}, "KeepCharging", True),
    ],
    ids=["pay-as-you-go", "subscription", "local-disks"],
)
def test_economical_mode_gives_up_the_public_address(
    alicloud_emulator: Emulator, settings: dict[str, Any], mode: str, keeps_address: bool
) -> None:
    machine = run_machine(alicloud_emulator, internet_max_bandwidth_out=5, **settings)

    def addresses() -> list[str]:
        return list(machine.shown().public_ip_address.ip_address)

    running = machine.shown().stopped_mode
    first = addresses()
    machine.stop(stopped_mode="StopCharging")
    machine.advance(STOP_SECONDS)
    stopped = (machine.shown().stopped_mode, addresses())
    machine.start()
    machine.advance(15)

    assert len(first) == 1
    assert stopped == (mode, first if keeps_address else [])
    assert (running, machine.shown().stopped_mode) == ("Not-applicable", "Not-applicable")
    assert len(addresses()) == 1
    assert (addresses() == first) is keeps_address
