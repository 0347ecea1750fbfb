"""What users do to single instances of a group: attach, detach, remove, standby, protection, health."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from alicloud_emulator.errors import ApiError
from alicloud_emulator.state.ecs.lifecycle import find_instance
from alicloud_emulator.state.ecs.model import InstanceStatus
from alicloud_emulator.state.ess.activities import begin_activity, record_activity
from alicloud_emulator.state.ess.assumptions import (
    CODE_GROUP_NOT_ACTIVE,
    CODE_WRONG_INSTANCE_STATE,
    INSTANCE_START_SECONDS,
)
from alicloud_emulator.state.ess.groups import set_target_capacity
from alicloud_emulator.state.ess.instances import remove
from alicloud_emulator.state.ess.model import CreationType, GroupInstance, GroupState, LaunchSource, LifecycleState

if TYPE_CHECKING:
    from collections.abc import Sequence

    from alicloud_emulator.state.ess.model import ScalingActivity, ScalingGroup
    from alicloud_emulator.state.world import World

__all__ = [
    "adjust_capacity",
    "attach",
    "enter_standby",
    "exit_standby",
    "set_health",
    "set_protection",
    "take_out",
]

ATTACH_CAUSE = "A user attached instances."


def attach(world: World, group: ScalingGroup, instance_ids: Sequence[str], *, is_entrusted: bool) -> ScalingActivity:
    """
    Add running instances that users made; the group's capacity grows with them.

    Raises:
        ApiError: The group is not Active, an instance is not Running or in a group already (400);
            InvalidInstanceId.NotFound (404).
    """
    if group.lifecycle_state is not GroupState.ACTIVE:
        raise ApiError(
            400, CODE_GROUP_NOT_ACTIVE, f"Scaling group {group.scaling_group_id} is {group.lifecycle_state}."
        )
    for instance_id in instance_ids:
        machine = find_instance(world, instance_id)
        is_taken = any(instance_id in other.instances for other in world.scaling.groups.values())
        if machine.status is not InstanceStatus.RUNNING or is_taken:
            raise ApiError(
                400, CODE_WRONG_INSTANCE_STATE, f"Instance {instance_id} is not Running, or in a scaling group."
            )
    activity = begin_activity(world, group, cause=ATTACH_CAUSE, is_scale_out=True)
    activity.instance_ids.extend(instance_ids)
    for instance_id in instance_ids:
        group.instances[instance_id] = GroupInstance(
            instance_id=instance_id,
            source=LaunchSource(),
            created_at=world.now,
            creation_type=CreationType.ATTACHED,
            due_at=world.now + timedelta(seconds=INSTANCE_START_SECONDS),
            activity_id=activity.scaling_activity_id,
            is_entrusted=is_entrusted,
        )
    set_target_capacity(group, max(group.target_capacity, len(group.holds())))
    return activity


def take_out(
    world: World,
    group: ScalingGroup,
    instance_ids: Sequence[str],
    *,
    is_kept: bool,
    decreases_capacity: bool,
) -> ScalingActivity:
    """
    Detach instances, which keeps them, or remove them.

    Args:
        decreases_capacity: Whether the group then strives for that many less; else it makes new ones.

    Raises:
        ApiError: InvalidInstanceId.NotFound (404).
    """
    leaving = [item for item in _members(group, instance_ids) if not item.is_leaving]
    for instance in leaving:
        instance.is_kept = is_kept
    if decreases_capacity:
        set_target_capacity(group, group.target_capacity - len(leaving))
    verb = "detached" if is_kept else "removed"
    return remove(world, group, leaving, cause=f"A user {verb} instances.")


def enter_standby(world: World, group: ScalingGroup, instance_ids: Sequence[str]) -> ScalingActivity:
    """Take instances out of service without removing them; raise for any that is not in service (400)."""
    members = _members(group, instance_ids)
    for instance in members:
        _require(instance, instance.is_in_service)
    for instance in members:
        instance.lifecycle_state = LifecycleState.STANDBY
    return record_activity(world, group, cause="A user put instances into standby.", is_scale_out=False)


def exit_standby(world: World, group: ScalingGroup, instance_ids: Sequence[str]) -> ScalingActivity:
    """Put standby instances back into service; raise for any that is not in standby (400)."""
    members = _members(group, instance_ids)
    for instance in members:
        _require(instance, instance.lifecycle_state is LifecycleState.STANDBY)
    for instance in members:
        instance.lifecycle_state = LifecycleState.IN_SERVICE
    return record_activity(world, group, cause="A user took instances out of standby.", is_scale_out=True)


def set_protection(group: ScalingGroup, instance_ids: Sequence[str], *, is_protected: bool) -> None:
    """Protect instances from scale-in, or lift that; raise for any that is not in service (400)."""
    members = _members(group, instance_ids)
    for instance in members:
        _require(instance, instance.is_in_service)
    for instance in members:
        instance.lifecycle_state = LifecycleState.PROTECTED if is_protected else LifecycleState.IN_SERVICE


def set_health(world: World, instance_id: str, *, is_healthy: bool) -> None:
    """Say that an instance is healthy or not; raise InvalidInstanceId.NotFound (404) if no group has it."""
    for group in world.scaling.groups.values():
        if instance_id in group.instances:
            group.instances[instance_id].is_reported_unhealthy = not is_healthy
            return
    raise _not_found(instance_id)


def adjust_capacity(world: World, group: ScalingGroup, *, capacity: int) -> ScalingActivity:
    """
    Strive for another number of instances, within the group's sizes.

    The activity that this returns says what was asked; the instances come and go in activities of their own.

    Raises:
        ApiError: The group is not Active (400).
    """
    if group.lifecycle_state is not GroupState.ACTIVE:
        raise ApiError(
            400, CODE_GROUP_NOT_ACTIVE, f"Scaling group {group.scaling_group_id} is {group.lifecycle_state}."
        )
    before = group.target_capacity
    set_target_capacity(group, capacity)
    cause = f"A user or a scaling rule changed the capacity from {before} to {group.target_capacity}."
    return record_activity(world, group, cause=cause, is_scale_out=group.target_capacity >= before)


def _members(group: ScalingGroup, instance_ids: Sequence[str]) -> list[GroupInstance]:
    for instance_id in instance_ids:
        if instance_id not in group.instances:
            raise _not_found(instance_id)
    return [group.instances[instance_id] for instance_id in instance_ids]


def _require(instance: GroupInstance, is_right: bool) -> None:
    if not is_right:
        raise ApiError(
            400,
            CODE_WRONG_INSTANCE_STATE,
            f"Instance {instance.instance_id} is {instance.lifecycle_state}, which does not allow this operation.",
        )


def _not_found(instance_id: str) -> ApiError:
    return ApiError(404, "InvalidInstanceId.NotFound", f"Instance {instance_id} is in no such scaling group.")
