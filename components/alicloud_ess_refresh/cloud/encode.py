"""Our requests as the SDK's. What is not set stays unset and is not sent. Imports the vendor SDK."""

from typing import Any

from alibabacloud_ess20220222 import models

from alicloud_ess_refresh.cloud.desired_configuration import Container, DesiredConfiguration
from alicloud_ess_refresh.cloud.ess import StartRequest

__all__ = ["activate_request", "enable_request", "start_request"]


def start_request(request: StartRequest, *, region: str) -> Any:
    return models.StartInstanceRefreshRequest(
        region_id=region,
        scaling_group_id=request.scaling_group_id,
        client_token=request.client_token,
        desired_configuration=_desired(request.desired_configuration),
        min_healthy_percentage=request.min_healthy_percentage,
        max_healthy_percentage=request.max_healthy_percentage,
        skip_matching=request.skip_matching,
        checkpoints=[models.StartInstanceRefreshRequestCheckpoints(percentage=each) for each in request.checkpoints]
        or None,
        checkpoint_pause_time=request.checkpoint_pause_time,
    )


def enable_request(scaling_group_id: str, desired: DesiredConfiguration, *, region: str) -> Any:
    return models.EnableScalingGroupRequest(
        region_id=region,
        scaling_group_id=scaling_group_id,
        active_scaling_configuration_id=desired.scaling_configuration_id,
        launch_template_id=desired.launch_template_id,
        launch_template_version=desired.launch_template_version,
        launch_template_overrides=[
            models.EnableScalingGroupRequestLaunchTemplateOverrides(instance_type=each)
            for each in desired.launch_template_overrides
        ]
        or None,
    )


def activate_request(scaling_group_id: str, desired: DesiredConfiguration) -> Any:
    return models.ModifyScalingGroupRequest(
        scaling_group_id=scaling_group_id,
        active_scaling_configuration_id=desired.scaling_configuration_id,
        launch_template_id=desired.launch_template_id,
        launch_template_version=desired.launch_template_version,
        launch_template_overrides=[
            models.ModifyScalingGroupRequestLaunchTemplateOverrides(instance_type=each)
            for each in desired.launch_template_overrides
        ]
        or None,
    )


def _desired(desired: DesiredConfiguration) -> Any:
    if desired.is_active_one:
        return None
    return models.StartInstanceRefreshRequestDesiredConfiguration(
        scaling_configuration_id=desired.scaling_configuration_id,
        image_id=desired.image_id,
        launch_template_id=desired.launch_template_id,
        launch_template_version=desired.launch_template_version,
        launch_template_overrides=[
            models.StartInstanceRefreshRequestDesiredConfigurationLaunchTemplateOverrides(instance_type=each)
            for each in desired.launch_template_overrides
        ]
        or None,
        containers=[_container(each) for each in desired.containers] or None,
    )


def _container(container: Container) -> Any:
    return models.StartInstanceRefreshRequestDesiredConfigurationContainers(
        name=container.name,
        image=container.image,
        commands=list(container.commands) or None,
        args=list(container.args) or None,
        environment_vars=[
            models.StartInstanceRefreshRequestDesiredConfigurationContainersEnvironmentVars(key=key, value=value)
            for key, value in container.environment_vars
        ]
        or None,
    )
