"""What calls change in an instance that exists: attributes, type, way of payment, security groups."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from alicloud_emulator.errors import ApiError
from alicloud_emulator.state.ecs.instance_locks import require_not_locked
from alicloud_emulator.state.ecs.instance_release import check_protectable
from alicloud_emulator.state.ecs.lifecycle import find_instance, require_status
from alicloud_emulator.state.ecs.model import InstanceStatus
from alicloud_emulator.state.ecs.security_groups import require_groups_in_vpc

if TYPE_CHECKING:
    from collections.abc import Sequence

    from alicloud_emulator.state.world import World

__all__ = [
    "change_attributes",
    "change_charge_type",
    "change_spec",
    "change_type",
    "join_security_group",
    "leave_security_group",
]


def change_spec(world: World, instance_id: str, **changes: Any) -> None:
    """
    Change settings by their names in `LaunchSpec`, in whatever status the instance is.

    Raises:
        ApiError: InvalidInstanceId.NotFound, InvalidSecurityGroupId.NotFound (404).
    """
    instance = find_instance(world, instance_id)
    if "security_group_ids" in changes:
        require_groups_in_vpc(world, changes["security_group_ids"], instance.vpc_id)
    instance.spec = replace(instance.spec, **changes)


def change_attributes(world: World, instance_id: str, **changes: Any) -> None:
    """
    Change settings of an instance that is not locked, release protection among them.

    Raises:
        ApiError: What `change_spec` raises; InstanceLockedForSecurity, ChargeTypeViolation (403: a subscription cannot
            be protected).
    """
    instance = find_instance(world, instance_id)
    require_not_locked(world, instance)
    if changes.get("deletion_protection"):
        check_protectable(instance)
    change_spec(world, instance_id, **changes)


def change_charge_type(world: World, instance_ids: Sequence[str], charge_type: str) -> None:
    """Pay for all of the instances in another way, or for none; raise InstanceLockedForSecurity (403)."""
    for instance_id in instance_ids:
        require_not_locked(world, find_instance(world, instance_id))
    for instance_id in instance_ids:
        change_spec(world, instance_id, charge_type=charge_type)


def change_type(world: World, instance_id: str, instance_type: str) -> None:
    """Give a Stopped instance another type that its zone offers; raise InstanceLockedForSecurity (403)."""
    instance = find_instance(world, instance_id)
    require_not_locked(world, instance)
    require_status(instance, InstanceStatus.STOPPED)
    world.catalogue.require_offered(instance.region_id, instance.zone_id, instance_type)
    instance.spec = replace(instance.spec, instance_type=instance_type)


def join_security_group(world: World, instance_id: str, security_group_id: str) -> None:
    """Add the instance to a group; raise InvalidInstanceId.AlreadyExists (403) if it is in it."""
    instance = find_instance(world, instance_id)
    require_groups_in_vpc(world, [security_group_id], instance.vpc_id)
    present = instance.spec.security_group_ids
    if security_group_id in present:
        raise ApiError(403, "InvalidInstanceId.AlreadyExists", "The instance is in the security group already.")
    instance.spec = replace(instance.spec, security_group_ids=(*present, security_group_id))


def leave_security_group(world: World, instance_id: str, security_group_id: str) -> None:
    """Take the instance from a group; raise InstanceNotInSecurityGroup, InstanceLastSecurityGroup (403)."""
    instance = find_instance(world, instance_id)
    present = instance.spec.security_group_ids
    if security_group_id not in present:
        raise ApiError(403, "InstanceNotInSecurityGroup", "The instance is not in the security group.")
    if len(present) == 1:
        raise ApiError(403, "InstanceLastSecurityGroup", "The instance would be in no security group.")
    left = tuple(item for item in present if item != security_group_id)
    instance.spec = replace(instance.spec, security_group_ids=left)
