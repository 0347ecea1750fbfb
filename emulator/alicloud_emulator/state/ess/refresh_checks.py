"""What StartInstanceRefresh refuses, in the order in which it looks."""

from __future__ import annotations

from typing import TYPE_CHECKING

from alicloud_emulator.errors import ApiError
from alicloud_emulator.parameters import invalid_parameter
from alicloud_emulator.state.ess.assumptions import (
    CODE_EXCLUSIVE_CONFIGURATIONS,
    CODE_GROUP_NOT_ACTIVE,
    CODE_TASK_IS_RUNNING,
    CODE_UNSUPPORTED_GROUP,
)
from alicloud_emulator.state.ess.configurations import find_configuration
from alicloud_emulator.state.ess.model import GroupState
from alicloud_emulator.state.ess.refresh_model import FULL_PERCENTAGE

if TYPE_CHECKING:
    from alicloud_emulator.state.ess.model import ScalingGroup
    from alicloud_emulator.state.ess.refresh_model import DesiredConfiguration, RefreshRequest
    from alicloud_emulator.state.world import World

__all__ = ["check_request"]

# Reclaim modes with which there is no refresh (StartInstanceRefresh, ESS 2014-08-28), in lower case.
RECYCLING_POLICIES = frozenset({"recycle", "forcerecycle"})


def check_request(world: World, group: ScalingGroup, request: RefreshRequest) -> None:
    """
    Check that a task may start.

    Raises:
        ApiError: InvalidParameter, or one of the codes in `assumptions` (400); InvalidScalingConfigurationId.NotFound
            or InvalidImageId.NotFound (404).
    """
    _check_checkpoints(request.checkpoints)
    _check_exclusive(request.desired)
    _check_kind(group)
    if group.lifecycle_state is not GroupState.ACTIVE:
        raise ApiError(
            400, CODE_GROUP_NOT_ACTIVE, f"Scaling group {group.scaling_group_id} is {group.lifecycle_state}."
        )
    if group.running_refresh_task_id:
        raise ApiError(
            400,
            CODE_TASK_IS_RUNNING,
            f"Scaling group {group.scaling_group_id} has a running instance refresh task: "
            f"{group.running_refresh_task_id}.",
        )
    _check_desired(world, group, request.desired)


def _check_checkpoints(checkpoints: tuple[int, ...]) -> None:
    if not checkpoints:
        return
    if list(checkpoints) != sorted(set(checkpoints)):
        raise invalid_parameter("Checkpoints", list(checkpoints), "percentages in ascending order")
    if checkpoints[-1] != FULL_PERCENTAGE:
        raise invalid_parameter("Checkpoints", list(checkpoints), "100 as the last percentage")


def _check_exclusive(desired: DesiredConfiguration) -> None:
    given = {
        "ScalingConfigurationId": desired.scaling_configuration_id,
        "ImageId": desired.image_id,
        "LaunchTemplateId": desired.launch_template_id,
        "Containers": desired.has_containers,
    }
    names = [name for name, value in given.items() if value]
    if len(names) > 1:
        raise ApiError(
            400,
            CODE_EXCLUSIVE_CONFIGURATIONS,
            f"DesiredConfiguration holds {' and '.join(names)}, of which only one can be specified.",
        )


def _check_kind(group: ScalingGroup) -> None:
    reason = ""
    if group.group_type != "ECS":
        reason = f"its type is {group.group_type}, not ECS"
    elif group.multi_az_policy != "PRIORITY":
        reason = f"its MultiAZPolicy is {group.multi_az_policy}, not PRIORITY"
    elif group.scaling_policy.lower() in RECYCLING_POLICIES:
        reason = f"its ScalingPolicy is {group.scaling_policy}"
    elif any(item.get("WeightedCapacity") for item in group.launch_template_overrides):
        reason = "its capacity is weighted"
    if reason:
        raise _unsupported(group, reason)


def _check_desired(world: World, group: ScalingGroup, desired: DesiredConfiguration) -> None:
    if desired.has_containers:
        raise invalid_parameter("DesiredConfiguration.Containers", "containers", "none for a group of type ECS")
    if desired.image_id:
        if group.launch_template_id:
            raise invalid_parameter(
                "DesiredConfiguration.ImageId", desired.image_id, "none for a group with a launch template"
            )
        world.catalogue.require_image(desired.image_id)
    configuration_id = desired.scaling_configuration_id or group.active_scaling_configuration_id
    if desired.launch_template_id or not configuration_id:
        return
    configuration = find_configuration(world, configuration_id)
    if configuration.scaling_group_id != group.scaling_group_id:
        raise ApiError(
            404,
            "InvalidScalingConfigurationId.NotFound",
            f"Scaling group {group.scaling_group_id} has no scaling configuration {configuration_id}.",
        )
    if any(configuration.weighted_capacities):
        raise _unsupported(group, "its capacity is weighted")


def _unsupported(group: ScalingGroup, reason: str) -> ApiError:
    return ApiError(
        400,
        CODE_UNSUPPORTED_GROUP,
        f"Scaling group {group.scaling_group_id} does not support instance refresh: {reason}.",
    )
