"""System events through the official ECS client: published, carried out, avoided, accepted, simulated, told."""

from collections.abc import Callable
from typing import Any

import pytest
from alibabacloud_ecs20140526 import models
from alibabacloud_tea_openapi.exceptions import ClientException

from alicloud_emulator import Emulator
from contract.official import REGION
from contract.scaling import refusal
from contract.system_events import Machine, run_machine

DAY_SECONDS = 24 * 3600


def reboot(machine: Machine) -> None:
    machine.ecs.reboot_instance(models.RebootInstanceRequest(instance_id=machine.instance_id))


def accept(machine: Machine, event_id: str) -> None:
    machine.ecs.accept_inquired_system_event(
        models.AcceptInquiredSystemEventRequest(region_id=REGION, event_id=event_id)
    )


def cancel(machine: Machine, event_id: str) -> None:
    request = models.CancelSimulatedSystemEventsRequest(region_id=REGION, event_id=[event_id])
    machine.ecs.cancel_simulated_system_events(request)


def follow(machine: Machine, *seconds: float) -> list[tuple[str, str]]:
    """Return the event's status and the instance's after each of these steps."""
    seen = []
    for step in seconds:
        machine.advance(step)
        seen.append((machine.event_statuses()[0], machine.status))
    return seen


@pytest.mark.parametrize(
    ("event_type", "seen", "moves"),
    [
        (
            "SystemMaintenance.Reboot",
            [("Executing", "Stopping"), ("Executing", "Starting"), ("Executed", "Running")],
            0,
        ),
        (
            "SystemMaintenance.Redeploy",
            [("Executing", "Stopping"), ("Executing", "Starting"), ("Executing", "Starting"), ("Executed", "Running")],
            1,
        ),
        ("SystemMaintenance.Stop", [("Executing", "Stopping"), ("Executed", "Stopped")], 0),
        ("SystemMaintenance.PerformanceImpact", [("Executing", "Running"), ("Executing", "Running")], 0),
    ],
)
def test_a_scheduled_event_is_carried_out_at_its_time(
    alicloud_emulator: Emulator, event_type: str, seen: list[tuple[str, str]], moves: int
) -> None:
    machine = run_machine(alicloud_emulator)
    machine.event(event_type, not_before_seconds=100)
    assert follow(machine, 99) == [("Scheduled", "Running")]
    assert follow(machine, 1, 10, 15, 60)[: len(seen)] == seen
    assert follow(machine, 60)[0][0] == "Executed"
    assert machine.stored()["moves"] == moves


@pytest.mark.parametrize(
    ("event_type", "instance_type", "seen"),
    [
        ("SystemFailure.Reboot", "ecs.g7.large", [("Executing", "Stopping"), ("Executed", "Running")]),
        ("InstanceFailure.Reboot", "ecs.g7.large", [("Executing", "Stopping"), ("Executed", "Running")]),
        ("SystemFailure.Stop", "ecs.g7.large", [("Executing", "Stopping"), ("Executed", "Stopped")]),
        ("SystemFailure.Reboot", "ecs.i3.xlarge", [("Executing", "Running"), ("Executing", "Running")]),
    ],
)
def test_a_failure_is_executing_at_once_and_waits_only_for_local_disks(
    alicloud_emulator: Emulator, event_type: str, instance_type: str, seen: list[tuple[str, str]]
) -> None:
    machine = run_machine(alicloud_emulator, instance_type=instance_type)
    machine.event(event_type, status="Executing")

    assert follow(machine, 0, 25) == seen
    assert follow(machine, 575, 25)[1][0] == "Executed"


def test_what_is_overdue_is_released_in_spite_of_protection(alicloud_emulator: Emulator) -> None:
    machine = run_machine(alicloud_emulator, deletion_protection=True)
    machine.event("AccountUnbalanced.Stop", status="Executing")
    machine.advance(10)
    assert (machine.status, [item.lock_reason for item in machine.shown().operation_locks.lock_reason]) == (
        "Stopped",
        ["financial"],
    )
    with pytest.raises(ClientException) as refused:
        machine.ecs.start_instance(models.StartInstanceRequest(instance_id=machine.instance_id))
    machine.event("AccountUnbalanced.Delete", not_before_seconds=15 * DAY_SECONDS)
    machine.advance(15 * DAY_SECONDS + 5)

    assert refusal(refused)[:2] == (403, "InstanceExpiredOrInArrears")
    assert alicloud_emulator.state["entities"]["instances"] == []
    assert machine.event_statuses() == ["Executed", "Executed"]


@pytest.mark.parametrize(
    ("event_type", "act"),
    [("SystemMaintenance.Reboot", reboot), ("SystemMaintenance.Stop", Machine.stop)],
)
@pytest.mark.parametrize("publish", [Machine.event, Machine.simulate])
def test_what_is_done_early_is_avoided(
    alicloud_emulator: Emulator, event_type: str, act: Callable[[Machine], None], publish: Callable[..., str]
) -> None:
    machine = run_machine(alicloud_emulator)
    publish(machine, event_type)
    machine.advance(60)
    act(machine)
    before = machine.event_statuses()
    machine.advance(25)

    assert (before, machine.event_statuses()) == (["Scheduled"], ["Avoided"])


def test_a_restart_does_not_avoid_a_redeployment(alicloud_emulator: Emulator) -> None:
    machine = run_machine(alicloud_emulator)
    machine.event()
    reboot(machine)
    machine.advance(25)

    assert machine.event_statuses() == ["Scheduled"]


def test_events_of_a_released_instance_are_canceled(alicloud_emulator: Emulator) -> None:
    machine = run_machine(alicloud_emulator)
    machine.event()
    machine.simulate()
    machine.delete(force=True)
    machine.advance(5)

    assert machine.event_statuses() == ["Canceled", "Canceled"]


def test_an_inquiring_event_waits_until_it_is_accepted(alicloud_emulator: Emulator) -> None:
    machine = run_machine(alicloud_emulator)
    event_id = machine.event("SystemMaintenance.Reboot", status="Inquiring")
    assert follow(machine, 365 * DAY_SECONDS) == [("Inquiring", "Running")]
    accept(machine, event_id)
    with pytest.raises(ClientException) as refused:
        accept(machine, event_id)

    assert follow(machine, 0, 25) == [("Executing", "Stopping"), ("Executed", "Running")]
    assert refusal(refused) == (
        404,
        "InvalidEventId.NoInquiringEventFound",
        f"No event {event_id} in the Inquiring state is found.",
    )


def test_an_event_is_not_accepted_for_an_instance_on_its_way(alicloud_emulator: Emulator) -> None:
    machine = run_machine(alicloud_emulator)
    event_id = machine.event("SystemMaintenance.Reboot", status="Inquiring")
    machine.stop()
    with pytest.raises(ClientException) as refused:
        accept(machine, event_id)

    assert refusal(refused) == (
        403,
        "IncorrectInstanceStatus",
        "The current status of the resource does not support this operation.",
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
    cancel(machine, simulated)
    with pytest.raises(ClientException) as again:
        cancel(machine, simulated)
    with pytest.raises(ClientException) as refused:
        cancel(machine, real)

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
    cancel(machine, made[0])

    assert len(set(made)) == 1000
    assert refusal(refused) == (
        403,
        "SimulatedEventLimitExceeded",
        "The amount of active simulated system event exceeds limit.",
    )
    assert len(simulate(1)) == 1


def test_a_plan_is_only_brought_forward(alicloud_emulator: Emulator) -> None:
    machine = run_machine(alicloud_emulator)
    event_id = machine.event("SystemMaintenance.Reboot", not_before_seconds=DAY_SECONDS)

    def move(not_before: str) -> None:
        machine.ecs.modify_system_event_attribute(
            models.ModifySystemEventAttributeRequest(
                region_id=REGION, event_id=event_id, instance_id=machine.instance_id, not_before=not_before
            )
        )

    latest = machine.after(DAY_SECONDS)
    move(machine.after(100))
    move(latest)
    move(machine.after(100))
    with pytest.raises(ClientException) as late:
        move(machine.after(DAY_SECONDS + 1))
    with pytest.raises(ClientException) as past:
        move(machine.after(-1))

    assert (refusal(late)[:2], refusal(past)[:2]) == ((403, "InvalidParameter"), (403, "InvalidNotBefore.Passed"))
    assert machine.events()[0].extended_attribute.initial_not_before == latest
    assert follow(machine, 100) == [("Executing", "Stopping")]


def test_the_history_shows_only_finished_events_unless_it_is_asked(alicloud_emulator: Emulator) -> None:
    machine = run_machine(alicloud_emulator)
    done = machine.event("SystemMaintenance.Reboot", not_before_seconds=0)
    machine.advance(25)
    planned = machine.event("SystemMaintenance.Redeploy", reason="The host is old.")

    def ids(**filters: Any) -> list[str]:
        return [event.event_id for event in machine.events(**filters)]

    assert ids(instance_event_cycle_status=None) == [done]
    assert ids() == [done, planned]
    assert ids(instance_event_cycle_status=None, event_cycle_status="Scheduled") == [planned]
    assert ids(instance_event_cycle_status=["Executed"], event_cycle_status="Scheduled") == [done]
    assert ids(instance_event_type=["SystemMaintenance.Redeploy"], event_type="SystemMaintenance.Reboot") == [planned]
    assert ids(event_id=[done], instance_id=None) == [done]
    assert ids(instance_id="i-none", resource_id=[machine.instance_id]) == [done, planned]
    assert ids(resource_type="ddh") == []
    assert ids(region_id="cn-beijing") == []
    assert ids(not_before=models.DescribeInstanceHistoryEventsRequestNotBefore(start=machine.after(0))) == [planned]
    assert ids(max_results=1) == [done, planned]
    [shown] = machine.events(event_id=[planned])
    assert (shown.resource_type, shown.event_type.name, shown.reason) == (
        "instance",
        "SystemMaintenance.Redeploy",
        "The host is old.",
    )
    assert (shown.not_before, shown.event_finish_time) == (machine.after(DAY_SECONDS), "")


def test_finished_events_are_forgotten_after_thirty_days_and_open_ones_never(alicloud_emulator: Emulator) -> None:
    machine = run_machine(alicloud_emulator)
    canceled = machine.simulate()
    cancel(machine, canceled)
    machine.event(status="Inquiring")
    machine.advance(30 * DAY_SECONDS - 1)
    before = machine.event_statuses()
    machine.advance(1)

    assert (before, machine.event_statuses()) == (["Canceled", "Inquiring"], ["Inquiring"])


def test_the_full_status_shows_scheduled_events_only(alicloud_emulator: Emulator) -> None:
    machine = run_machine(alicloud_emulator)

    def shown(**filters: Any) -> list[tuple[str, str, list[str]]]:
        request = models.DescribeInstancesFullStatusRequest(**{"region_id": REGION} | filters)
        items = machine.ecs.describe_instances_full_status(request).body.instance_full_status_set
        return [
            (
                item.status.name,
                item.health_status.name,
                [event.event_id for event in item.scheduled_system_event_set.scheduled_system_event_type],
            )
            for item in items.instance_full_status_type
        ]

    quiet = shown()
    machine.event(status="Inquiring")
    asked = shown(instance_id=[machine.instance_id], status="Running")
    planned = machine.event()

    assert (quiet, asked) == ([("Running", "OK", [])], [("Running", "Warning", [])])
    assert shown(health_status="Warning") == [("Running", "Warning", [planned])]
    assert shown(event_type="SystemMaintenance.Redeploy") == [("Running", "Warning", [planned])]
    assert shown(event_type="SystemMaintenance.Reboot") == shown(status="Stopped") == shown(instance_id=["i-1"]) == []
    machine.redeploy()
    machine.advance(10)
    assert shown() == [("Starting", "Initializing", [planned])]


def test_an_event_waits_while_its_instance_is_on_its_way(alicloud_emulator: Emulator) -> None:
    machine = run_machine(alicloud_emulator)
    machine.event("SystemMaintenance.Redeploy", not_before_seconds=5)
    reboot(machine)
    seen = follow(machine, 24, 1, 84, 1)

    assert seen == [
        ("Executing", "Starting"),
        ("Executing", "Stopping"),
        ("Executing", "Starting"),
        ("Executed", "Running"),
    ]
    assert machine.stored()["moves"] == 1
