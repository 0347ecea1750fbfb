"""Scaling groups as users make, change, enable, disable and delete them."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from alicloud_emulator.errors import ApiError
from alicloud_emulator.state.ess.assumptions import (
    CODE_GROUP_NOT_ACTIVE,
    CODE_GROUP_NOT_EMPTY,
    CODE_GROUP_PROTECTED,
    CODE_NO_ACTIVE_CONFIGURATION,
    VERSION_WHERE_NONE_IS_SENT,
)
from alicloud_emulator.state.ess.instances import remove
from alicloud_emulator.state.ess.model import GroupState, ScalingGroup
from alicloud_emulator.state.vpc.network import find_vswitch

if TYPE_CHECKING:
    from alicloud_emulator.state.world import World

__all__ = [
    "GroupChanges",
    "create_group",
    "delete_group",
    "disable_group",
    "enable_group",
    "find_group",
    "forget_group",
    "modify_group",
    "set_target_capacity",
]


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupChanges:
    """What CreateScalingGroup or ModifyScalingGroup says; None where it says nothing."""

    name: str | None = None
    min_size: int | None = None
    max_size: int | None = None
    desired_capacity: int | None = None
    drops_desired_capacity: bool = False
    multi_az_policy: str | None = None
    scaling_policy: str | None = None
    health_check_types: tuple[str, ...] | None = None
    names_health_check_types: bool | None = None
    removal_policies: tuple[str, ...] | None = None
    vswitch_ids: tuple[str, ...] | None = None
    is_deletion_protected: bool | None = None
    launch_template_id: str | None = None
    launch_template_version: str | None = None
    launch_template_overrides: list[dict[str, Any]] | None = None
    settings: dict[str, Any] = field(default_factory=dict)


def find_group(world: World, scaling_group_id: str) -> ScalingGroup:
    """Return the group; raise InvalidScalingGroupId.NotFound (404) if there is none."""
    group = world.scaling.groups.get(scaling_group_id)
    if group is None:
        raise ApiError(404, "InvalidScalingGroupId.NotFound", "The specified scaling group does not exist.")
    return group


def create_group(
    world: World,
    *,
    region_id: str,
    group_type: str,
    resource_group_id: str,
    changes: GroupChanges,
    tags: dict[str, tuple[str, bool]],
) -> ScalingGroup:
    """
    Make a group that is Inactive and empty.

    Raises:
        ApiError: InvalidVSwitchId.NotFound (404).
    """
    group = ScalingGroup(
        scaling_group_id=world.new_id("asg"),
        region_id=region_id,
        name="",
        min_size=0,
        max_size=0,
        target_capacity=0,
        created_at=world.now,
        group_type=group_type,
        resource_group_id=resource_group_id,
        tags=tags,
    )
    group.name = group.scaling_group_id
    _apply(world, group, changes)
    world.scaling.groups[group.scaling_group_id] = group
    return group


def modify_group(world: World, group: ScalingGroup, changes: GroupChanges) -> None:
    """
    Change a group; an enabled one moves to its new capacity by itself.

    Raises:
        ApiError: As `create_group`.
    """
    _apply(world, group, changes)
    if changes.launch_template_id and not changes.launch_template_version:
        group.launch_template_version = VERSION_WHERE_NONE_IS_SENT
    group.modified_at = world.now


def enable_group(world: World, group: ScalingGroup) -> None:
    """
    Enable a group: it moves to its capacity.

    Raises:
        ApiError: The group is not Inactive (400), or has nothing to make instances from (400).
    """
    if group.lifecycle_state is not GroupState.INACTIVE:
        raise _wrong_state(group, GroupState.INACTIVE)
    if not group.launch_template_id and not group.active_scaling_configuration_id:
        raise ApiError(
            400, CODE_NO_ACTIVE_CONFIGURATION, f"Scaling group {group.scaling_group_id} has no active configuration."
        )
    group.lifecycle_state = GroupState.ACTIVE
    present = len(group.holds())
    set_target_capacity(group, present if group.desired_capacity is None else group.desired_capacity)
    group.modified_at = world.now


def disable_group(world: World, group: ScalingGroup) -> None:
    """Disable a group: its instances stay as they are; raise if it is not Active (400)."""
    if group.lifecycle_state is not GroupState.ACTIVE:
        raise _wrong_state(group, GroupState.ACTIVE)
    group.lifecycle_state = GroupState.INACTIVE
    group.modified_at = world.now


def delete_group(world: World, group: ScalingGroup, *, force: bool) -> None:
    """
    Begin to delete a group; it is gone when its instances are.

    Raises:
        ApiError: The group is protected (400), or has instances and `force` is not set (400).
    """
    if group.is_deletion_protected:
        raise ApiError(
            400, CODE_GROUP_PROTECTED, f"Scaling group {group.scaling_group_id} has deletion protection enabled."
        )
    if group.instances and not force:
        raise ApiError(400, CODE_GROUP_NOT_EMPTY, f"Scaling group {group.scaling_group_id} still has instances.")
    group.lifecycle_state = GroupState.DELETING
    group.running_refresh_task_id = ""
    leaving = group.holds()
    if leaving:
        remove(world, group, leaving, cause="The scaling group is deleted.")
    if not group.instances:
        forget_group(world, group)


def forget_group(world: World, group: ScalingGroup) -> None:
    """Remove a group that has no instance any more, with all that belongs to it."""
    scaling = world.scaling
    del scaling.groups[group.scaling_group_id]
    for belongings in scaling.belongings().values():
        for key, item in list(belongings.items()):
            if item.scaling_group_id == group.scaling_group_id:
                del belongings[key]


def set_target_capacity(group: ScalingGroup, capacity: int) -> None:
    """Strive for a number of instances from now on, kept within minimum and maximum."""
    group.target_capacity = max(group.min_size, min(capacity, group.max_size))
    if group.desired_capacity is not None:
        group.desired_capacity = group.target_capacity


def _apply(world: World, group: ScalingGroup, changes: GroupChanges) -> None:
    min_size = group.min_size if changes.min_size is None else changes.min_size
    max_size = group.max_size if changes.max_size is None else changes.max_size
    desired = group.desired_capacity if changes.desired_capacity is None else changes.desired_capacity
    if changes.drops_desired_capacity:
        desired = None
    for vswitch_id in changes.vswitch_ids or ():
        find_vswitch(world, vswitch_id)
    group.min_size, group.max_size, group.desired_capacity = min_size, max_size, desired
    set_target_capacity(group, group.target_capacity if desired is None else desired)
    for name in DIRECT_FIELDS:
        value = getattr(changes, name)
        if value is not None:
            setattr(group, name, value)
    if changes.launch_template_id:
        group.active_scaling_configuration_id = ""
    group.settings |= changes.settings


DIRECT_FIELDS = (
    "name",
    "multi_az_policy",
    "scaling_policy",
    "health_check_types",
    "names_health_check_types",
    "removal_policies",
    "vswitch_ids",
    "is_deletion_protected",
    "launch_template_id",
    "launch_template_version",
    "launch_template_overrides",
)


def _wrong_state(group: ScalingGroup, wanted: GroupState) -> ApiError:
    return ApiError(
        400,
        CODE_GROUP_NOT_ACTIVE,
        f"Scaling group {group.scaling_group_id} is {group.lifecycle_state}, it must be {wanted}.",
    )
