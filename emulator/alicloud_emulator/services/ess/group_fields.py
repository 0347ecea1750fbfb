"""Scaling groups on the wire: what Create and Modify say, and what Describe shows."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from alicloud_emulator.services.ess.fields import Field, Kind, read_fields, text_list
from alicloud_emulator.services.ess.times import to_the_minute
from alicloud_emulator.state.ess.groups import GroupChanges
from alicloud_emulator.state.ess.model import LifecycleState

if TYPE_CHECKING:
    from alicloud_emulator.parameters import Parameters
    from alicloud_emulator.state.ess.model import ScalingGroup
    from alicloud_emulator.state.world import World

__all__ = ["group_answer", "group_tags", "read_changes"]

TEMPLATE_OVERRIDE_FIELDS = (
    Field("InstanceType"),
    Field("WeightedCapacity", Kind.INTEGER),
    Field("SpotPriceLimit", Kind.NUMBER),
)
# Kept and given back; nothing here acts on them.
SETTING_FIELDS = (
    Field("DefaultCooldown", Kind.INTEGER),
    Field("StopInstanceTimeout", Kind.INTEGER),
    Field("MaxInstanceLifetime", Kind.INTEGER),
    Field("OnDemandBaseCapacity", Kind.INTEGER),
    Field("OnDemandPercentageAboveBaseCapacity", Kind.INTEGER),
    Field("SpotInstancePools", Kind.INTEGER),
    Field("SpotInstanceRemedy", Kind.FLAG),
    Field("CompensateWithOnDemand", Kind.FLAG),
    Field("AzBalance", Kind.FLAG),
    Field("AutoRebalance", Kind.FLAG),
    Field("AllocationStrategy"),
    Field("SpotAllocationStrategy"),
    Field("BalanceMode"),
    Field("CustomPolicyARN"),
    Field("LoadBalancerIds", Kind.TEXTS),
    Field("DBInstanceIds", Kind.TEXTS),
    Field(
        "AlbServerGroups",
        (Field("AlbServerGroupId"), Field("Port", Kind.INTEGER), Field("Weight", Kind.INTEGER)),
    ),
    Field(
        "CapacityOptions",
        (
            Field("OnDemandBaseCapacity", Kind.INTEGER),
            Field("OnDemandPercentageAboveBaseCapacity", Kind.INTEGER),
            Field("CompensateWithOnDemand", Kind.FLAG),
            Field("SpotAutoReplaceOnDemand", Kind.FLAG),
            Field("PriceComparisonMode"),
        ),
        is_struct=True,
    ),
)
# What a group shows where nothing was said. The provider panics without its two lists
# (resource_alicloud_ess_scaling_group.go).
DEFAULT_SETTINGS: dict[str, Any] = {
    "DefaultCooldown": 300,
    "AllocationStrategy": "priority",
    "SpotAllocationStrategy": "priority",
    "OnDemandBaseCapacity": 0,
    "OnDemandPercentageAboveBaseCapacity": 0,
    "SpotInstanceRemedy": False,
    "CompensateWithOnDemand": False,
    "AzBalance": False,
    "AutoRebalance": False,
    "LoadBalancerIds": [],
    "DBInstanceIds": [],
}


def read_changes(parameters: Parameters) -> GroupChanges:
    """Read what Create and Modify have in common."""
    overrides = [read_fields(item, TEMPLATE_OVERRIDE_FIELDS) for item in parameters.groups("LaunchTemplateOverrides")]
    single_vswitch = parameters.text("VSwitchId")
    vswitch_ids = parameters.strings("VSwitchIds") or ([single_vswitch] if single_vswitch else [])
    return GroupChanges(
        name=parameters.text("ScalingGroupName"),
        min_size=parameters.integer("MinSize"),
        max_size=parameters.integer("MaxSize"),
        desired_capacity=parameters.integer("DesiredCapacity"),
        drops_desired_capacity=parameters.flag("DisableDesiredCapacity", default=False),
        multi_az_policy=parameters.text("MultiAZPolicy"),
        scaling_policy=parameters.text("ScalingPolicy"),
        health_check_types=_health_check_types(parameters),
        names_health_check_types=_names_health_check_types(parameters),
        removal_policies=_removal_policies(parameters),
        vswitch_ids=tuple(vswitch_ids) or None,
        is_deletion_protected=parameters.flag("GroupDeletionProtection"),
        launch_template_id=parameters.text("LaunchTemplateId"),
        launch_template_version=parameters.text("LaunchTemplateVersion"),
        launch_template_overrides=overrides or None,
        settings=read_fields(parameters, SETTING_FIELDS),
    )


def group_answer(world: World, group: ScalingGroup) -> dict[str, Any]:
    """Show a group as DescribeScalingGroups does."""
    answer: dict[str, Any] = {
        "ScalingGroupId": group.scaling_group_id,
        "ScalingGroupName": group.name,
        "RegionId": group.region_id,
        "LifecycleState": group.lifecycle_state,
        "MinSize": group.min_size,
        "MaxSize": group.max_size,
        "EnableDesiredCapacity": group.desired_capacity is not None,
        "GroupType": group.group_type,
        "MultiAZPolicy": group.multi_az_policy,
        "ScalingPolicy": group.scaling_policy,
        "HealthCheckTypes": list(group.health_check_types),
        "RemovalPolicies": list(group.removal_policies),
        "GroupDeletionProtection": group.is_deletion_protected,
        "ResourceGroupId": group.resource_group_id,
        "ActiveScalingConfigurationId": group.active_scaling_configuration_id,
        "SuspendedProcesses": list(group.suspended_processes),
        "SystemSuspended": False,
        "CreationTime": to_the_minute(group.created_at),
        "ModificationTime": to_the_minute(group.modified_at or group.created_at),
        "Tags": group_tags(group),
    }
    return DEFAULT_SETTINGS | group.settings | answer | _places(world, group) | _optional(group) | _capacities(group)


def group_tags(group: ScalingGroup) -> list[dict[str, Any]]:
    """Show a group's tags."""
    return [
        {"TagKey": key, "TagValue": value, "Propagate": is_propagated}
        for key, (value, is_propagated) in group.tags.items()
    ]


def _places(world: World, group: ScalingGroup) -> dict[str, Any]:
    vswitches = [world.network.vswitches.get(vswitch_id) for vswitch_id in group.vswitch_ids]
    return {
        "VSwitchIds": list(group.vswitch_ids),
        "VSwitchId": next(iter(group.vswitch_ids), ""),
        "VpcId": next((vswitch.vpc_id for vswitch in vswitches if vswitch is not None), ""),
    }


def _optional(group: ScalingGroup) -> dict[str, Any]:
    """Leave out what the user did not set: the provider would see a change (resource_alicloud_ess_scaling_group.go)."""
    values: dict[str, Any] = {
        "DesiredCapacity": group.desired_capacity,
        "LaunchTemplateId": group.launch_template_id or None,
        "LaunchTemplateVersion": group.launch_template_version or None,
        "LaunchTemplateOverrides": group.launch_template_overrides or None,
        # The provider reads the list only where this is missing.
        "HealthCheckType": None if group.names_health_check_types else group.health_check_types[0],
    }
    return {name: value for name, value in values.items() if value is not None}


def _capacities(group: ScalingGroup) -> dict[str, int]:
    counts = {name: group.counts_in(state) for name, state in STATE_OF_CAPACITY.items()}
    total = len(group.instances)
    return counts | {"TotalCapacity": total, "TotalInstanceCount": total, "StoppedCapacity": 0, "SpotCapacity": 0}


STATE_OF_CAPACITY = {
    "ActiveCapacity": LifecycleState.IN_SERVICE,
    "PendingCapacity": LifecycleState.PENDING,
    "PendingWaitCapacity": LifecycleState.PENDING_WAIT,
    "ProtectedCapacity": LifecycleState.PROTECTED,
    "StandbyCapacity": LifecycleState.STANDBY,
    "RemovingCapacity": LifecycleState.REMOVING,
    "RemovingWaitCapacity": LifecycleState.REMOVING_WAIT,
}


def _names_health_check_types(parameters: Parameters) -> bool | None:
    if parameters.strings("HealthCheckTypes"):
        return True
    return False if "HealthCheckType" in parameters else None


def _health_check_types(parameters: Parameters) -> tuple[str, ...] | None:
    single = parameters.text("HealthCheckType")
    types = parameters.strings("HealthCheckTypes") or ([single] if single else [])
    return tuple(types) or None


def _removal_policies(parameters: Parameters) -> tuple[str, ...] | None:
    return tuple(text_list(parameters, "RemovalPolicies") or []) or None
