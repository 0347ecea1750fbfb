"""What time does to scaling groups: instances arrive and leave, sick ones are replaced, capacity is kept."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from alicloud_emulator.state.ess import refresh
from alicloud_emulator.state.ess.assumptions import HEALTH_CHECK_SECONDS
from alicloud_emulator.state.ess.groups import forget_group
from alicloud_emulator.state.ess.instances import remove, scale_out, settle_instances
from alicloud_emulator.state.ess.model import GroupState
from alicloud_emulator.state.ess.refresh_model import RefreshStatus
from alicloud_emulator.state.ess.removal import removal_order

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from alicloud_emulator.state.ess.model import ScalingGroup
    from alicloud_emulator.state.ess.refresh_model import RefreshTask
    from alicloud_emulator.state.world import World

__all__ = ["advance", "next_change"]

HEALTH_CHECK_TIME = timedelta(seconds=HEALTH_CHECK_SECONDS)


def advance(world: World) -> None:
    """Do what is due in every group at `world.now`; a second time at the same time nothing is."""
    for group in list(world.scaling.groups.values()):
        settle_instances(world, group)
        if group.lifecycle_state is GroupState.DELETING:
            if not group.instances:
                forget_group(world, group)
            continue
        task = _running_task(world, group)
        if task is not None:
            refresh.settle_task(world, group, task)
        if group.lifecycle_state is GroupState.ACTIVE and not _is_governed_by_refresh(task):
            _remove_unhealthy(world, group)
            _keep_capacity(world, group)


def next_change(world: World) -> datetime | None:
    """Return the next time after `world.now` at which anything may be due."""
    times = (time for group in world.scaling.groups.values() for time in _due_times(world, group))
    return min((time for time in times if time > world.now), default=None)


def _due_times(world: World, group: ScalingGroup) -> Iterator[datetime]:
    for instance in group.instances.values():
        if instance.due_at is not None:
            yield instance.due_at
        if instance.unhealthy_since is not None:
            yield instance.unhealthy_since + HEALTH_CHECK_TIME
    if group.retry_at is not None:
        yield group.retry_at
    task = _running_task(world, group)
    if task is not None:
        yield from refresh.due_times(group, task)


def _running_task(world: World, group: ScalingGroup) -> RefreshTask | None:
    return world.scaling.refresh_tasks.get(group.running_refresh_task_id)


def _is_governed_by_refresh(task: RefreshTask | None) -> bool:
    return task is not None and not task.status.is_final and task.status is not RefreshStatus.PENDING


def _remove_unhealthy(world: World, group: ScalingGroup) -> None:
    if group.has_suspended("HealthCheck"):
        return
    unhealthy = [
        instance
        for instance in group.instances.values()
        if instance.unhealthy_since is not None and instance.unhealthy_since + HEALTH_CHECK_TIME <= world.now
    ]
    if unhealthy:
        remove(world, group, unhealthy, cause="The health check found unhealthy instances.")


def _keep_capacity(world: World, group: ScalingGroup) -> None:
    missing = group.target_capacity - len(group.holds())
    if missing > 0 and not group.has_suspended("ScaleOut"):
        if group.retry_at is None or group.retry_at <= world.now:
            cause = f"The capacity is {missing} below the {group.target_capacity} that the group is to have."
            scale_out(world, group, missing, source=group.active_source, cause=cause)
    elif missing < 0 and not group.has_suspended("ScaleIn"):
        surplus = removal_order(world, group)[:-missing]
        if surplus:
            cause = f"The capacity is {-missing} above the {group.target_capacity} that the group is to have."
            remove(world, group, surplus, cause=cause)
