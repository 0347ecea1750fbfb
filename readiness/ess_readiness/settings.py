"""Rules about how a group, its configuration and a refresh are set: a program declares all of it."""

from typing import Final

from ess_readiness.facts import (
    DEFAULT_MAX_HEALTHY_PERCENTAGE,
    DEFAULT_MIN_HEALTHY_PERCENTAGE,
    REFRESH_PAGE,
    ReadinessRule,
    RefreshFacts,
)

__all__ = [
    "CEILING_WITHIN_MAX_SIZE",
    "FIXED_LAUNCH_TEMPLATE_VERSION",
    "MOVING_LAUNCH_TEMPLATE_VERSIONS",
    "PRIORITY_SCALE_OUT",
    "RELEASE_RECLAIM_MODE",
    "ROOM_TO_REPLACE",
    "SCALING_CONFIGURATION_WEIGHTS",
    "SCALING_GROUP_WEIGHTS",
    "SUPPORTED_GROUP_TYPE",
]

MOVING_LAUNCH_TEMPLATE_VERSIONS: Final = frozenset({"Default", "Latest"})
"""Versions that a refresh cannot be rolled back from (StartInstanceRefresh, DesiredConfiguration)."""

# CreateScalingGroup, ESS 2022-02-22: the values that MultiAZPolicy, ScalingPolicy and GroupType can have.
_MULTI_AZ_POLICIES = frozenset({"PRIORITY", "COST_OPTIMIZED", "BALANCE", "COMPOSABLE"})
_RECLAIM_MODES = frozenset({"recycle", "release", "forcerecycle", "forcerelease"})
_GROUP_TYPES = frozenset({"ECS", "ECI"})
_RELEASING_MODES = frozenset({"release", "forcerelease"})


def _quoted(value: str, documented: frozenset[str]) -> str:
    """Quote a documented word only: anything else may be a secret that ended up in the wrong property."""
    return f"`{value}`" if value in documented or value.lower() in documented else "not a documented value"


def _observe_multi_az_policy(facts: RefreshFacts) -> str | None:
    # COMPOSABLE is not accepted even with a priority allocation: no page says that it counts as Priority.
    if facts.multi_az_policy in (None, "", "PRIORITY"):
        return None
    return f"the scale-out policy (MultiAZPolicy) is {_quoted(facts.multi_az_policy, _MULTI_AZ_POLICIES)}"


def _observe_reclaim_mode(facts: RefreshFacts) -> str | None:
    if not facts.scaling_policy or facts.scaling_policy.lower() in _RELEASING_MODES:
        return None
    return f"the instance reclaim mode (ScalingPolicy) is {_quoted(facts.scaling_policy, _RECLAIM_MODES)}"


def _observe_group_type(facts: RefreshFacts) -> str | None:
    # The pages say ECS only, yet the request has containers, which only ECI groups have, and the alicloud
    # provider's acceptance test refreshes such a group: a container refresh is left to the service to judge.
    if facts.group_type in (None, "", "ECS") or (facts.group_type == "ECI" and facts.refreshes_containers):
        return None
    return f"the group type (GroupType) is {_quoted(facts.group_type, _GROUP_TYPES)}"


def _observe_scaling_group_weights(facts: RefreshFacts) -> str | None:
    return _weighted("launch template overrides", facts.scaling_group_weights)


def _observe_scaling_configuration_weights(facts: RefreshFacts) -> str | None:
    return _weighted("instance type overrides", facts.scaling_configuration_weights)


def _weighted(overrides: str, weights: tuple[int | None, ...]) -> str | None:
    """
    Say how many overrides have a weight.

    The console's vCPU capacity is stored as a weight for each instance type, and the API cannot tell it from
    weights chosen otherwise, so any weight counts. 0 is what the alicloud provider sends for an omitted one.
    Positions are left out: the overrides are a set, the service answers them in its own order.
    """
    weighted = sum(1 for weight in weights if weight)
    return f"{weighted} of {len(weights)} {overrides} have a weighted capacity" if weighted else None


def _observe_launch_template_version(facts: RefreshFacts) -> str | None:
    if not facts.refreshes_launch_template:
        return None
    if not facts.launch_template_version:
        return "a launch template without a version"
    if facts.launch_template_version in MOVING_LAUNCH_TEMPLATE_VERSIONS:
        return f"the launch template version `{facts.launch_template_version}`"
    return None


def _observe_room(facts: RefreshFacts) -> str | None:
    """
    Say that no instance may be extra and none missing.

    Silent where both are the defaults, which nobody has chosen, and where both are 100, which is documented to replace
    one instance at a time: what that needs of the group is `_observe_ceiling`'s matter.
    """
    lowest, highest = facts.lowest_percentage, facts.highest_percentage
    is_default = (lowest, highest) == (DEFAULT_MIN_HEALTHY_PERCENTAGE, DEFAULT_MAX_HEALTHY_PERCENTAGE)
    if not facts.capacity or facts.has_room or is_default or lowest == highest == 100:
        return None
    return _without_room(facts)


def _observe_ceiling(facts: RefreshFacts) -> str | None:
    """Say that a refresh needs more instances than the group may have, with the default percentages, too."""
    if facts.capacity is None or facts.most is None or facts.max_size is None or facts.most <= facts.max_size:
        return None
    if facts.has_room or facts.floor is None:
        share = f"{facts.highest_percentage} % of {facts.capacity}"
        return f"a refresh may reach {facts.most} instances ({share}), the group {facts.max_size}"
    bounds = f"a refresh reaches {facts.most} instances or goes down to {facts.floor - 1}"
    return f"{bounds} ({_without_room(facts)}), the group may have {facts.max_size}"


def _without_room(facts: RefreshFacts) -> str:
    shares = f"{facts.lowest_percentage} % to {facts.highest_percentage} %"
    return (
        f"{shares} of {facts.capacity} instance{'s' * (facts.capacity != 1)} leave no instance to be extra or missing"
    )


PRIORITY_SCALE_OUT = ReadinessRule(
    id="priority-scale-out",
    required="an instance refresh needs the Priority policy (`PRIORITY`, which is also the default)",
    fix='set `multi_az_policy="PRIORITY"` on the `alicloud.ess.ScalingGroup` (replaces an existing group)',
    source=REFRESH_PAGE,
    observe=_observe_multi_az_policy,
)
RELEASE_RECLAIM_MODE = ReadinessRule(
    id="release-reclaim-mode",
    required="an instance refresh needs a mode that releases instances (`release` or `forceRelease`)",
    fix='set `scaling_policy="release"` on the `alicloud.ess.ScalingGroup`',
    source=REFRESH_PAGE,
    observe=_observe_reclaim_mode,
    can_pass_by_update=True,
)
SUPPORTED_GROUP_TYPE = ReadinessRule(
    id="supported-group-type",
    required="an instance refresh needs a group of ECS instances (`ECS`, which is also the default)",
    fix='set `group_type="ECS"` on the `alicloud.ess.ScalingGroup` (replaces an existing group)',
    source=REFRESH_PAGE,
    observe=_observe_group_type,
)
SCALING_GROUP_WEIGHTS = ReadinessRule(
    id="scaling-group-weights",
    required="an instance refresh needs a group whose capacity counts instances, not vCPUs or weights",
    fix="remove `weighted_capacity` from the `launch_template_overrides` of the `alicloud.ess.ScalingGroup` "
    "and give its `min_size`, `max_size` and `desired_capacity` as numbers of instances",
    source=REFRESH_PAGE,
    observe=_observe_scaling_group_weights,
    can_pass_by_update=True,
)
SCALING_CONFIGURATION_WEIGHTS = ReadinessRule(
    id="scaling-configuration-weights",
    required="an instance refresh needs a group whose capacity counts instances, not vCPUs or weights",
    fix="list the types in `instance_types` of the `alicloud.ess.ScalingConfiguration` instead of "
    "`instance_type_overrides` and give the group's `min_size`, `max_size` and `desired_capacity` as numbers "
    "of instances",
    source=REFRESH_PAGE,
    observe=_observe_scaling_configuration_weights,
    can_pass_by_update=True,
)
FIXED_LAUNCH_TEMPLATE_VERSION = ReadinessRule(
    id="fixed-launch-template-version",
    required="a refresh to `Default` or `Latest` cannot be rolled back",
    fix="name the number of the launch template's version",
    source=REFRESH_PAGE,
    observe=_observe_launch_template_version,
)
ROOM_TO_REPLACE = ReadinessRule(
    id="room-to-replace",
    required="a refresh replaces instances only as far as one may be extra or missing",
    fix="lower the min healthy or raise the max healthy percentage, or set both to 100 for one instance at a time",
    source=REFRESH_PAGE,
    observe=_observe_room,
    can_pass_by_update=True,
)
CEILING_WITHIN_MAX_SIZE = ReadinessRule(
    id="ceiling-within-max-size",
    required="no page says that a refresh may exceed `max_size`; where it may not, fewer instances stay in service",
    fix="raise `max_size` of the `alicloud.ess.ScalingGroup`, or set percentages that leave room below it, such as 50 "
    "and 100",
    source=REFRESH_PAGE,
    observe=_observe_ceiling,
    can_pass_by_update=True,
)
