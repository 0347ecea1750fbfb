"""
Whether a group is on its configuration: the one judge, from facts. Pure.

`up`, preview, `plan`, `start`, `status`, read and drift ask here and nowhere else. Instances show the id of the
scaling configuration, or id and version of the launch template, that they were made from; they do not show what that
was at the time. So a judgement has two halves: what the ids say, and whether ids can tell at all.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from alicloud_ess_refresh.cloud.content import digest_of
from alicloud_ess_refresh.cloud.model import (
    DesiredConfiguration,
    InstanceRefreshTask,
    LaunchTemplate,
    RefreshStatus,
    ScalingConfiguration,
    ScalingGroup,
    ScalingInstance,
)
from alicloud_ess_refresh.refresh.rules import MOVING_VERSIONS

__all__ = ["NOTHING_RECORDED", "Facts", "Judgement", "Recorded", "active_configuration", "judge"]


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
    """

    desired: DesiredConfiguration | None = None
    digest: str = ""
    last_task_id: str | None = None

    @property
    def name(self) -> str:
        """Name what the group was taken to last; empty where the state says nothing of it."""
        if self.digest:
            return self.digest.rpartition(" ")[0]
        return _name(self.desired) if self.desired else ""


NOTHING_RECORDED = Recorded()


@dataclass(frozen=True, slots=True, kw_only=True)
class Judgement:
    """
    A group beside what is desired.

    Attributes:
        target: What is desired; what is active, where nothing is desired or what is desired changes the active one.
        is_enabled: The group's state is `Active`.
        is_active: New instances are made from what is desired.
        digest: What is desired by name and content, `<name> <version>:<digest>`; empty where that cannot be known.
        doubt: Why the ids of instances do not tell what these were made from, so that all have to be replaced; empty
            where they do.
        is_evident: A group without strays is on what is desired. False where nothing is recorded and instances show
            nothing: an image, containers, a moving version.
        takes_equal: An instance of another scaling configuration counts if that is of equal content. False where the
            group was taken to another one before: that is about to be deleted, which the service refuses as long as
            an instance is made from it.
        is_known: The group was taken to what is desired before, by name.
        strays: Instances that a refresh looks at and that are not made from what is desired, as far as ids tell.
    """

    desired: DesiredConfiguration
    target: DesiredConfiguration | None
    facts: Facts
    is_enabled: bool
    is_active: bool
    digest: str
    doubt: str
    is_evident: bool
    takes_equal: bool
    is_known: bool
    strays: tuple[ScalingInstance, ...]

    @property
    def is_converged(self) -> bool:
        """Every instance that a refresh looks at runs what is desired, and so will every new one."""
        return self.is_enabled and self.is_active and self.is_evident and not self.strays and not self.doubt

    @property
    def is_replacing_needless(self) -> bool:
        """
        Tell whether activating what is desired is all there is to do, although ids say otherwise.

        Instances are made from a configuration of equal content, and a refresh, which compares ids, would replace them.
        """
        target = self.target
        if self.doubt or self.strays or self.is_active or target is None or not target.scaling_configuration_id:
            return False
        looked_at = [each for each in self.facts.instances if each.is_refreshed]
        return any(each.scaling_configuration_id != target.scaling_configuration_id for each in looked_at)

    def runs(self, instance: ScalingInstance) -> bool:
        """Tell whether an instance is made from what is desired, as far as ids tell."""
        return self.target is not None and _is_made_from(self.target, instance, self.facts, self.takes_equal)


def judge(desired: DesiredConfiguration, facts: Facts, recorded: Recorded = NOTHING_RECORDED) -> Judgement:
    """
    Judge a group.

    Args:
        desired: What the program, or whoever asks, wants the group to be on.
    """
    group = facts.group
    target = desired
    if desired.is_active_one or desired.image_id or desired.containers:
        target = active_configuration(group) or DesiredConfiguration()
    digest = _digest(desired, target, facts)
    looked_at = [each for each in facts.instances if each.is_refreshed]
    takes_equal = recorded.name in {"", _name(desired)}
    return Judgement(
        desired=desired,
        target=None if target.is_active_one else target,
        facts=facts,
        is_enabled=group.lifecycle_state == "Active",
        is_active=_is_active(desired, facts),
        digest=digest,
        doubt=_doubt(desired, facts, recorded, digest),
        is_evident=_is_evident(desired, target, looked_at, recorded, digest),
        takes_equal=takes_equal,
        is_known=recorded.name == _name(desired),
        strays=tuple(each for each in looked_at if not _is_made_from(target, each, facts, takes_equal)),
    )


def active_configuration(group: ScalingGroup) -> DesiredConfiguration | None:
    """Return what a group makes instances from; a group that has a launch template makes them from that."""
    if group.launch_template_id:
        return DesiredConfiguration(
            launch_template_id=group.launch_template_id, launch_template_version=group.launch_template_version
        )
    if group.active_scaling_configuration_id:
        return DesiredConfiguration(scaling_configuration_id=group.active_scaling_configuration_id)
    return None


def _is_active(desired: DesiredConfiguration, facts: Facts) -> bool:
    """Tell whether the group's active configuration is the desired one; only the kind that is desired is compared."""
    group = facts.group
    if desired.scaling_configuration_id:
        return group.active_scaling_configuration_id == desired.scaling_configuration_id
    if desired.launch_template_id:
        return (
            group.launch_template_id == desired.launch_template_id
            and _is_same_version(desired, group.launch_template_version, facts)
            and not _differs_in_overrides(desired, group)
        )
    if desired.image_id:
        active = facts.configuration(group.active_scaling_configuration_id)
        return active is not None and active.image_id == desired.image_id
    return True


def _is_same_version(desired: DesiredConfiguration, version: str | None, facts: Facts) -> bool:
    """Tell whether a group's version means what is desired, now: as text, or as numbers."""
    if (version or None) == (desired.launch_template_version or None):
        return True
    template_id = desired.launch_template_id
    wanted = facts.versions(template_id, desired.launch_template_version)
    return len(wanted) == 1 and wanted == facts.versions(template_id, version)


def _differs_in_overrides(desired: DesiredConfiguration, group: ScalingGroup) -> bool:
    """Tell whether the group takes other instance types; what is not set is left to the group."""
    overrides = desired.launch_template_overrides
    return bool(overrides) and frozenset(overrides) != frozenset(group.launch_template_overrides)


def _is_made_from(
    target: DesiredConfiguration,
    instance: ScalingInstance,
    facts: Facts,
    takes_equal: bool,
) -> bool:
    if target.launch_template_id:
        if instance.launch_template_id != target.launch_template_id:
            return False
        numbers = facts.versions(*_template_of(target))
        # Of a moving version that cannot be looked up instances do not tell.
        return not numbers or instance.launch_template_version in {*numbers, target.launch_template_version}
    wanted, found = target.scaling_configuration_id, instance.scaling_configuration_id
    if wanted == found:
        return not instance.launch_template_id
    return takes_equal and _is_equal(facts.configuration(wanted), facts.configuration(found))


def _is_equal(one: ScalingConfiguration | None, other: ScalingConfiguration | None) -> bool:
    """Tell whether two configurations are known, and of equal content."""
    return one is not None and other is not None and bool(one.digest) and one.digest == other.digest


def _template_of(desired: DesiredConfiguration) -> tuple[str | None, str | None]:
    return desired.launch_template_id, desired.launch_template_version


def _digest(desired: DesiredConfiguration, target: DesiredConfiguration, facts: Facts) -> str:
    if desired.containers:
        return ""  # DescribeScalingConfigurations does not list what ECI groups have
    if target.launch_template_id:
        numbers = sorted(facts.versions(*_template_of(target)))
        # What is not set is the group's own matter when a template is desired, and part of what is active otherwise.
        overrides = desired.launch_template_overrides or (
            facts.group.launch_template_overrides if desired.is_active_one else ()
        )
        content = {"template": target.launch_template_id, "versions": numbers, "types": sorted(overrides)}
        of_content = digest_of(content) if numbers else ""
    else:
        configuration = facts.configuration(target.scaling_configuration_id)
        of_content = configuration.digest if configuration else ""
    return f"{_name(desired)} {of_content}" if of_content else ""


def _name(desired: DesiredConfiguration) -> str:
    """Name what is desired, so that digests of one name are of what can be told apart by content alone."""
    return str(replace(desired, launch_template_overrides=()))


def _doubt(desired: DesiredConfiguration, facts: Facts, recorded: Recorded, digest: str) -> str:
    if _is_changed(recorded.digest, digest):
        return f"the content of {desired} has changed since the group was taken to it"
    before = recorded.desired
    if _has_other_types(desired, facts, before):
        return f"the instance types of {desired} have changed"
    if recorded.name != _name(desired):
        return ""
    task = _unproven(desired, facts.tasks, recorded)
    if task is None:
        return ""
    return f"{task} has ended `{task.status}` since the last update, and instances do not show what it made them from"


def _is_changed(before: str, now: str) -> bool:
    """Tell whether two digests are of the same name and version, and of other content."""
    if not before or not now or before == now:
        return False
    return before.rpartition(":")[0] == now.rpartition(":")[0]


def _has_other_types(desired: DesiredConfiguration, facts: Facts, before: DesiredConfiguration | None) -> bool:
    """Tell whether the version stays and the instance types that are taken instead of its own do not."""
    group = facts.group
    if group.launch_template_id != desired.launch_template_id or not desired.launch_template_id:
        return False
    if _is_same_version(desired, group.launch_template_version, facts) and _differs_in_overrides(desired, group):
        return True
    if before is None or _template_of(desired) != _template_of(before):
        return False
    return frozenset(desired.launch_template_overrides) != frozenset(before.launch_template_overrides)


def _unproven(
    desired: DesiredConfiguration, tasks: Sequence[InstanceRefreshTask], recorded: Recorded
) -> InstanceRefreshTask | None:
    """
    Return the newest task since then that may have left instances of another content under the same ids.

    One that replaced all instances by those of another name leaves none.
    """
    if recorded.last_task_id is None:
        return None
    for task in tasks:
        if task.instance_refresh_task_id == recorded.last_task_id:
            return None
        if task.is_settled and _may_have_left_instances(task, desired):
            return task
        if task.status is RefreshStatus.SUCCESSFUL and task.skip_matching is False:
            return None
    return None


def _may_have_left_instances(task: InstanceRefreshTask, desired: DesiredConfiguration) -> bool:
    """Tell whether a task that has ended may have left instances that pass for what is desired."""
    went_to = task.desired_configuration
    if task.status is RefreshStatus.SUCCESSFUL:
        # What matches is skipped by default, and then there was nothing to make.
        return task.skip_matching is False and _name(went_to) == _name(desired)
    if task.status is RefreshStatus.ROLLBACK_SUCCESSFUL and not desired.is_same_as(went_to):
        return False
    return not _shows(went_to, desired)


def _shows(other: DesiredConfiguration, desired: DesiredConfiguration) -> bool:
    """Tell whether instances of a task to `other` can be told by their ids from those of what is desired."""
    if other.is_active_one or other.image_id or other.containers:
        return False
    if other.launch_template_id and other.launch_template_version in MOVING_VERSIONS:
        return other.launch_template_id != desired.launch_template_id
    return _name(other) != _name(desired)


def _is_evident(
    desired: DesiredConfiguration,
    target: DesiredConfiguration,
    looked_at: Sequence[ScalingInstance],
    recorded: Recorded,
    digest: str,
) -> bool:
    is_hidden = bool(desired.image_id or desired.containers) or any(
        each.launch_template_id == target.launch_template_id and each.launch_template_version in MOVING_VERSIONS
        for each in looked_at
        if target.launch_template_id
    )
    return not is_hidden or (bool(digest) and recorded.digest == digest)
