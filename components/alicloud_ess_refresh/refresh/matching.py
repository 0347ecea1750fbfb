"""What ids tell: whether an instance is made from a configuration, and whether that is the active one. Pure."""

from alicloud_ess_refresh.cloud.desired_configuration import DesiredConfiguration
from alicloud_ess_refresh.cloud.scaling_configurations import ScalingConfiguration
from alicloud_ess_refresh.cloud.scaling_groups import ScalingGroup, ScalingInstance
from alicloud_ess_refresh.refresh.facts import Facts, active_configuration

__all__ = ["differs_in_overrides", "is_active", "is_made_from", "is_same_version", "template_of"]


def is_active(desired: DesiredConfiguration, facts: Facts) -> bool:
    """Tell whether the group's active configuration is the desired one; only the kind that is desired is compared."""
    group, active = facts.group, active_configuration(facts.group)
    if desired.scaling_configuration_id:
        return active is not None and active.scaling_configuration_id == desired.scaling_configuration_id
    if desired.launch_template_id:
        return (
            group.launch_template_id == desired.launch_template_id
            and is_same_version(desired, group.launch_template_version, facts)
            and not differs_in_overrides(desired, group)
        )
    if desired.image_id:
        content = facts.configuration(active.scaling_configuration_id) if active else None
        return content is not None and content.image_id == desired.image_id
    return True


def is_same_version(desired: DesiredConfiguration, version: str | None, facts: Facts) -> bool:
    """Tell whether a group's version means what is desired, now: as text, or as numbers."""
    if (version or None) == (desired.launch_template_version or None):
        return True
    template_id = desired.launch_template_id
    wanted = facts.versions(template_id, desired.launch_template_version)
    return len(wanted) == 1 and wanted == facts.versions(template_id, version)


def differs_in_overrides(desired: DesiredConfiguration, group: ScalingGroup) -> bool:
    """Tell whether the group takes other instance types; what is not set is left to the group."""
    overrides = desired.launch_template_overrides
    return bool(overrides) and frozenset(overrides) != frozenset(group.launch_template_overrides)


def is_made_from(
    target: DesiredConfiguration,
    instance: ScalingInstance,
    facts: Facts,
    takes_equal: bool,
) -> bool:
    if target.launch_template_id:
        if instance.launch_template_id != target.launch_template_id:
            return False
        numbers = facts.versions(*template_of(target))
        # Of a moving version that cannot be looked up instances do not tell.
        return not numbers or instance.launch_template_version in {*numbers, target.launch_template_version}
    wanted, found = target.scaling_configuration_id, instance.scaling_configuration_id
    if wanted == found:
        return not instance.launch_template_id
    return takes_equal and _is_equal(facts.configuration(wanted), facts.configuration(found))


def _is_equal(one: ScalingConfiguration | None, other: ScalingConfiguration | None) -> bool:
    """Tell whether two configurations are known, and of equal content."""
    return one is not None and other is not None and bool(one.digest) and one.digest == other.digest


def template_of(desired: DesiredConfiguration) -> tuple[str | None, str | None]:
    return desired.launch_template_id, desired.launch_template_version
