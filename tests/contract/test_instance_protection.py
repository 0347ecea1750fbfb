"""Release protection: what it stops and what it does not, and which instances cannot have it."""

from typing import Any

import pytest
from alibabacloud_ecs20140526 import models
from alibabacloud_tea_openapi.exceptions import ClientException

from alicloud_emulator import Emulator
from contract.official import REGION
from contract.scaling import refusal
from contract.system_events import (
    STOP_SECONDS,
    Machine,
    bring_to,
    code_of,
    run_machine,
)

WRONG_CHARGE_TYPE = (403, "ChargeTypeViolation", "The operation is not permitted due to charge type of the instance.")


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
    machine.modify(deletion_protection=True)
    shown = machine.shown().deletion_protection
    machine.delete(force=True)
    machine.advance(5)

    assert (shown, alicloud_emulator.state["entities"]["instances"]) == (True, [])


def test_a_subscription_cannot_be_protected_or_planned_to_go(alicloud_emulator: Emulator) -> None:
    machine = run_machine(alicloud_emulator, instance_charge_type="PrePaid")
    with pytest.raises(ClientException) as protected:
        machine.modify(deletion_protection=True)
    with pytest.raises(ClientException) as planned:
        machine.plan_release()
    machine.modify(deletion_protection=False)

    assert (refusal(protected), refusal(planned)) == (WRONG_CHARGE_TYPE, WRONG_CHARGE_TYPE)
    assert machine.shown().deletion_protection is False


def test_a_subscription_goes_only_when_it_has_expired_and_that_is_said(alicloud_emulator: Emulator) -> None:
    machine = run_machine(alicloud_emulator, instance_charge_type="PrePaid")
    running = code_of(Machine.delete, machine, force=True, terminate_subscription=True)
    machine.event("InstanceExpiration.Stop", status="Executing")
    machine.advance(STOP_SECONDS)
    unsaid = code_of(Machine.delete, machine)
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
