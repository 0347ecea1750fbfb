"""Simulated system events: made, carried out without effect, withdrawn, refused."""

from typing import Any

import pytest
from alibabacloud_ecs20140526 import models
from alibabacloud_tea_openapi.exceptions import ClientException

from alicloud_emulator import Emulator
from contract.official import REGION
from contract.scaling import refusal
from contract.system_events import (
    follow,
    run_machine,
)


@pytest.mark.parametrize("event_type", ["SystemMaintenance.Redeploy", "SystemFailure.Reboot"])
def test_a_simulated_event_does_nothing_to_its_instance(alicloud_emulator: Emulator, event_type: str) -> None:
    machine = run_machine(alicloud_emulator)
    machine.simulate(event_type, seconds=100)
    open_status = "Scheduled" if event_type.startswith("SystemMaintenance") else "Executing"

    assert follow(machine, 99, 1) == [(open_status, "Running"), ("Executed", "Running")]
    assert machine.stored()["moves"] == 0


def test_a_simulated_event_with_real_operations_stops_the_instance(alicloud_emulator: Emulator) -> None:
    machine = run_machine(alicloud_emulator)
    machine.simulate("SystemMaintenance.Stop", seconds=100, trigger_real_ops=True)

    assert follow(machine, 100, 10) == [("Executing", "Stopping"), ("Executed", "Stopped")]


def test_simulated_events_are_withdrawn_and_real_ones_are_not(alicloud_emulator: Emulator) -> None:
    machine = run_machine(alicloud_emulator)
    simulated, real = machine.simulate(), machine.event()
    machine.cancel(simulated)
    with pytest.raises(ClientException) as again:
        machine.cancel(simulated)
    with pytest.raises(ClientException) as refused:
        machine.cancel(real)

    assert machine.event_statuses() == ["Canceled", "Scheduled"]
    assert refusal(again) == (
        403,
        "IncorrectEventStatus",
        "The status Canceled of the event does not support this operation.",
    )
    assert refusal(refused) == (404, "InvalidEventId.NotFound", f"The specified EventId does not exist: {real}.")


@pytest.mark.parametrize(
    ("settings", "expected"),
    [
        ({"event_type": None}, (400, "MissingParameter")),
        ({"event_type": "SystemMaintenance.IsolateErrorDisk"}, (400, "InvalidParameter")),
        ({"instance_id": None}, (400, "MissingParameter")),
        ({"instance_id": ["i-none"]}, (404, "InvalidInstanceId.NotFound")),
        ({"instance_id": ["i-1"] * 101}, (403, "InstanceIdLimitExceeded")),
        ({"not_before": "2001-01-01T00:00:00Z"}, (403, "InvalidNotBefore.Passed")),
        ({"not_before": "soon"}, (400, "InvalidParameter")),
        ({"not_before": None}, (400, "MissingParameter")),
    ],
)
def test_what_cannot_be_simulated_is_refused(
    alicloud_emulator: Emulator, settings: dict[str, Any], expected: tuple[int, str]
) -> None:
    machine = run_machine(alicloud_emulator)
    request = {
        "region_id": REGION,
        "event_type": "SystemMaintenance.Reboot",
        "instance_id": [machine.instance_id],
        "not_before": machine.after(60),
    }
    with pytest.raises(ClientException) as refused:
        machine.ecs.create_simulated_system_events(models.CreateSimulatedSystemEventsRequest(**request | settings))

    assert refusal(refused)[:2] == expected
    assert machine.events() == []


def test_only_so_many_simulated_events_are_open_at_once(alicloud_emulator: Emulator) -> None:
    machine = run_machine(alicloud_emulator)

    def simulate(count: int) -> list[str]:
        request = models.CreateSimulatedSystemEventsRequest(
            region_id=REGION,
            event_type="SystemMaintenance.Reboot",
            instance_id=[machine.instance_id] * count,
            not_before=machine.after(60),
        )
        ids: list[str] = machine.ecs.create_simulated_system_events(request).body.event_id_set.event_id
        return ids

    made = [event_id for _ in range(10) for event_id in simulate(100)]
    with pytest.raises(ClientException) as refused:
        simulate(1)
    machine.cancel(made[0])

    assert len(set(made)) == 1000
    assert refusal(refused) == (
        403,
        "SimulatedEventLimitExceeded",
        "The amount of active simulated system event exceeds limit.",
    )
    assert len(simulate(1)) == 1


@pytest.mark.parametrize(
    ("ids", "expected"),
    [
        ([], (400, "MissingParameter")),
        (["e-1"] * 101, (400, "InvalidParameter")),
        (["e-none"], (404, "InvalidEventId.NotFound")),
    ],
)
def test_only_events_that_exist_are_withdrawn(
    alicloud_emulator: Emulator, ids: list[str], expected: tuple[int, str]
) -> None:
    machine = run_machine(alicloud_emulator)
    with pytest.raises(ClientException) as refused:
        machine.cancel(*ids)

    assert refusal(refused)[:2] == expected
