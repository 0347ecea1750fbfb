"""How instances come into a group and go: scale-out, scale-in, attach, detach, standby, protection, health."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from alicloud_emulator.errors import ApiError
from alicloud_emulator.state.ecs import lifecycle
from alicloud_emulator.state.ecs.model import InstanceStatus
from alicloud_emulator.state.ess import hooks
from alicloud_emulator.state.ess.activities import begin_activity, fail_activity, finish_activity_if_done
from alicloud_emulator.state.ess.assumptions import (
    INSTANCE_REMOVE_SECONDS,
    INSTANCE_START_SECONDS,
    SCALE_OUT_RETRY_SECONDS,
)
from alicloud_emulator.state.ess.launch import launch_instance
from alicloud_emulator.state.ess.model import CreationType, GroupInstance, LifecycleState

if TYPE_CHECKING:
    from collections.abc import Sequence

    from alicloud_emulator.state.ess.model import LaunchSource, ScalingActivity, ScalingGroup
    from alicloud_emulator.state.world import World

__all__ = ["end_wait", "is_healthy", "remove", "scale_out", "settle_instances"]


def is_healthy(world: World, group: ScalingGroup, instance: GroupInstance) -> bool:
    """
    Tell whether the group's health check would pass an instance.

    An ECS instance that is not Running is unhealthy (DescribeScalingInstances, HealthStatus); a group without health
    check has no unhealthy ones.
    """
    if group.health_check_types == ("NONE",):
        return True
    machine = world.compute.instances.get(instance.instance_id)
    return (
        machine is not None
        and machine.status is InstanceStatus.RUNNING
        and machine.healthy
        and not instance.is_reported_unhealthy
    )


def scale_out(
    world: World, group: ScalingGroup, count: int, *, source: LaunchSource, cause: str, refresh_task_id: str = ""
) -> ScalingActivity:
    """
    Launch instances as one activity.

    If not one can be launched the activity fails and the group tries again after a pause; if some can, the others
    are left to the next look at the capacity.
    """
    group.retry_at = None
    activity = begin_activity(world, group, cause=cause, is_scale_out=True, refresh_task_id=refresh_task_id)
    for _ in range(count):
        try:
            machine = launch_instance(world, group, source)
        except ApiError as error:
            group.launch_error = error.message
            group.retry_at = world.now + timedelta(seconds=SCALE_OUT_RETRY_SECONDS)
            if not activity.instance_ids:
                fail_activity(world, group, activity, error)
            break
        activity.instance_ids.append(machine.instance_id)
        seconds = world.faults.start_seconds(machine.spec.image_id, world.now) or INSTANCE_START_SECONDS
        group.instances[machine.instance_id] = GroupInstance(
            instance_id=machine.instance_id,
            source=source,
            created_at=world.now,
            due_at=world.now + timedelta(seconds=seconds),
            activity_id=activity.scaling_activity_id,
            refresh_task_id=refresh_task_id,
        )
    return activity


def remove(
    world: World,
    group: ScalingGroup,
    leaving: Sequence[GroupInstance],
    *,
    cause: str,
    refresh_task_id: str = "",
) -> ScalingActivity:
    """Take instances out as one activity; those the group made, and entrusted ones, are released."""
    activity = begin_activity(world, group, cause=cause, is_scale_out=False, refresh_task_id=refresh_task_id)
    for instance in leaving:
        instance.activity_id = activity.scaling_activity_id
        activity.instance_ids.append(instance.instance_id)
        wait = hooks.longest_wait(world, group, hooks.SCALE_IN)
        if wait is None:
            _start_removing(world, instance)
        else:
            _wait_for_hook(world, instance, LifecycleState.REMOVING_WAIT, wait)
    return activity


def settle_instances(world: World, group: ScalingGroup) -> None:
    """Carry out every change of an instance's lifecycle state that is due."""
    for instance in list(group.instances.values()):
        if instance.due_at is not None and instance.due_at <= world.now:
            instance.due_at = None
            ON_DUE[instance.lifecycle_state](world, group, instance)
    for instance in group.instances.values():
        _note_health(world, group, instance)


def arrive(world: World, group: ScalingGroup, instance: GroupInstance) -> None:
    """Put an instance that was coming into service."""
    instance.lifecycle_state = LifecycleState.IN_SERVICE
    instance.due_at = None
    finish_activity_if_done(world, group, instance.activity_id)


def end_wait(world: World, group: ScalingGroup, instance: GroupInstance, *, is_abandoned: bool) -> None:
    """Let an instance go on that hooks hold: in, or out if it is abandoned or was leaving."""
    instance.action_token = ""
    if instance.lifecycle_state is LifecycleState.REMOVING_WAIT:
        _start_removing(world, instance)
    elif is_abandoned:
        remove(world, group, [instance], cause="A lifecycle hook abandoned the instance.")
    else:
        arrive(world, group, instance)


def _come_up(world: World, group: ScalingGroup, instance: GroupInstance) -> None:
    wait = hooks.longest_wait(world, group, hooks.SCALE_OUT)
    if wait is None:
        arrive(world, group, instance)
    else:
        _wait_for_hook(world, instance, LifecycleState.PENDING_WAIT, wait)


def _wait_for_hook(world: World, instance: GroupInstance, state: LifecycleState, wait: timedelta) -> None:
    instance.lifecycle_state = state
    instance.due_at = world.now + wait
    instance.action_token = world.new_id("lat")


def _end_pending_wait(world: World, group: ScalingGroup, instance: GroupInstance) -> None:
    end_wait(world, group, instance, is_abandoned=hooks.abandons(world, group))


def _end_removing_wait(world: World, group: ScalingGroup, instance: GroupInstance) -> None:
    end_wait(world, group, instance, is_abandoned=False)


def _start_removing(world: World, instance: GroupInstance) -> None:
    instance.lifecycle_state = LifecycleState.REMOVING
    instance.due_at = world.now + timedelta(seconds=INSTANCE_REMOVE_SECONDS)
    if _is_released(instance) and instance.instance_id in world.compute.instances:
        lifecycle.release(world, instance.instance_id)


def _leave(world: World, group: ScalingGroup, instance: GroupInstance) -> None:
    del group.instances[instance.instance_id]
    finish_activity_if_done(world, group, instance.activity_id)


def _is_released(instance: GroupInstance) -> bool:
    if instance.is_kept:
        return False
    return instance.creation_type is CreationType.AUTO_CREATED or instance.is_entrusted


def _note_health(world: World, group: ScalingGroup, instance: GroupInstance) -> None:
    if instance.lifecycle_state is not LifecycleState.IN_SERVICE or is_healthy(world, group, instance):
        instance.unhealthy_since = None
    elif instance.unhealthy_since is None:
        instance.unhealthy_since = world.now


ON_DUE = {
    LifecycleState.PENDING: _come_up,
    LifecycleState.PENDING_WAIT: _end_pending_wait,
    LifecycleState.REMOVING_WAIT: _end_removing_wait,
    LifecycleState.REMOVING: _leave,
}
