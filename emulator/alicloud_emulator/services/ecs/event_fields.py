"""System events, and the full status of instances, as answers show them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from alicloud_emulator.services.ecs.times import to_the_second
from alicloud_emulator.state.ecs.event_types import EVENT_TYPES, EventStatus
from alicloud_emulator.state.ecs.model import InstanceStatus
from alicloud_emulator.state.ecs.system_events import open_events

if TYPE_CHECKING:
    from collections.abc import Iterable

    from alicloud_emulator.state.ecs.event_model import SystemEvent
    from alicloud_emulator.state.ecs.model import Instance
    from alicloud_emulator.state.world import World

__all__ = ["full_status", "history_event"]

# Codes beside names: Running and Warning are in the samples of DescribeInstancesFullStatus, the others are made up.
HEALTH_CODES = {
    "OK": 0,
    "Impaired": 32,
    "Warning": 64,
    "Maintaining": 128,
    "Initializing": 512,
    "InsufficientData": 1024,
    "NotApplicable": 2048,
}
STATUS_CODES = {
    InstanceStatus.PENDING: 0,
    InstanceStatus.RUNNING: 1,
    InstanceStatus.STARTING: 2,
    InstanceStatus.STOPPING: 3,
    InstanceStatus.STOPPED: 4,
}
EVENT_STATUS_CODES = {status: number for number, status in enumerate(EventStatus, start=1)}
EVENT_TYPE_CODES = {name: number for number, name in enumerate(EVENT_TYPES, start=1)}


def history_event(event: SystemEvent) -> dict[str, Any]:
    """Return one item of DescribeInstanceHistoryEvents."""
    return {
        **_shared_fields(event),
        "InstanceId": event.instance.instance_id,
        "ResourceType": "instance",
        "EventFinishTime": to_the_second(event.finished_at),
        "ReasonCode": "",
    }


def full_status(world: World, instance: Instance, scheduled: Iterable[SystemEvent]) -> dict[str, Any]:
    """Return one item of DescribeInstancesFullStatus."""
    health = _health(world, instance)
    return {
        "InstanceId": instance.instance_id,
        "Status": {"Code": STATUS_CODES[instance.status], "Name": instance.status.value},
        "HealthStatus": {"Code": HEALTH_CODES[health], "Name": health},
        "ScheduledSystemEventSet": {"ScheduledSystemEventType": [_shared_fields(event) for event in scheduled]},
    }


def _shared_fields(event: SystemEvent) -> dict[str, Any]:
    return {
        "EventId": event.event_id,
        "EventType": {"Code": EVENT_TYPE_CODES[event.kind.name], "Name": event.kind.name},
        "EventCycleStatus": {"Code": EVENT_STATUS_CODES[event.status], "Name": event.status.value},
        "EventPublishTime": to_the_second(event.published_at),
        "NotBefore": to_the_second(event.not_before),
        "Reason": event.reason,
        "ImpactLevel": "",
        "ExtendedAttribute": {
            "Device": "",
            "DiskId": "",
            "InactiveDisks": {"InactiveDisk": []},
            "InitialNotBefore": to_the_second(event.initial_not_before),
        },
    }


def _health(world: World, instance: Instance) -> str:
    if instance.status in (InstanceStatus.PENDING, InstanceStatus.STARTING):
        return "Initializing"
    events = open_events(world, instance.instance_id)
    if any(event.status is EventStatus.EXECUTING for event in events):
        return "Maintaining"
    if instance.status is not InstanceStatus.RUNNING:
        return "NotApplicable"
    if not instance.healthy:
        return "Impaired"
    return "Warning" if events else "OK"
