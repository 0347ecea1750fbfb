"""
The service's answers (2022-02-22, wire names, plain lists) as the types of `model`.

Every function raises UnreadableFieldError where a field has another type than it is documented to have.
"""

from collections.abc import Sequence

from alicloud_ess_refresh.cloud.content import content_digest, digest_but_image
from alicloud_ess_refresh.cloud.desired_configuration import Container, DesiredConfiguration
from alicloud_ess_refresh.cloud.refresh_tasks import InstanceRefreshTask, RefreshStatus
from alicloud_ess_refresh.cloud.scaling_configurations import ScalingConfiguration
from alicloud_ess_refresh.cloud.scaling_groups import ScalingActivity, ScalingGroup, ScalingInstance
from alicloud_ess_refresh.cloud.wire import (
    UnreadableFieldError,
    Wire,
    boolean,
    each,
    fields,
    integer,
    moment,
    required_text,
    text,
    texts,
    whole_numbers,
)

__all__ = ["activity", "configuration", "group", "instance", "task"]


def task(wire: Wire) -> InstanceRefreshTask:
    return InstanceRefreshTask(
        instance_refresh_task_id=text(wire, "InstanceRefreshTaskId") or "",
        scaling_group_id=text(wire, "ScalingGroupId") or "",
        status=RefreshStatus(required_text(wire, "Status")),
        desired_configuration=_desired(fields(wire, "DesiredConfiguration")),
        total_need_update_capacity=integer(wire, "TotalNeedUpdateCapacity"),
        finished_update_capacity=integer(wire, "FinishedUpdateCapacity"),
        start_time=moment(wire, "StartTime"),
        end_time=moment(wire, "EndTime"),
        detail=text(wire, "Detail") or "",
        skip_matching=boolean(wire, "SkipMatching"),
        min_healthy_percentage=integer(wire, "MinHealthyPercentage"),
        max_healthy_percentage=integer(wire, "MaxHealthyPercentage"),
        checkpoints=tuple(_percentage(checkpoint) for checkpoint in each(wire, "Checkpoints")),
        checkpoint_pause_time=integer(wire, "CheckpointPauseTime"),
    )


def group(wire: Wire) -> ScalingGroup:
    counted = ("ActiveCapacity", "ProtectedCapacity", "StandbyCapacity")
    return ScalingGroup(
        scaling_group_id=text(wire, "ScalingGroupId") or "",
        lifecycle_state=text(wire, "LifecycleState") or "",
        name=text(wire, "ScalingGroupName") or "",
        active_scaling_configuration_id=text(wire, "ActiveScalingConfigurationId"),
        launch_template_id=text(wire, "LaunchTemplateId"),
        launch_template_version=text(wire, "LaunchTemplateVersion"),
        multi_az_policy=text(wire, "MultiAZPolicy"),
        scaling_policy=text(wire, "ScalingPolicy"),
        group_type=text(wire, "GroupType"),
        launch_template_overrides=_instance_types(each(wire, "LaunchTemplateOverrides")),
        launch_template_override_weights=_weights(each(wire, "LaunchTemplateOverrides")),
        min_size=integer(wire, "MinSize") or 0,
        desired_capacity=_desired_capacity(wire),
        max_size=integer(wire, "MaxSize"),
        in_service_capacity=sum(integer(wire, name) or 0 for name in counted),
        vswitch_ids=texts(wire, "VSwitchIds"),
        health_check_types=_health_check_types(wire),
        is_deletion_protected=boolean(wire, "GroupDeletionProtection") is True,
    )


def instance(wire: Wire) -> ScalingInstance:
    return ScalingInstance(
        instance_id=text(wire, "InstanceId") or "",
        lifecycle_state=text(wire, "LifecycleState") or "",
        creation_type=text(wire, "CreationType") or "AutoCreated",
        health_status=text(wire, "HealthStatus") or "",
        weighted_capacity=integer(wire, "WeightedCapacity") or 1,
        scaling_configuration_id=text(wire, "ScalingConfigurationId"),
        launch_template_id=text(wire, "LaunchTemplateId"),
        launch_template_version=text(wire, "LaunchTemplateVersion"),
        # The first is to the second, the second to the minute.
        created_time=moment(wire, "CreatedTime") or moment(wire, "CreationTime"),
    )


def _one(found: str | None) -> tuple[str, ...]:
    return (found,) if found else ()


def configuration(wire: Wire) -> ScalingConfiguration:
    return ScalingConfiguration(
        scaling_configuration_id=text(wire, "ScalingConfigurationId") or "",
        name=text(wire, "ScalingConfigurationName") or "",
        image_id=text(wire, "ImageId"),
        instance_types=texts(wire, "InstanceTypes") or _one(text(wire, "InstanceType")),
        # One weight for each instance type, in the order of InstanceTypes; the field is text in the SDK.
        weights=tuple(weight or None for weight in whole_numbers(wire, "WeightedCapacities")),
        http_tokens=text(wire, "HttpTokens") or "optional",
        digest=content_digest(wire),
        digest_but_image=digest_but_image(wire),
        security_group_ids=texts(wire, "SecurityGroupIds") or _one(text(wire, "SecurityGroupId")),
        key_pair_name=text(wire, "KeyPairName") or "",
    )


def activity(wire: Wire) -> ScalingActivity:
    return ScalingActivity(
        scaling_activity_id=text(wire, "ScalingActivityId") or "",
        status_message=text(wire, "StatusMessage") or "",
        error_code=text(wire, "ErrorCode") or "",
        cause=text(wire, "Cause") or "",
        instance_refresh_task_id=text(wire, "InstanceRefreshTaskId") or "",
        start_time=moment(wire, "StartTime"),
        end_time=moment(wire, "EndTime"),
        status_code=text(wire, "StatusCode") or "",
        total_capacity=integer(wire, "TotalCapacity"),
        created_instances=texts(wire, "CreatedInstances"),
        destroyed_instances=texts(wire, "DestroyedInstances"),
    )


def _desired_capacity(wire: Wire) -> int | None:
    """
    Decode how many instances the group is to have, where that is in force.

    EnableDesiredCapacity says whether it is; no page says what DesiredCapacity is where it is not, so that it is not
    looked at then. An answer without EnableDesiredCapacity is taken at its word.
    """
    is_in_force = boolean(wire, "EnableDesiredCapacity") is not False
    return integer(wire, "DesiredCapacity") if is_in_force else None


def _health_check_types(wire: Wire) -> tuple[str, ...]:
    """Decode the group's health checks: a list, or in its absence the one."""
    listed = texts(wire, "HealthCheckTypes")
    single = text(wire, "HealthCheckType")
    return listed or ((single,) if single else ())


def _desired(wire: Wire) -> DesiredConfiguration:
    return DesiredConfiguration(
        scaling_configuration_id=text(wire, "ScalingConfigurationId"),
        image_id=text(wire, "ImageId"),
        launch_template_id=text(wire, "LaunchTemplateId"),
        launch_template_version=text(wire, "LaunchTemplateVersion"),
        launch_template_overrides=_instance_types(each(wire, "LaunchTemplateOverrides")),
        containers=tuple(_container(container) for container in each(wire, "Containers")),
    )


def _percentage(checkpoint: Wire) -> int:
    percentage = integer(checkpoint, "Percentage")
    if percentage is None:
        raise UnreadableFieldError("Percentage", None, "a whole number")
    return percentage


def _container(wire: Wire) -> Container:
    return Container(
        name=text(wire, "Name") or "",
        image=text(wire, "Image"),
        commands=texts(wire, "Commands", is_verbatim=True),
        args=texts(wire, "Args", is_verbatim=True),
        environment_vars=tuple(_variable(variable) for variable in each(wire, "EnvironmentVars")),
    )


def _variable(wire: Wire) -> tuple[str, str]:
    return required_text(wire, "Key"), text(wire, "Value", is_verbatim=True) or ""


def _instance_types(overrides: Sequence[Wire]) -> tuple[str, ...]:
    return tuple(found for override in overrides if (found := text(override, "InstanceType")))


def _weights(overrides: Sequence[Wire]) -> tuple[int | None, ...]:
    return tuple(integer(override, "WeightedCapacity") for override in overrides)
