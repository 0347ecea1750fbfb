"""What a group is and what the state says of it: all that a judgement rests on. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from alicloud_ess_refresh.cloud.desired_configuration import DesiredConfiguration
from alicloud_ess_refresh.cloud.launch_templates import LaunchTemplate
from alicloud_ess_refresh.cloud.refresh_tasks import InstanceRefreshTask
from alicloud_ess_refresh.cloud.scaling_configurations import ScalingConfiguration
from alicloud_ess_refresh.cloud.scaling_groups import ScalingGroup, ScalingInstance
from alicloud_ess_refresh.refresh.rules import MOVING_VERSIONS

__all__ = ["NOTHING_RECORDED", "Facts", "Recorded", "active_configuration", "active_sources", "name_of"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """
    The group as it is.

    Attributes:
        tasks: Newest first.
        configurations: The group's scaling configurations.
        template: The launch template that a moving version of is desired or active; None where there is no such
            version, or where it could not be looked up.
    """

    group: ScalingGroup
    instances: tuple[ScalingInstance, ...]
    tasks: tuple[InstanceRefreshTask, ...]
    configurations: tuple[ScalingConfiguration, ...] = ()
    template: LaunchTemplate | None = None

    @property
    def latest_task_id(self) -> str:
        return self.tasks[0].instance_refresh_task_id if self.tasks else ""

    def configuration(self, scaling_configuration_id: str | None) -> ScalingConfiguration | None:
        """Return a configuration of the group; None where it has none of that id."""
        found = (each for each in self.configurations if each.scaling_configuration_id == scaling_configuration_id)
        return next(found, None)

    def versions(self, launch_template_id: str | None, version: str | None) -> frozenset[str]:
        """
        Return the numbers that a version of a launch template stands for now; empty where that is not known.

        No page says which version an unset one is: it may be either of the moving ones.
        """
        if version not in MOVING_VERSIONS:
            return frozenset({str(version)})
        template = self.template
        if template is None or template.launch_template_id != launch_template_id:
            return frozenset()
        numbers = {"Default": (template.default_version,), "Latest": (template.latest_version,)}
        return frozenset(numbers.get(str(version), (template.default_version, template.latest_version)))


@dataclass(frozen=True, slots=True, kw_only=True)
class Recorded:
    """
    What the state says.

    Attributes:
        desired: What the group was taken to last; None where the state says nothing of it, or nothing that is a way
            back.
        digest: `Judgement.digest` at that time; empty where it says nothing of it.
        last_task_id: Newest task of the group that was seen then; empty where there was none, None where the state
            says nothing of it.
        confirmed_time: When every instance that a refresh looks at was on that digest, by the service's clock, ISO
            8601; empty where that is not known.
        has_seen_other: Since then `pulumi refresh` has seen another content under the same name.
        left_digests: What instances were made from that a refresh has ignored while that changed: digests by instance
            id. An empty one: not known.
    """

    desired: DesiredConfiguration | None = None
    digest: str = ""
    last_task_id: str | None = None
    confirmed_time: str = ""
    has_seen_other: bool = False
    left_digests: Mapping[str, str] = field(default_factory=dict)

    @property
    def name(self) -> str:
        """Name what the group was taken to last; empty where the state says nothing of it."""
        if self.digest:
            return self.digest.rpartition(" ")[0]
        return name_of(self.desired) if self.desired else ""


NOTHING_RECORDED = Recorded()


def active_configuration(group: ScalingGroup) -> DesiredConfiguration | None:
    """Return what a group makes instances from; a group that has a launch template makes them from that."""
    if group.launch_template_id:
        return DesiredConfiguration(
            launch_template_id=group.launch_template_id, launch_template_version=group.launch_template_version
        )
    if group.active_scaling_configuration_id:
        return DesiredConfiguration(scaling_configuration_id=group.active_scaling_configuration_id)
    return None


def active_sources(facts: Facts) -> tuple[str, ...]:
    """
    Return what a group makes instances from now, as `ScalingInstance.source` names it; empty where nothing is active.

    A moving version of a launch template comes by its number first, unless that is not known, then by the group's own
    word: no page says which of the two an instance shows.
    """
    group = facts.group
    if not group.launch_template_id:
        return (group.active_source,) if group.active_source else ()
    numbers = facts.versions(group.launch_template_id, group.launch_template_version)
    versions = (*numbers, group.launch_template_version) if len(numbers) == 1 else (group.launch_template_version,)
    return tuple(dict.fromkeys(replace(group, launch_template_version=each).active_source for each in versions))


def name_of(desired: DesiredConfiguration) -> str:
    """Name what is desired, so that digests of one name are of what can be told apart by content alone."""
    return str(replace(desired, launch_template_overrides=()))
