"""The move of an instance to another host: what RedeployInstance and redeploying events do to it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from alicloud_emulator.state.ecs.assumptions import (
    FORCED_STOP_SECONDS,
    MIGRATION_SECONDS,
    STARTING_SECONDS,
    STOPPING_SECONDS,
)
from alicloud_emulator.state.ecs.lifecycle import schedule_changes, set_status
from alicloud_emulator.state.ecs.model import NO_STOPPED_MODE, InstanceStatus

if TYPE_CHECKING:
    from datetime import datetime

    from alicloud_emulator.state.ecs.model import Instance
    from alicloud_emulator.state.world import World

__all__ = ["begin_move", "end_move"]


def begin_move(world: World, instance: Instance, *, force_stop: bool, is_failing: bool = False) -> datetime:
    """
    Take a Running or Stopped instance to another host, and return the time at which it is there.

    A Running one is Stopping first, a Stopped one Starting at once; both are Running at the end, unless the move fails:
    then they are again what they were (RedeployInstance, ECS 2014-05-26).
    """
    arriving = MIGRATION_SECONDS + STARTING_SECONDS
    if instance.status is InstanceStatus.STOPPED:
        end = InstanceStatus.STOPPED if is_failing else InstanceStatus.RUNNING
        set_status(world, instance, InstanceStatus.STARTING)
        return schedule_changes(instance, world.now, (arriving, end))
    set_status(world, instance, InstanceStatus.STOPPING)
    return schedule_changes(
        instance,
        world.now,
        (FORCED_STOP_SECONDS if force_stop else STOPPING_SECONDS, InstanceStatus.STARTING),
        (arriving, InstanceStatus.RUNNING),
    )


def end_move(world: World, instance: Instance) -> None:
    """Put the instance on its new host: with empty local disks, none of them damaged."""
    instance.moves += 1
    instance.stopped_mode = NO_STOPPED_MODE
    instance.disk_repair = None
    if instance.local_disks_made_at is not None:
        instance.local_disks_made_at = world.now
