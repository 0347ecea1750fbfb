"""What is true of a group, read from the emulator's own state: never through the code that is under test."""

from collections import Counter
from dataclasses import dataclass, replace

from alicloud_emulator.state.ecs.launch_templates import DEFAULT, find_version
from alicloud_emulator.state.ess.instances import is_healthy
from alicloud_emulator.state.ess.model import (
    CreationType,
    GroupInstance,
    GroupState,
    LaunchSource,
    LifecycleState,
    ScalingGroup,
)
from alicloud_emulator.state.world import World
from contract.matrix.declarations import Content

__all__ = ["Instance", "Truth", "truth_of"]


@dataclass(frozen=True)
class Instance:
    """
    One instance.

    Attributes:
        is_refreshed: A refresh looks at it.
        is_well: It is in service, and its health check passes it.
        source: What it was made from, as messages name it.
    """

    instance_id: str
    content: Content
    is_refreshed: bool
    is_well: bool
    source: str


@dataclass(frozen=True)
class Truth:
    """
    A group now.

    Attributes:
        next_content: What a scale-out would make; None where nothing is active.
        is_next_well: Such an instance would become healthy.
        active: What it would be made from, as the API names it.
        active_source: The same, as instances show it that were made from it.
        active_names: The same, as messages may name it: a launch template version that moves by its number, too.
        running_task_id: Empty where none runs.
        instances: Those that are not on their way out.
    """

    is_enabled: bool
    next_content: Content | None
    is_next_well: bool
    active: dict[str, str]
    active_source: str
    active_names: frozenset[str]
    capacity: int
    running_task_id: str
    instances: tuple[Instance, ...]

    @property
    def refreshed(self) -> tuple[Instance, ...]:
        return tuple(each for each in self.instances if each.is_refreshed)

    @property
    def contents(self) -> Counter[Content]:
        """How many instances that a refresh looks at are made of what."""
        return Counter(each.content for each in self.refreshed)

    @property
    def sources(self) -> Counter[str]:
        return Counter(each.source for each in self.instances)


def truth_of(world: World, group: ScalingGroup) -> Truth:
    content = _made_of(world, group.active_source)
    return Truth(
        is_enabled=group.lifecycle_state is GroupState.ACTIVE,
        next_content=content,
        is_next_well=content is not None and world.catalogue.require_image(content.image_id).is_healthy,
        active=_active(group.active_source),
        active_source=_named(group.active_source),
        active_names=frozenset({_named(group.active_source), _named(_resolved(world, group.active_source))}),
        capacity=group.target_capacity,
        running_task_id=group.running_refresh_task_id,
        instances=tuple(_instance(world, group, each) for each in group.holds()),
    )


def _instance(world: World, group: ScalingGroup, item: GroupInstance) -> Instance:
    spec = world.compute.instances[item.instance_id].spec
    is_kept = item.lifecycle_state in (LifecycleState.PROTECTED, LifecycleState.STANDBY)
    return Instance(
        instance_id=item.instance_id,
        content=Content(spec.image_id, spec.instance_type, spec.user_data),
        is_refreshed=item.creation_type is CreationType.AUTO_CREATED and not is_kept,
        is_well=item.is_in_service and is_healthy(world, group, item),
        source=_named(item.source),
    )


def _active(source: LaunchSource) -> dict[str, str]:
    if source.launch_template_id:
        return {
            "launch_template_id": source.launch_template_id,
            "launch_template_version": source.launch_template_version,
        }
    return {"scaling_configuration_id": source.scaling_configuration_id}


def _named(source: LaunchSource) -> str:
    if source.launch_template_id:
        return f"{source.launch_template_id} version {source.launch_template_version}"
    return source.scaling_configuration_id


def _resolved(world: World, source: LaunchSource) -> LaunchSource:
    """Return a source with the number that its launch template version is now."""
    if not source.launch_template_id:
        return source
    template = world.launch_templates[source.launch_template_id]
    found = find_version(template, source.launch_template_version or DEFAULT)
    return replace(source, launch_template_version=str(found.number))


def _made_of(world: World, source: LaunchSource) -> Content | None:
    if source.launch_template_id:
        template = world.launch_templates[source.launch_template_id]
        values = find_version(template, source.launch_template_version or DEFAULT).values
        instance_type = next(iter(source.instance_types), values.get("InstanceType", ""))
        return Content(values["ImageId"], instance_type, values.get("UserData", ""))
    configuration = world.scaling.configurations.get(source.scaling_configuration_id)
    if configuration is None:
        return None
    return Content(configuration.image_id, configuration.instance_types[0], configuration.user_data)
