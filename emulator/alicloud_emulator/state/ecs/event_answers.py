"""What users do to system events: simulate, withdraw, accept, and bring forward."""

from __future__ import annotations

from typing import TYPE_CHECKING

from alicloud_emulator.errors import ApiError
from alicloud_emulator.state.ecs.assumptions import CODE_EVENT_NOT_FOUND, CODE_EVENT_STATUS, SIMULATED_EVENTS_MAX
from alicloud_emulator.state.ecs.event_model import Notice, SystemEvent
from alicloud_emulator.state.ecs.event_types import EventKind, EventStatus, EventType
from alicloud_emulator.state.ecs.lifecycle import find_instance
from alicloud_emulator.state.ecs.model import InstanceStatus
from alicloud_emulator.state.ecs.system_events import change_status, execute, publish

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from alicloud_emulator.state.world import World

__all__ = ["accept", "bring_forward", "cancel_simulated", "simulate"]


def simulate(
    world: World, instance_ids: Sequence[str], kind: EventType, *, not_before: datetime, does_real_work: bool
) -> list[SystemEvent]:
    """
    Publish a simulated event for each instance, or for none if one cannot have it.

    Maintenance is Scheduled, anything else Executing (CreateSimulatedSystemEvents, ECS 2014-05-26).

    Raises:
        ApiError: InvalidNotBefore.Passed, SimulatedEventLimitExceeded (403); InvalidInstanceId.NotFound (404).
    """
    if not_before <= world.now:
        raise ApiError(403, "InvalidNotBefore.Passed", "The NotBefore of system event has passed.")
    instances = [find_instance(world, instance_id) for instance_id in instance_ids]
    active = sum(event.is_simulated and event.status.is_open for event in world.compute.system_events.values())
    if active + len(instances) > SIMULATED_EVENTS_MAX:
        raise ApiError(403, "SimulatedEventLimitExceeded", "The amount of active simulated system event exceeds limit.")
    notice = Notice(
        kind=kind,
        status=EventStatus.SCHEDULED if kind.kind is EventKind.MAINTENANCE else EventStatus.EXECUTING,
        not_before=not_before,
        is_simulated=True,
        is_rehearsal=not does_real_work,
    )
    return [publish(world, instance, notice) for instance in instances]


def cancel_simulated(world: World, event_ids: Sequence[str]) -> None:
    """Withdraw simulated events; raise for one that is unknown or real (404), or that has ended (403)."""
    events = [_find(world, event_id) for event_id in event_ids]
    for event in events:
        if not event.is_simulated:
            raise _not_found(event.event_id)
        if not event.status.is_open:
            raise _wrong_status(event)
    for event in events:
        change_status(world, event, EventStatus.CANCELED)


def accept(world: World, event_id: str) -> None:
    """
    Carry out an Inquiring event.

    Raises:
        ApiError: InvalidEventId.NoInquiringEventFound (404); IncorrectInstanceStatus (403: the instance is on its way
            to another status).
    """
    event = world.compute.system_events.get(event_id)
    if event is None or event.status is not EventStatus.INQUIRING:
        raise ApiError(
            404, "InvalidEventId.NoInquiringEventFound", f"No event {event_id} in the Inquiring state is found."
        )
    if event.instance.status not in (InstanceStatus.RUNNING, InstanceStatus.STOPPED):
        raise ApiError(
            403, "IncorrectInstanceStatus", "The current status of the resource does not support this operation."
        )
    execute(world, event)


def bring_forward(world: World, event_id: str, instance_id: str, not_before: datetime) -> None:
    """
    Carry out a Scheduled maintenance event at another time.

    Raises:
        ApiError: The event is not there or not the instance's (404), or not Scheduled maintenance; the time has passed
            or is later than the first plan (403).
    """
    event = _find(world, event_id)
    if event.instance.instance_id != instance_id:
        raise _not_found(event_id)
    if event.status is not EventStatus.SCHEDULED or event.kind.kind is not EventKind.MAINTENANCE:
        raise _wrong_status(event)
    if not_before <= world.now:
        raise ApiError(403, "InvalidNotBefore.Passed", "The NotBefore of system event has passed.")
    if event.initial_not_before is not None and not_before > event.initial_not_before:
        raise ApiError(403, "InvalidParameter", "The NotBefore is later than the InitialNotBefore of the event.")
    event.not_before = event.due_at = not_before


def _find(world: World, event_id: str) -> SystemEvent:
    event = world.compute.system_events.get(event_id)
    if event is None:
        raise _not_found(event_id)
    return event


def _not_found(event_id: str) -> ApiError:
    return ApiError(404, CODE_EVENT_NOT_FOUND, f"The specified EventId does not exist: {event_id}.")


def _wrong_status(event: SystemEvent) -> ApiError:
    return ApiError(403, CODE_EVENT_STATUS, f"The status {event.status} of the event does not support this operation.")
