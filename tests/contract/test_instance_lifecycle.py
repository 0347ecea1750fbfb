"""The life of an instance: which call is allowed in which status, and what locks, protection and payment refuse."""

from collections.abc import Callable
from typing import Any

import pytest
from alibabacloud_ecs20140526 import models
from alibabacloud_tea_openapi.exceptions import ClientException

from alicloud_emulator import Emulator
from contract.official import REGION
from contract.scaling import refusal
from contract.system_events import STOP_SECONDS, Machine, run_machine
from contract.test_redeploy import bring_to

STATUSES = ("Pending", "Starting", "Running", "Stopping", "Stopped")
LOCKED = "InstanceLockedForSecurity"
IN_ARREARS = "InstanceExpiredOrInArrears"
WRONG_CHARGE_TYPE = (403, "ChargeTypeViolation", "The operation is not permitted due to charge type of the instance.")


def start(machine: Machine, **settings: Any) -> None:
    machine.ecs.start_instance(models.StartInstanceRequest(instance_id=machine.instance_id, **settings))


def stop(machine: Machine, **settings: Any) -> None:
    machine.ecs.stop_instance(models.StopInstanceRequest(instance_id=machine.instance_id, **settings))


def reboot(machine: Machine, **settings: Any) -> None:
    machine.ecs.reboot_instance(models.RebootInstanceRequest(instance_id=machine.instance_id, **settings))


def delete(machine: Machine, **settings: Any) -> None:
    machine.delete(**settings)


def delete_by_force(machine: Machine, **settings: Any) -> None:
    machine.delete(force=True, **settings)


def modify(machine: Machine, **settings: Any) -> None:
    machine.ecs.modify_instance_attribute(
        models.ModifyInstanceAttributeRequest(instance_id=machine.instance_id, **settings)
    )


def rename(machine: Machine) -> None:
    modify(machine, instance_name="other")


def protect(machine: Machine) -> None:
    modify(machine, deletion_protection=True)


def pay_by_subscription(machine: Machine) -> None:
    machine.ecs.modify_instance_charge_type(
        models.ModifyInstanceChargeTypeRequest(region_id=REGION, instance_ids=f'["{machine.instance_id}"]')
    )


def change_type(machine: Machine) -> None:
    machine.ecs.modify_instance_spec(
        models.ModifyInstanceSpecRequest(instance_id=machine.instance_id, instance_type="ecs.g7.xlarge")
    )


def plan_release(machine: Machine) -> None:
    machine.ecs.modify_instance_auto_release_time(
        models.ModifyInstanceAutoReleaseTimeRequest(
            instance_id=machine.instance_id, auto_release_time=machine.after(3600)
        )
    )


def code_of(act: Callable[..., None], machine: Machine, **settings: Any) -> str:
    """Return the code of the refusal, nothing if the call is accepted."""
    try:
        act(machine, **settings)
    except ClientException as error:
        return str(error.code)
    return ""


WRONG = "IncorrectInstanceStatus"


@pytest.mark.parametrize(
    ("act", "codes"),
    [
        (start, [WRONG, WRONG, "", WRONG, ""]),
        (stop, [WRONG, WRONG, "", WRONG, ""]),
        (reboot, [WRONG, WRONG, "", WRONG, WRONG]),
        (delete, [f"{WRONG}.Initializing", WRONG, WRONG, WRONG, ""]),
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
        (start, LOCKED, IN_ARREARS),
        (stop, "", ""),
        (reboot, LOCKED, IN_ARREARS),
        (delete_by_force, "", ""),
        (rename, LOCKED, ""),
        (protect, LOCKED, ""),
        (pay_by_subscription, LOCKED, ""),
        (change_type, LOCKED, WRONG),
        (plan_release, "", ""),
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


@pytest.mark.parametrize("act", [stop, reboot, delete_by_force])
def test_a_dry_run_changes_nothing(alicloud_emulator: Emulator, act: Callable[..., None]) -> None:
    machine = run_machine(alicloud_emulator)
    allowed = code_of(act, machine, dry_run=True)
    machine.advance(60)

    assert (allowed, machine.status) == ("DryRunOperation", "Running")


def test_a_dry_run_finds_what_the_call_would(alicloud_emulator: Emulator) -> None:
    machine = run_machine(alicloud_emulator, deletion_protection=True)

    assert code_of(delete_by_force, machine, dry_run=True) == "InvalidOperation.DeletionProtection"
    assert code_of(delete, machine, dry_run=True) == "InvalidOperation.DeletionProtection"


@pytest.mark.parametrize(
    ("act", "settings", "seen"),
    [
        (stop, {"force_stop": True}, ["Stopping", "Stopped"]),
        (stop, {}, ["Stopping", "Stopping"]),
        (reboot, {"force_stop": True}, ["Stopping", "Starting"]),
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
    stop(machine, stopped_mode="StopCharging")
    machine.advance(STOP_SECONDS)
    stopped = (machine.shown().stopped_mode, addresses())
    start(machine)
    machine.advance(15)

    assert len(first) == 1
    assert stopped == (mode, first if keeps_address else [])
    assert (running, machine.shown().stopped_mode) == ("Not-applicable", "Not-applicable")
    assert len(addresses()) == 1
    assert (addresses() == first) is keeps_address


# --- Release protection ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("status", ["Running", "Stopped"])
def test_protection_refuses_a_release_in_every_status(alicloud_emulator: Emulator, status: str) -> None:
    machine = run_machine(alicloud_emulator, up_for=0, deletion_protection=True)
    bring_to(machine, status)
    with pytest.raises(ClientException) as one:
        machine.delete(force=True)
    with pytest.raises(ClientException) as several:
        machine.ecs.delete_instances(
            models.DeleteInstancesRequest(region_id=REGION, instance_id=[machine.instance_id], force=True)
        )

    expected = (
        403,
        "InvalidOperation.DeletionProtection",
        f"The operation is not allowed due to release protection: {machine.instance_id}.",
    )
    assert (refusal(one), refusal(several), machine.status) == (expected, expected, status)


def test_protection_does_nothing_for_a_spot_instance(alicloud_emulator: Emulator) -> None:
    machine = run_machine(alicloud_emulator, spot_strategy="SpotAsPriceGo")
    protect(machine)
    shown = machine.shown().deletion_protection
    machine.delete(force=True)
    machine.advance(5)

    assert (shown, alicloud_emulator.state["entities"]["instances"]) == (True, [])


def test_a_subscription_cannot_be_protected_or_planned_to_go(alicloud_emulator: Emulator) -> None:
    machine = run_machine(alicloud_emulator, instance_charge_type="PrePaid")
    refused = []
    for act in (protect, plan_release):
        with pytest.raises(ClientException) as error:
            act(machine)
        refused.append(refusal(error))
    modify(machine, deletion_protection=False)

    assert refused == [WRONG_CHARGE_TYPE, WRONG_CHARGE_TYPE]
    assert machine.shown().deletion_protection is False


def test_a_subscription_goes_only_when_it_has_expired_and_that_is_said(alicloud_emulator: Emulator) -> None:
    machine = run_machine(alicloud_emulator, instance_charge_type="PrePaid")
    running = code_of(delete_by_force, machine, terminate_subscription=True)
    machine.event("InstanceExpiration.Stop", status="Executing")
    machine.advance(STOP_SECONDS)
    unsaid = code_of(delete, machine)
    machine.delete(terminate_subscription=True)
    machine.advance(5)

    assert (running, unsaid) == ("ChargeTypeViolation", "ChargeTypeViolation")
    assert alicloud_emulator.state["entities"]["instances"] == []


@pytest.mark.parametrize(
    ("settings", "code"),
    [
        ({"auto_release_time": "2001-01-01T00:00:00Z"}, "InvalidAutoReleaseTime.Malformed"),
        ({"auto_release_time": "tomorrow"}, "InvalidParameter"),
    ],
)
def test_an_instance_with_a_wrong_planned_release_is_not_made(
    alicloud_emulator: Emulator, settings: dict[str, Any], code: str
) -> None:
    with pytest.raises(ClientException) as refused:
        run_machine(alicloud_emulator, **settings)

    assert refused.value.code == code
    assert alicloud_emulator.state["entities"]["instances"] == []


def test_metadata_options_are_those_of_the_launch(alicloud_emulator: Emulator) -> None:
    hardened = run_machine(alicloud_emulator, http_tokens="required").shown().metadata_options
    plain = run_machine(alicloud_emulator).shown().metadata_options

    assert (hardened.http_endpoint, hardened.http_tokens) == ("enabled", "required")
    assert (plain.http_endpoint, plain.http_tokens) == ("enabled", "optional")


def test_a_dedicated_host_is_shown(alicloud_emulator: Emulator) -> None:
    machine = run_machine(alicloud_emulator, dedicated_host_id="dh-1")

    assert machine.shown().dedicated_host_attribute.dedicated_host_id == "dh-1"


# --- Maintenance -----------------------------------------------------------------------------------------------


def maintain(machine: Machine, **settings: Any) -> None:
    request = {"region_id": REGION, "instance_id": [machine.instance_id]} | settings
    machine.ecs.modify_instance_maintenance_attributes(models.ModifyInstanceMaintenanceAttributesRequest(**request))


def window(start: str, end: str) -> models.ModifyInstanceMaintenanceAttributesRequestMaintenanceWindow:
    return models.ModifyInstanceMaintenanceAttributesRequestMaintenanceWindow(start_time=start, end_time=end)


def test_maintenance_is_what_was_chosen_last(alicloud_emulator: Emulator) -> None:
    machine = run_machine(alicloud_emulator)
    maintain(machine, action_on_maintenance="Stop", maintenance_window=[window("23:00:00", "02:00:00")])
    maintain(machine, notify_on_maintenance=True)

    request = models.DescribeInstanceMaintenanceAttributesRequest(region_id=REGION, instance_id=[machine.instance_id])
    answer = machine.ecs.describe_instance_maintenance_attributes(request).body
    [shown] = answer.maintenance_attributes.maintenance_attribute
    assert (shown.action_on_maintenance.value, shown.notify_on_maintenance) == ("Stop", True)
    [shown_window] = shown.maintenance_windows.maintenance_window
    assert (shown_window.start_time, shown_window.end_time) == ("23:00:00", "02:00:00")


@pytest.mark.parametrize(
    ("settings", "expected"),
    [
        ({"instance_id": []}, (400, "MissingParameter")),
        ({"instance_id": ["i-1"] * 101}, (400, "InvalidParameter")),
        ({"instance_id": ["i-none"]}, (404, "InvalidInstanceId.NotFound")),
        ({"action_on_maintenance": "Pray"}, (400, "InvalidParameter")),
        ({"maintenance_window": [window("02:30:00", "05:00:00")]}, (400, "InvalidParameter")),
        ({"maintenance_window": [window("02:00:00", "02:00:00")]}, (400, "InvalidParameter")),
        ({"maintenance_window": [window("02:00:00", "05:00:00")] * 2}, (400, "InvalidParameter")),
    ],
)
def test_wrong_maintenance_is_refused(
    alicloud_emulator: Emulator, settings: dict[str, Any], expected: tuple[int, str]
) -> None:
    machine = run_machine(alicloud_emulator)
    with pytest.raises(ClientException) as refused:
        maintain(machine, **{"notify_on_maintenance": True} | settings)

    assert refusal(refused)[:2] == expected
    assert machine.stored()["maintenance"] == {"action": "AutoRecover", "notify": False, "windows": []}
