"""
What ECS tells about instances: the records of which CloudMonitor makes event messages.

The state of instances writes a record here when something happens, and never reads one: who delivers them keeps
count of how far he is in `Events.records`, which is in the order of virtual time and only grows.
"""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING

from alicloud_emulator.state.ecs.event_model import EventRecord
from alicloud_emulator.state.ecs.event_types import EventKind, EventLevel

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from alicloud_emulator.state.ecs.model import Instance
    from alicloud_emulator.state.world import World

__all__ = ["format_event_time", "record_event", "record_state_change"]


def record_event(
    world: World, instance: Instance, *, name: str, level: EventLevel, kind: EventKind, content: Mapping[str, str]
) -> EventRecord:
    """Write down what happened to the instance now."""
    record = EventRecord(
        record_id=_record_id(world.events.records.total),
        name=name,
        level=level,
        kind=kind,
        resource_id=f"acs:ecs:{instance.region_id}:{world.account_id}:instance/{instance.instance_id}",
        region_id=instance.region_id,
        instance_id=instance.instance_id,
        occurred_at=world.now,
        content=dict(content),
        scaling_group_id=_scaling_group_of(world, instance.instance_id),
        tags=dict(instance.tags),
    )
    world.events.records.append(record)
    return record


def record_state_change(world: World, instance: Instance, state: str) -> None:
    """Write down that the instance is Created, Starting, Running, Stopping, Stopped or Deleted now."""
    content = {"resourceId": instance.instance_id, "resourceType": "ALIYUN::ECS::Instance", "state": state}
    record_event(
        world,
        instance,
        name="Instance:StateChange",
        level=EventLevel.INFO,
        kind=EventKind.STATUS_NOTIFICATION,
        content=content,
    )


def format_event_time(moment: datetime) -> str:
    """Return a time as `content` shows it: ISO 8601, UTC, whole seconds."""
    return moment.strftime("%Y-%m-%dT%H:%M:%SZ")


def _record_id(number: int) -> str:
    # The same in every run, so that a replay of one run is one of every other.
    return str(uuid.uuid5(uuid.NAMESPACE_OID, f"event {number}")).upper()


def _scaling_group_of(world: World, instance_id: str) -> str:
    holding = (group.scaling_group_id for group in world.scaling.groups.values() if instance_id in group.instances)
    return next(holding, "")
