"""Actions on the instances of a group."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from alicloud_emulator.parameters import missing_parameter
from alicloud_emulator.services.action import Action, Coverage
from alicloud_emulator.services.ess.groups import group_of
from alicloud_emulator.services.ess.times import to_the_minute, to_the_second
from alicloud_emulator.services.pages import page
from alicloud_emulator.state.ess import membership
from alicloud_emulator.state.ess.instances import is_healthy

if TYPE_CHECKING:
    from alicloud_emulator.parameters import Parameters
    from alicloud_emulator.state.ess.model import GroupInstance, ScalingActivity, ScalingGroup
    from alicloud_emulator.state.world import World
    from alicloud_emulator.wire import Call

__all__ = ["ACTIONS", "instance_ids_of"]

# Every list of instances in these calls: 1 to 20.
MOST_INSTANCES = 20
HEALTH_STATUSES = ("Healthy", "Unhealthy")
DETACH_OPTIONS = ("both", "autoScaling")
REMOVE_POLICIES = ("release", "recycle")
ADJUSTMENT_TYPES = ("QuantityChangeInCapacity", "PercentChangeInCapacity", "TotalCapacity")


def describe_scaling_instances(world: World, call: Call) -> dict[str, Any]:
    """List the instances of groups; every filter that is given holds."""
    parameters = call.parameters
    found = [
        (group, instance)
        for group in world.scaling.groups.values()
        if group.region_id == call.region_id and parameters.text("ScalingGroupId") in (None, group.scaling_group_id)
        for instance in group.instances.values()
        if _is_asked(world, group, instance, parameters)
    ]
    shown, fields = page(found, parameters)
    return {
        **fields,
        "TotalSpotCount": 0,
        "ScalingInstances": [_instance_answer(world, group, instance) for group, instance in shown],
    }


def attach_instances(world: World, call: Call) -> dict[str, Any]:
    """Add instances that users made."""
    entrusted = call.parameters.flag("Entrusted", default=False)
    activity = membership.attach(world, group_of(world, call), instance_ids_of(call), is_entrusted=entrusted)
    return _activity_id(activity)


def detach_instances(world: World, call: Call) -> dict[str, Any]:
    """Take instances out of the group and leave them running."""
    call.parameters.choice("DetachOption", DETACH_OPTIONS)
    return _activity_id(_take_out(world, call, is_kept=True))


def remove_instances(world: World, call: Call) -> dict[str, Any]:
    """Take instances out of the group and release those it made."""
    call.parameters.choice("RemovePolicy", REMOVE_POLICIES)
    return _activity_id(_take_out(world, call, is_kept=False))


def enter_standby(world: World, call: Call) -> dict[str, Any]:
    """Put instances into standby."""
    return _activity_id(membership.enter_standby(world, group_of(world, call), instance_ids_of(call)))


def exit_standby(world: World, call: Call) -> dict[str, Any]:
    """Put standby instances back into service."""
    return _activity_id(membership.exit_standby(world, group_of(world, call), instance_ids_of(call)))


def set_instances_protection(world: World, call: Call) -> dict[str, Any]:
    """Protect instances from scale-in, or lift that."""
    call.parameters.require("ProtectedFromScaleIn")
    is_protected = call.parameters.flag("ProtectedFromScaleIn", default=False)
    membership.set_protection(group_of(world, call), instance_ids_of(call), is_protected=is_protected)
    return {}


def set_instance_health(world: World, call: Call) -> dict[str, Any]:
    """Say that an instance is healthy or not."""
    status = call.parameters.choice("HealthStatus", HEALTH_STATUSES)
    if status is None:
        raise missing_parameter("HealthStatus")
    membership.set_health(world, call.parameters.require("InstanceId"), is_healthy=status == "Healthy")
    return {}


def scale_with_adjustment(world: World, call: Call) -> dict[str, Any]:
    """Change the capacity by, or to, a number."""
    group = group_of(world, call)
    capacity = adjusted_capacity(group.target_capacity, call.parameters)
    activity = membership.adjust_capacity(world, group, capacity=capacity)
    return {"ActivityType": "CapacityChange", **_activity_id(activity)}


def adjusted_capacity(present: int, parameters: Parameters) -> int:
    """Return the capacity that AdjustmentType and AdjustmentValue lead to; percentages round towards zero."""
    kind = parameters.choice("AdjustmentType", ADJUSTMENT_TYPES)
    value = parameters.integer("AdjustmentValue")
    if kind is None or value is None:
        raise missing_parameter("AdjustmentType" if kind is None else "AdjustmentValue")
    if kind == "TotalCapacity":
        return value
    change = value if kind == "QuantityChangeInCapacity" else int(present * value / 100)
    least = parameters.integer("MinAdjustmentMagnitude", minimum=1) or 0
    if kind == "PercentChangeInCapacity" and abs(change) < least:
        change = least if value > 0 else -least
    return max(0, present + change)


def instance_ids_of(call: Call) -> list[str]:
    """Return the instances that the call names, 1 to 20."""
    instance_ids = call.parameters.strings("InstanceIds")
    if not 1 <= len(instance_ids) <= MOST_INSTANCES:
        raise missing_parameter("InstanceIds")
    return instance_ids


def _take_out(world: World, call: Call, *, is_kept: bool) -> ScalingActivity:
    decreases = call.parameters.flag("DecreaseDesiredCapacity", default=True)
    return membership.take_out(
        world, group_of(world, call), instance_ids_of(call), is_kept=is_kept, decreases_capacity=decreases
    )


def _activity_id(activity: ScalingActivity) -> dict[str, str]:
    return {"ScalingActivityId": activity.scaling_activity_id}


def _is_asked(world: World, group: ScalingGroup, instance: GroupInstance, parameters: Parameters) -> bool:
    instance_ids = parameters.strings("InstanceIds")
    states = parameters.strings("LifecycleStates")
    types = parameters.strings("CreationTypes")
    return (
        (not instance_ids or instance.instance_id in instance_ids)
        and (not states or instance.lifecycle_state in states)
        and (not types or instance.creation_type in types)
        and parameters.text("LifecycleState") in (None, instance.lifecycle_state)
        and parameters.text("CreationType") in (None, instance.creation_type)
        and parameters.text("HealthStatus") in (None, _health(world, group, instance))
        and parameters.text("ScalingConfigurationId") in (None, instance.source.scaling_configuration_id)
        and parameters.text("ScalingActivityId") in (None, instance.activity_id)
    )


def _instance_answer(world: World, group: ScalingGroup, instance: GroupInstance) -> dict[str, Any]:
    machine = world.compute.instances.get(instance.instance_id)
    answer = {
        "InstanceId": instance.instance_id,
        "ScalingInstanceId": instance.instance_id,
        "ScalingGroupId": group.scaling_group_id,
        "ScalingConfigurationId": instance.source.scaling_configuration_id,
        "ScalingActivityId": instance.activity_id,
        "LifecycleState": instance.lifecycle_state,
        "HealthStatus": _health(world, group, instance),
        "CreationType": instance.creation_type,
        "CreationTime": to_the_minute(instance.created_at),
        "CreatedTime": to_the_second(instance.created_at),
        "Entrusted": instance.is_entrusted,
        "LoadBalancerWeight": 50,
        "WarmupState": "NoNeedWarmup",
        "ZoneId": "" if machine is None else machine.zone_id,
        "PrivateIpAddress": "" if machine is None else machine.private_ip,
        "SpotStrategy": "NoSpot" if machine is None else machine.spec.spot_strategy,
    }
    if instance.source.launch_template_id:
        answer["LaunchTemplateId"] = instance.source.launch_template_id
        answer["LaunchTemplateVersion"] = instance.source.launch_template_version
    return answer


def _health(world: World, group: ScalingGroup, instance: GroupInstance) -> str:
    # An instance that is on its way in or out is not checked.
    is_checked = not (instance.is_coming or instance.is_leaving)
    return "Unhealthy" if is_checked and not is_healthy(world, group, instance) else "Healthy"


NO_HOOKS = "LifecycleHook and IgnoreInvalidInstance are not looked at"
ACTIONS = {
    "DescribeScalingInstances": Action(describe_scaling_instances, "service_alicloud_ess.go"),
    "AttachInstances": Action(
        attach_instances, "resource_alicloud_ess_attachment.go", Coverage.PARTLY, NO_HOOKS, idempotent=True
    ),
    "DetachInstances": Action(detach_instances, "SDK", Coverage.PARTLY, NO_HOOKS, idempotent=True),
    "RemoveInstances": Action(
        remove_instances,
        "resource_alicloud_ess_attachment.go",
        Coverage.PARTLY,
        "RemovePolicy recycle releases",
        idempotent=True,
    ),
    "EnterStandby": Action(enter_standby, "SDK", idempotent=True),
    "ExitStandby": Action(exit_standby, "SDK", idempotent=True),
    "SetInstancesProtection": Action(set_instances_protection, "API, resource_alicloud_ess_scaling_group.go"),
    "SetInstanceHealth": Action(set_instance_health, "SDK"),
    "ScaleWithAdjustment": Action(
        scale_with_adjustment,
        "SDK",
        Coverage.PARTLY,
        "Overrides, ParallelTask and LifecycleHookContext are not looked at",
        idempotent=True,
    ),
}
