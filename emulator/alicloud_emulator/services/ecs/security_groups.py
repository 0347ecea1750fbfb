"""Security groups; their rules are in `security_group_rules`."""

from __future__ import annotations

from fnmatch import fnmatchcase
from typing import TYPE_CHECKING, Any

from alicloud_emulator.services.action import Action
from alicloud_emulator.services.pages import has_tags, ids_of, page
from alicloud_emulator.services.tags import tag_key_value, tags_in
from alicloud_emulator.state.ecs import security_groups
from alicloud_emulator.state.ecs.security_group_model import SecurityGroup, SecurityGroupSpec

if TYPE_CHECKING:
    from collections.abc import Mapping

    from alicloud_emulator.state.world import World
    from alicloud_emulator.wire import Call

__all__ = ["ACTIONS"]


def create_security_group(world: World, call: Call) -> dict[str, Any]:
    """Make a security group without rules."""
    parameters = call.parameters
    group = security_groups.create_security_group(
        world,
        SecurityGroupSpec(
            vpc_id=parameters.require("VpcId"),
            name=parameters.text("SecurityGroupName", ""),
            description=parameters.text("Description", ""),
            group_type=parameters.choice("SecurityGroupType", ("normal", "enterprise")) or "normal",
            resource_group_id=parameters.text("ResourceGroupId"),
            tags=tags_in(parameters),
        ),
    )
    return {"SecurityGroupId": group.security_group_id}


def describe_security_groups(world: World, call: Call) -> dict[str, Any]:
    """Show the security groups of the region that match every filter."""
    parameters = call.parameters
    ids = ids_of(parameters, "SecurityGroupIds")
    found = [
        group
        for group in world.security_groups.values()
        if group.region_id == call.region_id
        and (ids is None or group.security_group_id in ids)
        and parameters.text("SecurityGroupId") in (None, group.security_group_id)
        and parameters.text("VpcId") in (None, group.vpc_id)
        and fnmatchcase(group.name, parameters.text("SecurityGroupName", "*"))
        and parameters.text("SecurityGroupType") in (None, group.group_type)
        and parameters.text("ResourceGroupId") in (None, group.resource_group_id)
        and has_tags(group.tags, parameters)
    ]
    shown, fields = page(found, parameters, maximum=100)
    items = [_security_group(world, group) for group in shown]
    return {**fields, "RegionId": call.region_id, "SecurityGroups": {"SecurityGroup": items}}


def modify_security_group_attribute(world: World, call: Call) -> dict[str, Any]:
    """Give a security group another name or description."""
    group = security_groups.find_security_group(world, call.parameters.require("SecurityGroupId"))
    group.name = call.parameters.text("SecurityGroupName", group.name)
    group.description = call.parameters.text("Description", group.description)
    return {}


def modify_security_group_policy(world: World, call: Call) -> dict[str, Any]:
    """Let the instances in the group reach each other, or not."""
    parameters = call.parameters
    policy = parameters.require("InnerAccessPolicy")
    security_groups.set_inner_access_policy(world, parameters.require("SecurityGroupId"), policy.capitalize())
    return {}


def delete_security_group(world: World, call: Call) -> dict[str, Any]:
    """Delete a security group that nothing uses."""
    security_groups.delete_security_group(world, call.parameters.require("SecurityGroupId"))
    return {}


def _security_group(world: World, group: SecurityGroup) -> dict[str, Any]:
    members = [
        item for item in world.compute.instances.values() if group.security_group_id in item.spec.security_group_ids
    ]
    return {
        "SecurityGroupId": group.security_group_id,
        "SecurityGroupName": group.name,
        "SecurityGroupType": group.group_type,
        "Description": group.description,
        "VpcId": group.vpc_id,
        "ResourceGroupId": group.resource_group_id,
        "CreationTime": group.created_at.strftime("%Y-%m-%dT%H:%M:%SZ"),
        "EcsCount": len(members),
        "RuleCount": len(group.rules),
        "ServiceManaged": False,
        "Tags": {"Tag": tag_key_value(group.tags)},
    }


ACTIONS: Mapping[str, Action] = {
    "CreateSecurityGroup": Action(create_security_group, "resource_alicloud_security_group.go", idempotent=True),
    "DescribeSecurityGroups": Action(describe_security_groups, "service_alicloud_ecs_v2.go"),
    "ModifySecurityGroupAttribute": Action(modify_security_group_attribute, "resource_alicloud_security_group.go"),
    "ModifySecurityGroupPolicy": Action(modify_security_group_policy, "resource_alicloud_security_group.go"),
    "DeleteSecurityGroup": Action(delete_security_group, "resource_alicloud_security_group.go"),
}
