"""
Whether a scaling group can be refreshed, and how well: two lists of rules over plain facts.

READINESS_RULES are conditions that the service states: a refresh that breaks one is refused or cannot be taken back.
READINESS_ADVICE is about percentages that may not go well at the group's capacity, where no page says what happens.

The refresh resource asks before it starts a task, the policy pack asks at preview. This module therefore knows
neither Pulumi nor an SDK, and a fact that the caller does not have is unset and reports nothing.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

__all__ = [
    "CEILING_WITHIN_MAX_SIZE",
    "DEFAULT_MAX_HEALTHY_PERCENTAGE",
    "DEFAULT_MIN_HEALTHY_PERCENTAGE",
    "FIXED_LAUNCH_TEMPLATE_VERSION",
    "MOVING_LAUNCH_TEMPLATE_VERSIONS",
    "PRIORITY_SCALE_OUT",
    "READINESS_ADVICE",
    "READINESS_RULES",
    "RELEASE_RECLAIM_MODE",
    "ROOM_TO_REPLACE",
    "SCALING_CONFIGURATION_WEIGHTS",
    "SCALING_GROUP_WEIGHTS",
    "SUPPORTED_GROUP_TYPE",
    "Finding",
    "ReadinessRule",
    "RefreshFacts",
    "advice",
    "findings",
]

DEFAULT_MIN_HEALTHY_PERCENTAGE: Final = 80
"""StartInstanceRefresh, MinHealthyPercentage."""
DEFAULT_MAX_HEALTHY_PERCENTAGE: Final = 120
"""StartInstanceRefresh, MaxHealthyPercentage."""
MOVING_LAUNCH_TEMPLATE_VERSIONS: Final = frozenset({"Default", "Latest"})
"""Versions that a refresh cannot be rolled back from (StartInstanceRefresh, DesiredConfiguration)."""

_REFRESH_PAGE = "https://www.alibabacloud.com/help/en/auto-scaling/developer-reference/api-startinstancerefresh"
# CreateScalingGroup, ESS 2022-02-22: the values that MultiAZPolicy, ScalingPolicy and GroupType can have.
_MULTI_AZ_POLICIES = frozenset({"PRIORITY", "COST_OPTIMIZED", "BALANCE", "COMPOSABLE"})
_RECLAIM_MODES = frozenset({"recycle", "release", "forcerecycle", "forcerelease"})
_GROUP_TYPES = frozenset({"ECS", "ECI"})
_RELEASING_MODES = frozenset({"release", "forcerelease"})


@dataclass(frozen=True, slots=True, kw_only=True)
class RefreshFacts:
    """
    What is known about a scaling group and the configuration it is to be refreshed to.

    Attributes:
        multi_az_policy: MultiAZPolicy of the group; unset is the API's default, `PRIORITY`.
        scaling_policy: ScalingPolicy of the group, its reclaim mode, in any case (the API writes
            `forcerelease`, the provider `forceRelease`). Unset passes: no current page names the default, but
            groups that cannot choose a mode release, and so did all groups before there was a choice. Whoever
            reads the group from the service has the mode that it really has.
        group_type: GroupType of the group; unset is the API's default, `ECS`.
        refreshes_containers: The desired configuration names containers, which only ECI groups have.
        scaling_group_weights: WeightedCapacity of each launch template override of the group, in their order,
            1 to 500; 0 or None where an override has none.
        scaling_configuration_weights: The same of each instance type override of the scaling configuration.
        refreshes_launch_template: The desired configuration names a launch template.
        launch_template_version: Its version: a number, `Default` or `Latest`. Unset counts as moving, because no page
            says which version it stands for.
        capacity: How many instances the group is to have, 0 to 2000.
        max_size: MaxSize of the group, 0 to 2000.
        min_healthy_percentage: 0 to 100; unset is the API's default, 80.
        max_healthy_percentage: 100 to 200; unset is the API's default, 120.
    """

    multi_az_policy: str | None = None
    scaling_policy: str | None = None
    group_type: str | None = None
    refreshes_containers: bool = False
    scaling_group_weights: tuple[int | None, ...] = ()
    scaling_configuration_weights: tuple[int | None, ...] = ()
    refreshes_launch_template: bool = False
    launch_template_version: str | None = None
    capacity: int | None = None
    max_size: int | None = None
    min_healthy_percentage: int | None = None
    max_healthy_percentage: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One reason why a group cannot be refreshed: three phrases without a final full stop."""

    rule_id: str
    found: str
    required: str
    fix: str

    @property
    def message(self) -> str:
        """All of it on one line."""
        return f"{self.found}; {self.required}; {self.fix}"


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadinessRule:
    """
    One condition for a refresh.

    Attributes:
        observe: Says what was found where the condition does not hold; None where it holds.
        source: The page that states the condition.
    """

    id: str
    required: str
    fix: str
    source: str
    observe: Callable[[RefreshFacts], str | None]

    def check(self, facts: RefreshFacts) -> Finding | None:
        """Answer the finding, or None where the condition holds or nothing is known about it."""
        found = self.observe(facts)
        if found is None:
            return None
        return Finding(rule_id=self.id, found=found, required=self.required, fix=self.fix)


def findings(facts: RefreshFacts) -> tuple[Finding, ...]:
    """Answer every reason why the group cannot be refreshed, in the order of READINESS_RULES."""
    return tuple(finding for rule in READINESS_RULES if (finding := rule.check(facts)) is not None)


def advice(facts: RefreshFacts) -> tuple[Finding, ...]:
    """Answer what may keep a refresh of the group from going well, in the order of READINESS_ADVICE."""
    return tuple(finding for rule in READINESS_ADVICE if (finding := rule.check(facts)) is not None)


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

    Silent where both are the defaults, for then the service's own choice applies, and where both are 100, which is
    documented to replace one instance at a time. How the service rounds is documented nowhere: this rounds
    towards safety, the floor up and the ceiling down.
    """
    lowest, highest = facts.min_healthy_percentage, facts.max_healthy_percentage
    lowest = DEFAULT_MIN_HEALTHY_PERCENTAGE if lowest is None else lowest
    highest = DEFAULT_MAX_HEALTHY_PERCENTAGE if highest is None else highest
    is_default = (lowest, highest) == (DEFAULT_MIN_HEALTHY_PERCENTAGE, DEFAULT_MAX_HEALTHY_PERCENTAGE)
    if not facts.capacity or is_default:
        return None
    has_room = _ceiling(facts.capacity, highest) > -(-facts.capacity * lowest // 100)
    if has_room or lowest == highest == 100:
        return None
    return f"{lowest} % to {highest} % of {facts.capacity} instances leave no instance to be extra or missing"


def _observe_ceiling(facts: RefreshFacts) -> str | None:
    if facts.capacity is None or facts.max_size is None:
        return None
    highest = facts.max_healthy_percentage
    highest = DEFAULT_MAX_HEALTHY_PERCENTAGE if highest is None else highest
    ceiling = _ceiling(facts.capacity, highest)
    if ceiling <= facts.max_size:
        return None
    return f"a refresh may reach {ceiling} instances ({highest} % of {facts.capacity}), the group {facts.max_size}"


def _ceiling(capacity: int, percentage: int) -> int:
    return capacity * percentage // 100


PRIORITY_SCALE_OUT = ReadinessRule(
    id="priority-scale-out",
    required="an instance refresh needs the Priority policy (`PRIORITY`, which is also the default)",
    fix='set `multi_az_policy="PRIORITY"` on the `alicloud.ess.ScalingGroup` (replaces an existing group)',
    source=_REFRESH_PAGE,
    observe=_observe_multi_az_policy,
)
RELEASE_RECLAIM_MODE = ReadinessRule(
    id="release-reclaim-mode",
    required="an instance refresh needs a mode that releases instances (`release` or `forceRelease`)",
    fix='set `scaling_policy="release"` on the `alicloud.ess.ScalingGroup`',
    source=_REFRESH_PAGE,
    observe=_observe_reclaim_mode,
)
SUPPORTED_GROUP_TYPE = ReadinessRule(
    id="supported-group-type",
    required="an instance refresh needs a group of ECS instances (`ECS`, which is also the default)",
    fix='set `group_type="ECS"` on the `alicloud.ess.ScalingGroup` (replaces an existing group)',
    source=_REFRESH_PAGE,
    observe=_observe_group_type,
)
SCALING_GROUP_WEIGHTS = ReadinessRule(
    id="scaling-group-weights",
    required="an instance refresh needs a group whose capacity counts instances, not vCPUs or weights",
    fix="remove `weighted_capacity` from the `launch_template_overrides` of the `alicloud.ess.ScalingGroup` "
    "and give its `min_size`, `max_size` and `desired_capacity` as numbers of instances",
    source=_REFRESH_PAGE,
    observe=_observe_scaling_group_weights,
)
SCALING_CONFIGURATION_WEIGHTS = ReadinessRule(
    id="scaling-configuration-weights",
    required="an instance refresh needs a group whose capacity counts instances, not vCPUs or weights",
    fix="list the types in `instance_types` of the `alicloud.ess.ScalingConfiguration` instead of "
    "`instance_type_overrides` and give the group's `min_size`, `max_size` and `desired_capacity` as numbers "
    "of instances",
    source=_REFRESH_PAGE,
    observe=_observe_scaling_configuration_weights,
)
FIXED_LAUNCH_TEMPLATE_VERSION = ReadinessRule(
    id="fixed-launch-template-version",
    required="a refresh to `Default` or `Latest` cannot be rolled back",
    fix="name the number of the launch template's version",
    source=_REFRESH_PAGE,
    observe=_observe_launch_template_version,
)
ROOM_TO_REPLACE = ReadinessRule(
    id="room-to-replace",
    required="a refresh replaces instances only as far as one may be extra or missing",
    fix="lower the min healthy or raise the max healthy percentage, or set both to 100 for one instance at a time",
    source=_REFRESH_PAGE,
    observe=_observe_room,
)
CEILING_WITHIN_MAX_SIZE = ReadinessRule(
    id="ceiling-within-max-size",
    required="no page says that a refresh may exceed `max_size`; where it may not, it has no room",
    fix="raise `max_size` of the `alicloud.ess.ScalingGroup` or lower the max healthy percentage",
    source=_REFRESH_PAGE,
    observe=_observe_ceiling,
)

READINESS_RULES = (
    PRIORITY_SCALE_OUT,
    RELEASE_RECLAIM_MODE,
    SUPPORTED_GROUP_TYPE,
    SCALING_GROUP_WEIGHTS,
    SCALING_CONFIGURATION_WEIGHTS,
    FIXED_LAUNCH_TEMPLATE_VERSION,
)

READINESS_ADVICE = (ROOM_TO_REPLACE, CEILING_WITHIN_MAX_SIZE)
