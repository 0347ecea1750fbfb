"""Actions on scaling groups."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from alicloud_emulator.services.action import Action, Coverage
from alicloud_emulator.services.ess.group_fields import group_answer, read_changes
from alicloud_emulator.services.pages import page
from alicloud_emulator.state.ess import groups
from alicloud_emulator.state.ess.configurations import activate_configuration

if TYPE_CHECKING:
    from alicloud_emulator.state.ess.model import ScalingGroup
    from alicloud_emulator.state.world import World
    from alicloud_emulator.wire import Call

__all__ = ["ACTIONS", "group_of"]


def group_of(world: World, call: Call) -> ScalingGroup:
    """Return the group that the call names; raise InvalidScalingGroupId.NotFound (404) if there is none."""
    return groups.find_group(world, call.parameters.require("ScalingGroupId"))


def create_scaling_group(world: World, call: Call) -> dict[str, Any]:
    """Make a group: Inactive, which the provider waits for."""
    parameters = call.parameters
    parameters.require("MinSize")
    parameters.require("MaxSize")
    group = groups.create_group(
        world,
        region_id=call.region_id,
        group_type=parameters.text("GroupType", "ECS"),
        resource_group_id=parameters.text("ResourceGroupId", world.catalogue.default_resource_group_id),
        changes=read_changes(parameters),
        tags={
            tag.require("Key"): (tag.text("Value", ""), tag.flag("Propagate", default=False))
            for tag in parameters.groups("Tags")
        },
    )
    return {"ScalingGroupId": group.scaling_group_id}


def describe_scaling_groups(world: World, call: Call) -> dict[str, Any]:
    """List groups; every filter that is given holds."""
    parameters = call.parameters
    ids = parameters.strings("ScalingGroupIds")
    names = parameters.strings("ScalingGroupNames")
    name = parameters.text("ScalingGroupName")
    group_type = parameters.text("GroupType")
    found = [
        group
        for group in world.scaling.groups.values()
        if group.region_id == call.region_id
        and (not ids or group.scaling_group_id in ids)
        and (not names or group.name in names)
        and (name is None or name in group.name)
        and (group_type is None or group.group_type == group_type)
        and all(_has_tag(group, tag.require("Key"), tag.text("Value")) for tag in parameters.groups("Tags"))
    ]
    shown, fields = page(found, parameters)
    return {**fields, "ScalingGroups": [group_answer(world, group) for group in shown]}


def modify_scaling_group(world: World, call: Call) -> dict[str, Any]:
    """Change a group, or make another configuration its active one."""
    group = group_of(world, call)
    configuration_id = call.parameters.text("ActiveScalingConfigurationId")
    if configuration_id is not None:
        activate_configuration(world, group, configuration_id)
    groups.modify_group(world, group, read_changes(call.parameters))
    return {}


def enable_scaling_group(world: World, call: Call) -> dict[str, Any]:
    """Enable a group, with the configuration or launch template that is named."""
    modify_scaling_group(world, call)
    groups.enable_group(world, group_of(world, call))
    return {}


def disable_scaling_group(world: World, call: Call) -> dict[str, Any]:
    """Disable a group; its instances stay."""
    groups.disable_group(world, group_of(world, call))
    return {}


def delete_scaling_group(world: World, call: Call) -> dict[str, Any]:
    """Begin to delete a group."""
    force = call.parameters.flag("ForceDelete", default=False)
    groups.delete_group(world, group_of(world, call), force=force)
    return {}


def set_group_deletion_protection(world: World, call: Call) -> dict[str, Any]:
    """Protect a group from deletion, or lift that."""
    call.parameters.require("GroupDeletionProtection")
    groups.modify_group(world, group_of(world, call), read_changes(call.parameters))
    return {}


def _has_tag(group: ScalingGroup, key: str, value: str | None) -> bool:
    return key in group.tags and value in (None, group.tags[key][0])


NO_INSTANCE_IDS = "InstanceIds and LoadBalancerWeights are not looked at"
ACTIONS = {
    "CreateScalingGroup": Action(
        create_scaling_group,
        "resource_alicloud_ess_scaling_group.go",
        Coverage.PARTLY,
        "InstanceId, LifecycleHooks and load balancers beyond their ids are not looked at",
        idempotent=True,
    ),
    "DescribeScalingGroups": Action(
        describe_scaling_groups, "service_alicloud_ess.go, resource_alicloud_ess_scaling_group.go"
    ),
    "ModifyScalingGroup": Action(modify_scaling_group, "resource_alicloud_ess_scaling_group.go"),
    "EnableScalingGroup": Action(
        enable_scaling_group, "resource_alicloud_ess_scaling_configuration.go", Coverage.PARTLY, NO_INSTANCE_IDS
    ),
    "DisableScalingGroup": Action(disable_scaling_group, "resource_alicloud_ess_scaling_configuration.go"),
    "DeleteScalingGroup": Action(
        delete_scaling_group, "resource_alicloud_ess_scaling_group.go, resource_alicloud_ess_scaling_configuration.go"
    ),
    "SetGroupDeletionProtection": Action(set_group_deletion_protection, "API"),
}
