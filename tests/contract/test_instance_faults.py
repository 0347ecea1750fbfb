"""Faults of single instances: what is wrong with them is told with field, found and allowed."""

from typing import Any

import pytest
from alibabacloud_ecs20140526 import models
from alibabacloud_tea_openapi.exceptions import ClientException

from alicloud_emulator import Emulator
from contract.official import REGION
from contract.scaling import refusal
from contract.system_events import MOVE_RUNNING_SECONDS, run_machine

REASONS = "one of financial, security, recycling, dedicatedhostfinancial, refunded"


@pytest.mark.parametrize(
    ("spec", "message"),
    [
        ({"kind": "instance_lock", "instance_id": "i-1"}, f"lock_reason: got None, expected {REASONS}"),
        (
            {"kind": "instance_lock", "instance_id": "i-1", "lock_reason": "angry"},
            f"lock_reason: got 'angry', expected {REASONS}",
        ),
        ({"kind": "disk_error", "instance_id": ""}, "instance_id: got '', expected the id of an instance"),
        (
            {"kind": "redeployment_failure", "after": 1},
            "field: got 'after', expected one of kind, instance_id, times",
        ),
        (
            {"kind": "system_event", "instance_id": "i-none", "event_type": "SystemMaintenance.Reboot"},
            "instance_id: got 'i-none', expected the id of an instance",
        ),
        (
            {
                "kind": "system_event",
                "instance_id": "i-1",
                "event_type": "SystemMaintenance.Reboot",
                "status": "Executed",
            },
            "status: got 'Executed', expected one of Scheduled, Inquiring, Executing",
        ),
        (
            {
                "kind": "system_event",
                "instance_id": "i-1",
                "event_type": "SystemMaintenance.Reboot",
                "not_before_seconds": -1,
            },
            "not_before_seconds: got -1, expected 0 to 31622400",
        ),
    ],
)
def test_wrong_faults_are_refused(alicloud_emulator: Emulator, spec: dict[str, Any], message: str) -> None:
    with pytest.raises(ValueError, match=r".") as refused:
        alicloud_emulator.add_fault(**spec)

    assert str(refused.value) == message


def test_a_lock_is_shown_while_it_is_set(alicloud_emulator: Emulator) -> None:
    machine = run_machine(alicloud_emulator)
    other = run_machine(alicloud_emulator)
    for reason in ("security", "financial"):
        alicloud_emulator.add_fault(kind="instance_lock", instance_id=machine.instance_id, lock_reason=reason)

    assert [item.lock_reason for item in machine.shown().operation_locks.lock_reason] == ["security", "financial"]
    assert other.shown().operation_locks.lock_reason == []
    request = models.DescribeInstancesRequest(region_id=REGION, lock_reason="security")
    found = machine.ecs.describe_instances(request).body.instances.instance
    assert [item.instance_id for item in found] == [machine.instance_id]


def test_a_spot_instance_is_taken_back_after_five_minutes(alicloud_emulator: Emulator) -> None:
    machine = run_machine(alicloud_emulator, spot_strategy="SpotAsPriceGo", deletion_protection=True)
    alicloud_emulator.add_fault(kind="spot_interruption", instance_id=machine.instance_id)
    machine.advance(299)
    before = machine.status
    machine.advance(1)
    during = machine.status
    machine.advance(5)

    assert (before, during, alicloud_emulator.state["entities"]["instances"]) == ("Running", "Stopping", [])


def test_an_instance_that_is_not_spot_is_not_taken_back(alicloud_emulator: Emulator) -> None:
    machine = run_machine(alicloud_emulator)
    with pytest.raises(ValueError, match=r".") as refused:
        alicloud_emulator.add_fault(kind="spot_interruption", instance_id=machine.instance_id)

    assert str(refused.value) == f"instance_id: got '{machine.instance_id}', expected the id of a spot instance"


def test_a_redeployment_can_be_rehearsed_with_a_simulated_event(alicloud_emulator: Emulator) -> None:
    machine, other = run_machine(alicloud_emulator), run_machine(alicloud_emulator)
    alicloud_emulator.add_fault(kind="simulated_events_answered", instance_id=machine.instance_id)
    machine.simulate()
    other.simulate()
    machine.redeploy()
    with pytest.raises(ClientException) as refused:
        other.redeploy()
    machine.advance(MOVE_RUNNING_SECONDS)

    assert (machine.event_statuses(), machine.stored()["moves"]) == (["Avoided"], 1)
    assert refusal(refused) == (403, "InvalidOperation.RedeployInstance", "Simulated events cannot be responded to")


@pytest.mark.parametrize(
    ("action", "instance_type", "event"),
    [
        ("AutoRecover", "ecs.g7.large", ("SystemFailure.Reboot", "Executing")),
        ("Stop", "ecs.g7.large", ("SystemFailure.Stop", "Executing")),
        ("AutoRedeploy", "ecs.i3.xlarge", ("SystemFailure.Redeploy", "Scheduled")),
        ("AutoRedeploy", "ecs.g7.large", ("SystemFailure.Reboot", "Executing")),
    ],
)
def test_what_a_failed_host_causes_is_the_instance_s_maintenance_action(
    alicloud_emulator: Emulator, action: str, instance_type: str, event: tuple[str, str]
) -> None:
    machine = run_machine(alicloud_emulator, instance_type=instance_type)
    machine.ecs.modify_instance_maintenance_attributes(
        models.ModifyInstanceMaintenanceAttributesRequest(
            region_id=REGION, instance_id=[machine.instance_id], action_on_maintenance=action
        )
    )
    event_id = alicloud_emulator.add_fault(kind="host_failure", instance_id=machine.instance_id)

    [shown] = machine.events()
    assert (shown.event_id, (shown.event_type.name, shown.event_cycle_status.name)) == (event_id, event)
