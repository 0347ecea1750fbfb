"""Actions on scaling configurations."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from alicloud_emulator.parameters import missing_parameter
from alicloud_emulator.services.action import Action, Coverage
from alicloud_emulator.services.ess.configuration_fields import configuration_answer, read_changes
from alicloud_emulator.services.ess.groups import group_of
from alicloud_emulator.services.pages import page
from alicloud_emulator.state.ess import configurations

if TYPE_CHECKING:
    from alicloud_emulator.state.ess.model import ScalingConfiguration
    from alicloud_emulator.state.world import World
    from alicloud_emulator.wire import Call

__all__ = ["ACTIONS"]


def create_scaling_configuration(world: World, call: Call) -> dict[str, Any]:
    """Make a configuration, which is not active."""
    group = group_of(world, call)
    changes = read_changes(call.parameters)
    if changes.image_id is None:
        raise missing_parameter("ImageId")
    if not changes.instance_types and "InstancePatternInfos" not in changes.settings:
        raise missing_parameter("InstanceTypes")
    if not changes.security_group_ids:
        raise missing_parameter("SecurityGroupId")
    configuration = configurations.create_configuration(world, group, changes)
    return {"ScalingConfigurationId": configuration.scaling_configuration_id}


def describe_scaling_configurations(world: World, call: Call) -> dict[str, Any]:
    """List configurations; every filter that is given holds."""
    parameters = call.parameters
    group_id = parameters.text("ScalingGroupId")
    ids = parameters.strings("ScalingConfigurationIds")
    names = parameters.strings("ScalingConfigurationNames")
    found = [
        item
        for item in world.scaling.configurations.values()
        if world.scaling.groups[item.scaling_group_id].region_id == call.region_id
        and group_id in (None, item.scaling_group_id)
        and (not ids or item.scaling_configuration_id in ids)
        and (not names or item.name in names)
    ]
    shown, fields = page(found, parameters)
    return {**fields, "ScalingConfigurations": [configuration_answer(world, item) for item in shown]}


def modify_scaling_configuration(world: World, call: Call) -> dict[str, Any]:
    """Change what future instances are made from."""
    configurations.modify_configuration(world, _configuration_of(world, call), read_changes(call.parameters))
    return {}


def delete_scaling_configuration(world: World, call: Call) -> dict[str, Any]:
    """Delete a configuration that is neither active nor in use; it is gone at once."""
    configurations.delete_configuration(world, _configuration_of(world, call))
    return {}


def _configuration_of(world: World, call: Call) -> ScalingConfiguration:
    return configurations.find_configuration(world, call.parameters.require("ScalingConfigurationId"))


ACTIONS = {
    "CreateScalingConfiguration": Action(
        create_scaling_configuration,
        "resource_alicloud_ess_scaling_configuration.go",
        Coverage.PARTLY,
        "of InstancePatternInfos, prices, categories, levels and processor models rule no type out",
        idempotent=True,
    ),
    "DescribeScalingConfigurations": Action(
        describe_scaling_configurations, "service_alicloud_ess.go, resource_alicloud_ess_scaling_configuration.go"
    ),
    "ModifyScalingConfiguration": Action(
        modify_scaling_configuration, "resource_alicloud_ess_scaling_configuration.go"
    ),
    "DeleteScalingConfiguration": Action(
        delete_scaling_configuration, "resource_alicloud_ess_scaling_configuration.go"
    ),
}
