"""System events of instances: how they are published, carried out, answered and withdrawn, over virtual time."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from alicloud_emulator.state.ecs.assumptions import LOCAL_DISK_RECOVERY_SECONDS
from alicloud_emulator.state.ecs.event_effects import begin_effect, end_effect
from alicloud_emulator.state.ecs.event_model import Notice, SystemEvent
from alicloud_emulator.state.ecs.event_types import EVENT_TYPES, Effect, EventKind, EventStatus, level_of
from alicloud_emulator.state.ecs.events import format_event_time, record_event
from alicloud_emulator.state.ecs.model import DiskRepair, Instance, InstanceStatus

if TYPE_CHECKING:
    from alicloud_emulator.state.world import World

__all__ = ["advance", "change_status", "execute", "next_change", "open_events", "publish"]

# Statuses that tell when the event was carried out: ECS guide, Instance event notification.
STATUSES_WITH_TIMES = (EventStatus.EXECUTING, EventStatus.EXECUTED, EventStatus.CANCELED, EventStatus.AVOIDED)


def publish(world: World, instance: Instance, notice: Notice) -> SystemEvent:
    """Tell of a new event of the instance."""
    event = SystemEvent(
        event_id=world.new_id("e"),
        kind=notice.kind,
        instance=instance,
        status=notice.status,
        published_at=world.now,
        not_before=notice.not_before,
        initial_not_before=notice.not_before,
        is_simulated=notice.is_simulated,
        is_rehearsal=notice.is_rehearsal,
        reason=notice.reason,
        due_at=notice.not_before if notice.status is EventStatus.SCHEDULED or notice.is_rehearsal else None,
    )
    world.compute.system_events[event.event_id] = event
    if event.status is EventStatus.EXECUTING:
        event.executed_from = world.now
    _tell(world, event)
    if event.status is EventStatus.EXECUTING and not event.is_rehearsal:
        _begin(world, event)
    return event


def execute(world: World, event: SystemEvent) -> None:
    """Carry the event out from now on."""
    change_status(world, event, EventStatus.EXECUTING)
    _begin(world, event)


def change_status(world: World, event: SystemEvent, status: EventStatus) -> None:
    """Give the event another status, and tell of it."""
    event.status = status
    if status is EventStatus.EXECUTING:
        event.executed_from = world.now
    if not status.is_open:
        event.finished_at = world.now
        event.due_at = None
        event.answered_in = None
    _tell(world, event)


def open_events(world: World, instance_id: str) -> list[SystemEvent]:
    """Return the events of an instance that can still change, oldest first."""
    return [
        event
        for event in world.compute.system_events.values()
        if event.status.is_open and event.instance.instance_id == instance_id
    ]


def next_change(world: World) -> datetime | None:
    """Return the next time at which anything happens by itself to an event: now, if its instance goes."""
    of_events = (due for event in _open(world) if (due := _due(world, event)) is not None)
    return min((*of_events, *(repair.ends_at for _, repair in _repairs(world))), default=None)


def advance(world: World) -> None:
    """Announce the events of disks that are repaired, and do to every open event what is due at `world.now`."""
    for instance, repair in _repairs(world):
        if repair.ends_at <= world.now:
            instance.disk_repair = None
            kind = EVENT_TYPES[repair.event_type]
            publish(world, instance, Notice(kind=kind, status=EventStatus.INQUIRING, not_before=None))
    for event in _open(world):
        if _is_gone(world, event.instance):
            _end_with_instance(world, event)
        elif event.answered_in is not None:
            continue
        elif event.status is EventStatus.SCHEDULED and _is_avoided(event):
            change_status(world, event, EventStatus.AVOIDED)
        elif event.due_at is not None and event.due_at <= world.now:
            _come_due(world, event)


def _open(world: World) -> list[SystemEvent]:
    return [event for event in world.compute.system_events.values() if event.status.is_open]


def _repairs(world: World) -> list[tuple[Instance, DiskRepair]]:
    return [
        (instance, instance.disk_repair)
        for instance in world.compute.instances.values()
        if instance.disk_repair is not None and not instance.is_releasing
    ]


def _due(world: World, event: SystemEvent) -> datetime | None:
    if _is_gone(world, event.instance):
        return world.now
    return event.due_at if event.answered_in is None else None


def _is_gone(world: World, instance: Instance) -> bool:
    return instance.is_releasing or instance.instance_id not in world.compute.instances


def _end_with_instance(world: World, event: SystemEvent) -> None:
    releases = event.status is EventStatus.EXECUTING and event.kind.effect is Effect.RELEASE
    change_status(world, event, EventStatus.EXECUTED if releases else EventStatus.CANCELED)


def _is_avoided(event: SystemEvent) -> bool:
    instance = event.instance
    if event.kind.name == "SystemMaintenance.Reboot":
        return instance.started_at is not None and instance.started_at > event.published_at
    return event.kind.name == "SystemMaintenance.Stop" and instance.status is InstanceStatus.STOPPED


def _come_due(world: World, event: SystemEvent) -> None:
    if event.is_rehearsal:
        change_status(world, event, EventStatus.EXECUTED)
    elif event.status is EventStatus.SCHEDULED:
        execute(world, event)
    elif event.effect_ends_at is None:
        _begin_effect(world, event)
    else:
        end_effect(world, event.instance, event.kind)
        change_status(world, event, EventStatus.EXECUTED)


def _begin(world: World, event: SystemEvent) -> None:
    waits = event.kind.needs_local_disks and event.instance.local_disks_made_at is not None
    if waits:
        event.due_at = world.now + timedelta(seconds=LOCAL_DISK_RECOVERY_SECONDS)
    else:
        _begin_effect(world, event)


def _begin_effect(world: World, event: SystemEvent) -> None:
    if event.instance.schedule:
        # The instance is on its way to another status.
        event.due_at = event.instance.schedule[-1][0]
        return
    event.effect_ends_at = event.due_at = begin_effect(world, event.instance, event.kind)


def _tell(world: World, event: SystemEvent) -> None:
    times = {
        "publishTime": event.published_at,
        "notBefore": event.not_before if event.kind.kind is EventKind.MAINTENANCE else None,
        "executeStartTime": event.executed_from if event.status in STATUSES_WITH_TIMES else None,
        "executeFinishTime": event.finished_at if event.status in STATUSES_WITH_TIMES else None,
    }
    record_event(
        world,
        event.instance,
        name=f"Instance:{event.kind.name}:{event.status}",
        level=level_of(event.kind, event.status),
        kind=event.kind.kind,
        content={
            "eventId": event.event_id,
            "instanceId": event.instance.instance_id,
            "eventType": event.kind.name,
            "eventStatus": event.status.value,
            **{name: format_event_time(time) for name, time in times.items() if time is not None},
        },
    )
