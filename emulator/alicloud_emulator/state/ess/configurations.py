"""Scaling configurations: what a group makes instances from."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from alicloud_emulator.errors import ApiError
from alicloud_emulator.state.ess.assumptions import CODE_CONFIGURATION_ACTIVE, CODE_GROUP_NOT_EMPTY
from alicloud_emulator.state.ess.model import ScalingConfiguration

if TYPE_CHECKING:
    from alicloud_emulator.state.ess.model import ScalingGroup
    from alicloud_emulator.state.world import World

__all__ = [
    "ConfigurationChanges",
    "activate_configuration",
    "create_configuration",
    "delete_configuration",
    "find_configuration",
    "is_active",
    "modify_configuration",
]


@dataclass(frozen=True, slots=True, kw_only=True)
class ConfigurationChanges:
    """What CreateScalingConfiguration or ModifyScalingConfiguration says; None where it says nothing."""

    name: str | None = None
    image_id: str | None = None
    instance_types: tuple[str, ...] | None = None
    security_group_ids: tuple[str, ...] | None = None
    deletion_protection: bool | None = None
    weighted_capacities: tuple[int, ...] | None = None
    user_data: str | None = None
    tags: dict[str, str] | None = None
    settings: dict[str, Any] = field(default_factory=dict)


def find_configuration(world: World, scaling_configuration_id: str) -> ScalingConfiguration:
    """Return the configuration; raise InvalidScalingConfigurationId.NotFound (404) if there is none."""
    configuration = world.scaling.configurations.get(scaling_configuration_id)
    if configuration is None:
        raise ApiError(
            404, "InvalidScalingConfigurationId.NotFound", "The specified scaling configuration does not exist."
        )
    return configuration


def create_configuration(world: World, group: ScalingGroup, changes: ConfigurationChanges) -> ScalingConfiguration:
    """
    Make a configuration that is not active.

    Raises:
        ApiError: InvalidImageId.NotFound (404) or InvalidInstanceType.ValueNotSupported (400).
    """
    configuration = ScalingConfiguration(
        scaling_configuration_id=world.new_id("asc"),
        scaling_group_id=group.scaling_group_id,
        name="",
        image_id="",
        instance_types=(),
        security_group_ids=(),
        created_at=world.now,
    )
    configuration.name = configuration.scaling_configuration_id
    modify_configuration(world, configuration, changes)
    world.scaling.configurations[configuration.scaling_configuration_id] = configuration
    return configuration


def modify_configuration(world: World, configuration: ScalingConfiguration, changes: ConfigurationChanges) -> None:
    """Change what future instances are made from; raise as `create_configuration`."""
    if changes.image_id is not None:
        world.catalogue.require_image(changes.image_id)
    for instance_type in changes.instance_types or ():
        world.catalogue.require_type(instance_type)
    for name in DIRECT_FIELDS:
        value = getattr(changes, name)
        if value is not None:
            setattr(configuration, name, value)
    configuration.settings |= changes.settings


DIRECT_FIELDS = (
    "name",
    "image_id",
    "instance_types",
    "security_group_ids",
    "deletion_protection",
    "weighted_capacities",
    "user_data",
    "tags",
)


def is_active(world: World, configuration: ScalingConfiguration) -> bool:
    """Tell whether its group makes instances from it."""
    group = world.scaling.groups[configuration.scaling_group_id]
    return group.active_scaling_configuration_id == configuration.scaling_configuration_id


def activate_configuration(world: World, group: ScalingGroup, scaling_configuration_id: str) -> None:
    """
    Make future instances from a configuration of the group, and no longer from a launch template.

    Raises:
        ApiError: It has none of that id (404).
    """
    configuration = find_configuration(world, scaling_configuration_id)
    if configuration.scaling_group_id != group.scaling_group_id:
        raise ApiError(
            404,
            "InvalidScalingConfigurationId.NotFound",
            f"The specified scaling configuration does not exist in scaling group {group.scaling_group_id}.",
        )
    group.active_scaling_configuration_id = scaling_configuration_id
    if group.launch_template_id:
        group.launch_template_id = group.launch_template_version = ""
        group.launch_template_overrides = []


def delete_configuration(world: World, configuration: ScalingConfiguration) -> None:
    """
    Delete a configuration.

    Raises:
        ApiError: It is active (400), a running refresh is to make it so (400), or instances were made from it (400).
    """
    configuration_id = configuration.scaling_configuration_id
    group = world.scaling.groups[configuration.scaling_group_id]
    task = world.scaling.refresh_tasks.get(group.running_refresh_task_id)
    is_wanted = task is not None and task.desired_source.scaling_configuration_id == configuration_id
    if is_active(world, configuration) or is_wanted:
        raise ApiError(400, CODE_CONFIGURATION_ACTIVE, f"Scaling configuration {configuration_id} is active.")
    if any(item.source.scaling_configuration_id == configuration_id for item in group.instances.values()):
        raise ApiError(
            400, CODE_GROUP_NOT_EMPTY, f"There are instances made from scaling configuration {configuration_id}."
        )
    del world.scaling.configurations[configuration_id]
