"""
Whether a group is on its configuration: the one judge, from facts. Pure.

`up`, preview, `plan`, `start`, `status`, read and drift ask here and nowhere else. Instances show the id of the
scaling configuration, or id and version of the launch template, that they were made from; they do not show what that
was at the time. So a judgement has two halves: what the ids say, and whether ids can tell at all.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from alicloud_ess_refresh.cloud.content import digest_of, digest_with_image
from alicloud_ess_refresh.cloud.desired_configuration import DesiredConfiguration
from alicloud_ess_refresh.cloud.scaling_configurations import ScalingConfiguration
from alicloud_ess_refresh.cloud.scaling_groups import ScalingInstance
from alicloud_ess_refresh.refresh.doubt import find_doubt, has_other_types, is_changed
from alicloud_ess_refresh.refresh.facts import NOTHING_RECORDED, Facts, Recorded, active_configuration, name_of
from alicloud_ess_refresh.refresh.matching import is_active, is_made_from, template_of
from alicloud_ess_refresh.refresh.rules import MOVING_VERSIONS

__all__ = ["Judgement", "judge"]


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
        has_changed: What is desired has another content than is recorded under its name.
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
    has_changed: bool
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
        return self.target is not None and is_made_from(self.target, instance, self.facts, self.takes_equal)


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
    takes_equal = recorded.name in {"", name_of(desired)}
    return Judgement(
        desired=desired,
        target=None if target.is_active_one else target,
        facts=facts,
        is_enabled=group.lifecycle_state == "Active",
        is_active=is_active(desired, facts),
        digest=digest,
        doubt=find_doubt(desired, target, facts, recorded, digest),
        is_evident=_is_evident(desired, target, looked_at, recorded, digest),
        has_changed=is_changed(recorded.digest, digest) or has_other_types(desired, facts, recorded.desired),
        takes_equal=takes_equal,
        is_known=recorded.name == name_of(desired),
        strays=tuple(each for each in looked_at if not is_made_from(target, each, facts, takes_equal)),
    )


def _digest(desired: DesiredConfiguration, target: DesiredConfiguration, facts: Facts) -> str:
    if desired.containers:
        return ""  # DescribeScalingConfigurations does not list what ECI groups have
    if target.launch_template_id:
        numbers = sorted(facts.versions(*template_of(target)))
        # What is not set is the group's own matter when a template is desired, and part of what is active otherwise.
        overrides = desired.launch_template_overrides or (
            facts.group.launch_template_overrides if desired.is_active_one else ()
        )
        content = {"template": target.launch_template_id, "versions": numbers, "types": sorted(overrides)}
        of_content = digest_of(content) if numbers else ""
    else:
        configuration = facts.configuration(target.scaling_configuration_id)
        of_content = _digest_of_configuration(configuration, desired.image_id) if configuration else ""
    return f"{name_of(desired)} {of_content}" if of_content else ""


def _digest_of_configuration(configuration: ScalingConfiguration, image_id: str | None) -> str:
    """Digest a configuration, with the image that a refresh is to put into it: before and after that it is the same."""
    return digest_with_image(configuration.digest_but_image, image_id) if image_id else configuration.digest


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
