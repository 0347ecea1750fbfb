"""What calls change in an instance that exists: attributes, type, security groups, planned release."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from alicloud_emulator.errors import ApiError
from alicloud_emulator.state.compute import find_instance, require_status
from alicloud_emulator.state.instances import InstanceStatus
from alicloud_emulator.state.security_groups import require_groups_in_vpc

if TYPE_CHECKING:
    from datetime import datetime

    from alicloud_emulator.state.world import World

__all__ = [
    "change_spec",
    "change_type",
    "join_security_group",
    "leave_security_group",
    "plan_release",
]

# ModifyInstanceAutoReleaseTime: from half an hour to three years ahead.
RELEASE_MIN = timedelta(minutes=30)
RELEASE_MAX = timedelta(days=3 * 365)


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


def change_type(world: World, instance_id: str, instance_type: str) -> None:
    """Give a Stopped instance another type that its zone offers."""
    instance = find_instance(world, instance_id)
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


def plan_release(world: World, instance_id: str, at: datetime | None) -> None:
    """
    Release the instance at a time, None for never. Release protection does not stop it: ECS guide, Release an instance.

    Raises:
        ApiError: InvalidAutoReleaseTime.Malformed (400) for a time out of range.
    """
    instance = find_instance(world, instance_id)
    if at is not None and not world.now + RELEASE_MIN <= at <= world.now + RELEASE_MAX:
        raise ApiError(
            400, "InvalidAutoReleaseTime.Malformed", "The AutoReleaseTime is not 30 minutes to 3 years ahead."
        )
    instance.auto_release_at = at
