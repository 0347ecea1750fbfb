"""
Whether a scaling group can be refreshed, and how well: two lists of rules over plain facts.

READINESS_RULES are conditions: a refresh that breaks one is refused, cannot be taken back, or is not what the user
asked for. READINESS_ADVICE is about what may not go well, where no page says what happens.

The refresh resource asks at preview and before it starts a task, the command line in its plan, the policy pack at
preview. This package therefore knows neither Pulumi nor an SDK, and a fact that the caller does not have is unset and
reports nothing.
"""

from collections.abc import Collection

from ess_readiness.facts import (
    DEFAULT_MAX_HEALTHY_PERCENTAGE,
    DEFAULT_MIN_HEALTHY_PERCENTAGE,
    Finding,
    ReadinessRule,
    RefreshFacts,
)
from ess_readiness.settings import (
    CEILING_WITHIN_MAX_SIZE,
    FIXED_LAUNCH_TEMPLATE_VERSION,
    MOVING_LAUNCH_TEMPLATE_VERSIONS,
    PRIORITY_SCALE_OUT,
    RELEASE_RECLAIM_MODE,
    ROOM_TO_REPLACE,
    SCALING_CONFIGURATION_WEIGHTS,
    SCALING_GROUP_WEIGHTS,
    SUPPORTED_GROUP_TYPE,
)
from ess_readiness.state import (
    ACTIVE_GROUP,
    FIXED_ACTIVE_VERSION,
    FREE_ADDRESSES,
    NO_PROTECTED_INSTANCES,
    NO_STANDBY_INSTANCES,
    OFFERED_TYPES,
    ONE_REFRESH_AT_A_TIME,
    QUIET_ALARMS,
    ROLLBACK_TARGET,
    SOURCES_EXIST,
)

__all__ = [
    "ACTIVE_GROUP",
    "CEILING_WITHIN_MAX_SIZE",
    "DEFAULT_MAX_HEALTHY_PERCENTAGE",
    "DEFAULT_MIN_HEALTHY_PERCENTAGE",
    "FIXED_ACTIVE_VERSION",
    "FIXED_LAUNCH_TEMPLATE_VERSION",
    "FREE_ADDRESSES",
    "MOVING_LAUNCH_TEMPLATE_VERSIONS",
    "NO_PROTECTED_INSTANCES",
    "NO_STANDBY_INSTANCES",
    "OFFERED_TYPES",
    "ONE_REFRESH_AT_A_TIME",
    "OVERRIDABLE_RULE_IDS",
    "PASSING_RULE_IDS",
    "PRIORITY_SCALE_OUT",
    "QUIET_ALARMS",
    "READINESS_ADVICE",
    "READINESS_RULES",
    "RELEASE_RECLAIM_MODE",
    "ROLLBACK_TARGET",
    "ROOM_TO_REPLACE",
    "SCALING_CONFIGURATION_WEIGHTS",
    "SCALING_GROUP_WEIGHTS",
    "SOURCES_EXIST",
    "SUPPORTED_GROUP_TYPE",
    "Finding",
    "ReadinessRule",
    "RefreshFacts",
    "advice",
    "findings",
]

READINESS_RULES = (
    PRIORITY_SCALE_OUT,
    RELEASE_RECLAIM_MODE,
    SUPPORTED_GROUP_TYPE,
    SCALING_GROUP_WEIGHTS,
    SCALING_CONFIGURATION_WEIGHTS,
    FIXED_LAUNCH_TEMPLATE_VERSION,
    FIXED_ACTIVE_VERSION,
    SOURCES_EXIST,
    ACTIVE_GROUP,
    ONE_REFRESH_AT_A_TIME,
    NO_PROTECTED_INSTANCES,
    NO_STANDBY_INSTANCES,
    QUIET_ALARMS,
)

READINESS_ADVICE = (ROLLBACK_TARGET, ROOM_TO_REPLACE, CEILING_WITHIN_MAX_SIZE, OFFERED_TYPES, FREE_ADDRESSES)

OVERRIDABLE_RULE_IDS = tuple(rule.id for rule in (*READINESS_RULES, *READINESS_ADVICE) if rule.can_be_overridden)
"""Rules that a user may give a reason to go on in spite of."""

PASSING_RULE_IDS = tuple(rule.id for rule in (*READINESS_RULES, *READINESS_ADVICE) if rule.can_pass_by_update)
"""Rules that a preview cannot decide: what they found may be otherwise when the update comes to it."""


def findings(facts: RefreshFacts, *, but: Collection[str] = ()) -> tuple[Finding, ...]:
    """
    Answer every reason why the group cannot be refreshed, in the order of READINESS_RULES.

    Args:
        but: Ids of rules that are overridden.
    """
    return _found(tuple(rule for rule in READINESS_RULES if rule.id not in but), facts)


def advice(facts: RefreshFacts) -> tuple[Finding, ...]:
    """Answer what may keep a refresh of the group from going well, in the order of READINESS_ADVICE."""
    return _found(READINESS_ADVICE, facts)


def _found(rules: tuple[ReadinessRule, ...], facts: RefreshFacts) -> tuple[Finding, ...]:
    return tuple(finding for rule in rules if (finding := rule.check(facts)) is not None)
