"""
The service's answers (2022-02-22, wire names, plain lists) as the types of `model`.

Numbers and booleans are read leniently: the SDK does not check types, and older gateways send them as text.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from alicloud_ess_refresh.cloud.content import content_digest
from alicloud_ess_refresh.cloud.model import (
    Container,
    DesiredConfiguration,
    InstanceRefreshTask,
    RefreshStatus,
    ScalingActivity,
    ScalingConfiguration,
    ScalingGroup,
    ScalingInstance,
)

__all__ = ["activity", "configuration", "group", "instance", "task"]

Wire = Mapping[str, Any]


def task(wire: Wire) -> InstanceRefreshTask:
    return InstanceRefreshTask(
        instance_refresh_task_id=_text(wire, "InstanceRefreshTaskId") or "",
        scaling_group_id=_text(wire, "ScalingGroupId") or "",
        status=RefreshStatus(_text(wire, "Status") or ""),
        desired_configuration=_desired(wire.get("DesiredConfiguration") or {}),
        total_need_update_capacity=_integer(wire, "TotalNeedUpdateCapacity"),
        finished_update_capacity=_integer(wire, "FinishedUpdateCapacity"),
        start_time=_text(wire, "StartTime") or "",
        end_time=_text(wire, "EndTime") or "",
        detail=_text(wire, "Detail") or "",
        skip_matching=_boolean(wire, "SkipMatching"),
        min_healthy_percentage=_integer(wire, "MinHealthyPercentage"),
        max_healthy_percentage=_integer(wire, "MaxHealthyPercentage"),
        checkpoints=tuple(int(each["Percentage"]) for each in wire.get("Checkpoints") or ()),
        checkpoint_pause_time=_integer(wire, "CheckpointPauseTime"),
    )


def group(wire: Wire) -> ScalingGroup:
    counted = ("ActiveCapacity", "ProtectedCapacity", "StandbyCapacity")
    return ScalingGroup(
        scaling_group_id=_text(wire, "ScalingGroupId") or "",
        lifecycle_state=_text(wire, "LifecycleState") or "",
        name=_text(wire, "ScalingGroupName") or "",
        active_scaling_configuration_id=_text(wire, "ActiveScalingConfigurationId"),
        launch_template_id=_text(wire, "LaunchTemplateId"),
        launch_template_version=_text(wire, "LaunchTemplateVersion"),
        multi_az_policy=_text(wire, "MultiAZPolicy"),
        scaling_policy=_text(wire, "ScalingPolicy"),
        group_type=_text(wire, "GroupType"),
        launch_template_overrides=_instance_types(wire.get("LaunchTemplateOverrides")),
        launch_template_override_weights=_weights(wire.get("LaunchTemplateOverrides")),
        min_size=_integer(wire, "MinSize") or 0,
        desired_capacity=_desired_capacity(wire),
        max_size=_integer(wire, "MaxSize"),
        in_service_capacity=sum(_integer(wire, name) or 0 for name in counted),
        vswitch_ids=tuple(wire.get("VSwitchIds") or ()),
        health_check_types=_health_check_types(wire),
        is_deletion_protected=_boolean(wire, "GroupDeletionProtection") is True,
    )


def instance(wire: Wire) -> ScalingInstance:
    return ScalingInstance(
        instance_id=_text(wire, "InstanceId") or "",
        lifecycle_state=_text(wire, "LifecycleState") or "",
        creation_type=_text(wire, "CreationType") or "AutoCreated",
        health_status=_text(wire, "HealthStatus") or "",
        weighted_capacity=_integer(wire, "WeightedCapacity") or 1,
        scaling_configuration_id=_text(wire, "ScalingConfigurationId"),
        launch_template_id=_text(wire, "LaunchTemplateId"),
        launch_template_version=_text(wire, "LaunchTemplateVersion"),
    )


def _one(text: str | None) -> tuple[str, ...]:
    return (text,) if text else ()


def configuration(wire: Wire) -> ScalingConfiguration:
    return ScalingConfiguration(
        scaling_configuration_id=_text(wire, "ScalingConfigurationId") or "",
        name=_text(wire, "ScalingConfigurationName") or "",
        image_id=_text(wire, "ImageId"),
        instance_types=tuple(wire.get("InstanceTypes") or ()) or _one(_text(wire, "InstanceType")),
        # One weight for each instance type, in the order of InstanceTypes; the field is text in the SDK.
        weights=tuple(int(weight) if weight else None for weight in wire.get("WeightedCapacities") or ()),
        http_tokens=_text(wire, "HttpTokens") or "optional",
        digest=content_digest(wire),
    )


def activity(wire: Wire) -> ScalingActivity:
    return ScalingActivity(
        scaling_activity_id=_text(wire, "ScalingActivityId") or "",
        status_message=_text(wire, "StatusMessage") or "",
        error_code=_text(wire, "ErrorCode") or "",
        cause=_text(wire, "Cause") or "",
        instance_refresh_task_id=_text(wire, "InstanceRefreshTaskId") or "",
        start_time=_text(wire, "StartTime") or "",
        end_time=_text(wire, "EndTime") or "",
        status_code=_text(wire, "StatusCode") or "",
        total_capacity=_integer(wire, "TotalCapacity"),
        created_instances=tuple(wire.get("CreatedInstances") or ()),
        destroyed_instances=tuple(wire.get("DestroyedInstances") or ()),
    )


def _desired_capacity(wire: Wire) -> int | None:
    """
    Decode how many instances the group is to have, where that is in force.

    EnableDesiredCapacity says whether it is; no page says what DesiredCapacity is where it is not, so that it is not
    looked at then. An answer without EnableDesiredCapacity is taken at its word.
    """
    is_in_force = _boolean(wire, "EnableDesiredCapacity") is not False
    return _integer(wire, "DesiredCapacity") if is_in_force else None


def _health_check_types(wire: Wire) -> tuple[str, ...]:
    """Decode the group's health checks: a list, or in its absence the one."""
    listed = tuple(str(each) for each in wire.get("HealthCheckTypes") or ())
    single = _text(wire, "HealthCheckType")
    return listed or ((single,) if single else ())


def _desired(wire: Wire) -> DesiredConfiguration:
    return DesiredConfiguration(
        scaling_configuration_id=_text(wire, "ScalingConfigurationId"),
        image_id=_text(wire, "ImageId"),
        launch_template_id=_text(wire, "LaunchTemplateId"),
        launch_template_version=_text(wire, "LaunchTemplateVersion"),
        launch_template_overrides=_instance_types(wire.get("LaunchTemplateOverrides")),
        containers=tuple(_container(container) for container in wire.get("Containers") or ()),
    )


def _container(wire: Wire) -> Container:
    return Container(
        name=_text(wire, "Name") or "",
        image=_text(wire, "Image"),
        commands=tuple(wire.get("Commands") or ()),
        args=tuple(wire.get("Args") or ()),
        environment_vars=tuple(
            (variable["Key"], variable.get("Value") or "") for variable in wire.get("EnvironmentVars") or ()
        ),
    )


def _instance_types(overrides: Sequence[Wire] | None) -> tuple[str, ...]:
    return tuple(str(override["InstanceType"]) for override in overrides or () if override.get("InstanceType"))


def _weights(overrides: Sequence[Wire] | None) -> tuple[int | None, ...]:
    return tuple(_integer(override, "WeightedCapacity") for override in overrides or ())


def _text(wire: Wire, name: str) -> str | None:
    value = wire.get(name)
    return None if value in (None, "") else str(value)


def _boolean(wire: Wire, name: str) -> bool | None:
    value = wire.get(name)
    return None if value in (None, "") else str(value).lower() == "true"


def _integer(wire: Wire, name: str) -> int | None:
    value = wire.get(name)
    return None if value in (None, "") else int(value)
