"""Real system events over time: carried out, avoided, accepted, brought forward, canceled."""

from collections.abc import Callable

import pytest
from alibabacloud_ecs20140526 import models
from alibabacloud_tea_openapi.exceptions import ClientException

from alicloud_emulator import Emulator
from contract.official import REGION
from contract.scaling import refusal
from contract.system_events import (
    DAY_SECONDS,
    Machine,
    follow,
    run_machine,
)


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
    [("SystemMaintenance.Reboot", Machine.reboot), ("SystemMaintenance.Stop", Machine.stop)],
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
    machine.reboot()
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
    machine.accept(event_id)
    with pytest.raises(ClientException) as refused:
        machine.accept(event_id)

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
        machine.accept(event_id)

    assert refusal(refused) == (
        403,
        "IncorrectInstanceStatus",
        "The current status of the resource does not support this operation.",
    )


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


def test_an_event_waits_while_its_instance_is_on_its_way(alicloud_emulator: Emulator) -> None:
    machine = run_machine(alicloud_emulator)
    machine.event("SystemMaintenance.Redeploy", not_before_seconds=5)
    machine.reboot()
    seen = follow(machine, 24, 1, 84, 1)

    assert seen == [
        ("Executing", "Starting"),
        ("Executing", "Stopping"),
        ("Executing", "Starting"),
        ("Executed", "Running"),
    ]
    assert machine.stored()["moves"] == 1


@pytest.mark.parametrize(
    ("event_type", "other_instance", "expected"),
    [
        ("SystemMaintenance.Reboot", "i-other", (404, "InvalidEventId.NotFound")),
        ("SystemFailure.Redeploy", "", (403, "IncorrectEventStatus")),
    ],
)
def test_a_plan_that_is_not_the_instance_s_or_no_maintenance_is_kept(
    alicloud_emulator: Emulator, event_type: str, other_instance: str, expected: tuple[int, str]
) -> None:
    machine = run_machine(alicloud_emulator)
    event_id = machine.event(event_type)
    before = machine.events()[0].not_before
    with pytest.raises(ClientException) as refused:
        machine.ecs.modify_system_event_attribute(
            models.ModifySystemEventAttributeRequest(
                region_id=REGION,
                event_id=event_id,
                instance_id=other_instance or machine.instance_id,
                not_before=machine.after(60),
            )
        )

    assert refusal(refused)[:2] == expected
    assert machine.events()[0].not_before == before
