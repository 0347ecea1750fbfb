"""Faults that strike once, when they are set: events of one instance that the service itself would cause."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from alicloud_emulator.state.ecs import system_events
from alicloud_emulator.state.ecs.assumptions import EVENT_NOT_BEFORE_SECONDS
from alicloud_emulator.state.ecs.event_model import Notice
from alicloud_emulator.state.ecs.event_types import EVENT_TYPES, EventKind, EventLevel, EventStatus
from alicloud_emulator.state.ecs.events import record_event
from alicloud_emulator.state.faults.instances import FIELDS, HostFailure, InstanceEvent, SystemEventFault
from alicloud_emulator.state.faults.spec import FaultSpecError

if TYPE_CHECKING:
    from alicloud_emulator.state.ecs.model import Instance
    from alicloud_emulator.state.world import World

__all__ = ["strike"]

# How long ahead a spot instance's end is announced: ECS guide, Instance event notification.
SPOT_NOTICE = timedelta(minutes=5)


def strike(world: World, fault: InstanceEvent) -> str:
    """
    Let the event happen, and return its id.

    Raises:
        FaultSpecError: There is no such instance, or it is not a spot instance.
    """
    instance = world.compute.instances.get(fault.instance_id)
    if instance is None:
        raise FaultSpecError("instance_id", fault.instance_id, FIELDS["instance_id"][0])
    if isinstance(fault, SystemEventFault):
        return _publish(world, instance, fault)
    if isinstance(fault, HostFailure):
        event_type, status = _caused_by_failure(instance)
        return _publish(
            world, instance, SystemEventFault(instance_id=fault.instance_id, event_type=event_type, status=status)
        )
    return _interrupt(world, instance)


def _caused_by_failure(instance: Instance) -> tuple[str, str]:
    """Return type and status of the event (ECS guide, Modify instance maintenance attributes)."""
    action = instance.maintenance.action
    if action == "Stop":
        return "SystemFailure.Stop", EventStatus.EXECUTING
    if action == "AutoRedeploy" and instance.local_disks_made_at is not None:
        return "SystemFailure.Redeploy", EventStatus.SCHEDULED
    return "SystemFailure.Reboot", EventStatus.EXECUTING


def _publish(world: World, instance: Instance, fault: SystemEventFault) -> str:
    status = EventStatus(fault.status)
    seconds = fault.not_before_seconds
    if seconds is None and status is EventStatus.SCHEDULED:
        seconds = EVENT_NOT_BEFORE_SECONDS
    notice = Notice(
        kind=EVENT_TYPES[fault.event_type],
        status=status,
        not_before=None if seconds is None else world.now + timedelta(seconds=seconds),
        reason=fault.reason,
    )
    return system_events.publish(world, instance, notice).event_id


def _interrupt(world: World, instance: Instance) -> str:
    if instance.spec.spot_strategy == "NoSpot":
        raise FaultSpecError("instance_id", instance.instance_id, "the id of a spot instance")
    instance.reclaim_at = world.now + SPOT_NOTICE
    return record_event(
        world,
        instance,
        name="Instance:PreemptibleInstanceInterruption",
        # The level of CloudMonitor's list; a sample of the ECS guide says INFO.
        level=EventLevel.WARN,
        kind=EventKind.STATUS_NOTIFICATION,
        content={"instanceId": instance.instance_id, "action": "delete"},
    ).record_id
