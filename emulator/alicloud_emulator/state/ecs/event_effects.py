"""What a system event does to its instance while it is executed."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from alicloud_emulator.state.ecs.assumptions import DISK_REPAIR_SECONDS, EVENT_SECONDS
from alicloud_emulator.state.ecs.event_types import BILLING_TYPES, Effect, EventType
from alicloud_emulator.state.ecs.instance_power import switch_off
from alicloud_emulator.state.ecs.lifecycle import release
from alicloud_emulator.state.ecs.migration import begin_move, end_move
from alicloud_emulator.state.ecs.model import DiskRepair, Instance, InstanceStatus

if TYPE_CHECKING:
    from alicloud_emulator.state.world import World

__all__ = ["begin_effect", "end_effect"]


def begin_effect(world: World, instance: Instance, kind: EventType) -> datetime:
    """Begin what an event of this type does, and return the time at which it is done."""
    if kind.name.startswith(BILLING_TYPES):
        instance.is_in_arrears = True
    if kind.effect is Effect.RELEASE:
        release(world, instance.instance_id)
        return world.now
    if kind.effect is Effect.NONE:
        return world.now + timedelta(seconds=EVENT_SECONDS)
    if instance.status is not InstanceStatus.RUNNING:
        return world.now
    if kind.effect is Effect.REDEPLOY:
        return begin_move(world, instance, force_stop=False)
    return switch_off(world, instance, force_stop=False, starts_again=kind.effect is Effect.REBOOT)


def end_effect(world: World, instance: Instance, kind: EventType) -> None:
    """Leave the instance as an event of this type leaves it."""
    if kind.effect is Effect.REDEPLOY:
        end_move(world, instance)
    elif kind.repair_event:
        ends_at = world.now + timedelta(seconds=DISK_REPAIR_SECONDS)
        instance.disk_repair = DiskRepair(ends_at=ends_at, event_type=kind.repair_event)
    elif kind.name.endswith("ReInitErrorDisk"):
        instance.disk_repair = None
