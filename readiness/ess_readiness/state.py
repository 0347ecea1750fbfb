"""Rules about how a group is at the moment: only the service knows, so that no policy can ask for it."""

from ess_readiness.facts import REFRESH_PAGE, ReadinessRule, RefreshFacts

__all__ = [
    "ACTIVE_GROUP",
    "FIXED_ACTIVE_VERSION",
    "FREE_ADDRESSES",
    "NO_PROTECTED_INSTANCES",
    "NO_STANDBY_INSTANCES",
    "OFFERED_TYPES",
    "ONE_REFRESH_AT_A_TIME",
    "QUIET_ALARMS",
    "ROLLBACK_TARGET",
    "SOURCES_EXIST",
]

_ENABLE_PAGE = "https://www.alibabacloud.com/help/en/auto-scaling/developer-reference/api-enablescalinggroup"
_LIFECYCLE_STATES = frozenset({"Active", "Inactive", "Deleting"})


def _observe_lifecycle_state(facts: RefreshFacts) -> str | None:
    if facts.lifecycle_state in (None, "Active"):
        return None
    if facts.lifecycle_state == "Inactive":
        # An empty one waits for its first deployment, which enables it.
        count = facts.instance_count
        return f"the group is disabled (`Inactive`) and holds {_instances(count)}" if count else None
    state = facts.lifecycle_state
    return f"the group's state is {f'`{state}`' if state in _LIFECYCLE_STATES else 'not a documented value'}"


def _observe_other_refresh(facts: RefreshFacts) -> str | None:
    return f"{facts.other_refresh} is running" if facts.other_refresh else None


def _observe_active_version(facts: RefreshFacts) -> str | None:
    return facts.rollback_obstacle if facts.moving_active_version else None


def _observe_rollback_target(facts: RefreshFacts) -> str | None:
    return facts.rollback_obstacle if facts.rollback_obstacle and not facts.moving_active_version else None


def _observe_sources(facts: RefreshFacts) -> str | None:
    missing = facts.missing_sources
    if not missing:
        return None
    return f"{', '.join(missing)} {'does' if len(missing) == 1 else 'do'} not exist"


def _observe_offer(facts: RefreshFacts) -> str | None:
    types = facts.unoffered_types
    return f"no zone of the group's vSwitches offers {' or '.join(types)}" if types else None


def _observe_protected(facts: RefreshFacts) -> str | None:
    ids = facts.forbidden_protected
    return f"{_instances(len(ids))} would be ignored as protected: {', '.join(ids)}" if ids else None


def _observe_standby(facts: RefreshFacts) -> str | None:
    ids = facts.forbidden_standby
    return f"{_instances(len(ids))} would be ignored as in standby: {', '.join(ids)}" if ids else None


def _observe_alarms(facts: RefreshFacts) -> str | None:
    alarms = facts.firing_alarms
    if not alarms:
        return None
    return (
        f"{'alarm' if len(alarms) == 1 else 'alarms'} {', '.join(alarms)} {'is' if len(alarms) == 1 else 'are'} firing"
    )


def _observe_free_addresses(facts: RefreshFacts) -> str | None:
    """
    Say that the extra instances may not get an address each.

    One vSwitch after the other is tried (MultiAZPolicy PRIORITY), so that their sum counts. Addresses that replaced
    instances give back are left out: no page says when.
    """
    if not facts.free_addresses or facts.capacity is None or facts.most is None:
        return None
    needed = facts.most - facts.capacity
    free = sum(count for _, count in facts.free_addresses)
    if free >= needed:
        return None
    each = ", ".join(f"{vswitch_id}: {count}" for vswitch_id, count in facts.free_addresses)
    return f"a refresh may add {_instances(needed)}, the group's vSwitches have {free} free addresses ({each})"


def _instances(count: int) -> str:
    return "1 instance" if count == 1 else f"{count} instances"


ACTIVE_GROUP = ReadinessRule(
    id="active-group",
    required="an instance refresh needs an enabled group (`Active`)",
    fix="enable a disabled one in the console or with EnableScalingGroup, then run `pulumi up` again",
    source=_ENABLE_PAGE,
    observe=_observe_lifecycle_state,
    can_pass_by_update=True,
    can_be_overridden=False,
)
ONE_REFRESH_AT_A_TIME = ReadinessRule(
    id="one-refresh-at-a-time",
    required="a group has one instance refresh at a time",
    fix="let it end, or stop it (CancelInstanceRefresh leaves what is replaced, RollbackInstanceRefresh puts it back)",
    source=REFRESH_PAGE,
    observe=_observe_other_refresh,
    can_pass_by_update=True,
    can_be_overridden=False,
)
FIXED_ACTIVE_VERSION = ReadinessRule(
    id="fixed-active-version",
    required="a rollback needs the number of a version to go back to",
    fix="set the group's `launch_template_version` to the number that its instances run, or `on_failure` and "
    "`on_timeout` to something else than `rollback`",
    source=REFRESH_PAGE,
    observe=_observe_active_version,
    can_pass_by_update=True,
)
ROLLBACK_TARGET = ReadinessRule(
    id="rollback-target",
    required="a rollback needs another configuration, which the group was on before",
    fix="release by a new scaling configuration or launch template version each time, and leave the group's own "
    "version to the refresh (`ignore_changes`), or prepare to mend a failure by hand",
    source=REFRESH_PAGE,
    observe=_observe_rollback_target,
    can_pass_by_update=True,
)
SOURCES_EXIST = ReadinessRule(
    id="sources-exist",
    required="instances cannot be made without it",
    fix="correct the id, or make it before the refresh",
    source="https://www.alibabacloud.com/help/en/ecs/developer-reference/api-ecs-2014-05-26-runinstances",
    observe=_observe_sources,
    can_pass_by_update=True,
)
OFFERED_TYPES = ReadinessRule(
    id="offered-types",
    required="each instance needs a zone that offers its type",
    fix="name another instance type, or give the group a vSwitch in a zone that offers one of them",
    source="https://www.alibabacloud.com/help/en/ecs/developer-reference/api-ecs-2014-05-26-describeavailableresource",
    observe=_observe_offer,
    can_pass_by_update=True,
)
NO_PROTECTED_INSTANCES = ReadinessRule(
    id="protected-instances",
    required='`protected_instances="fail"` asks for a refresh that leaves none behind for that',
    fix="take their protection in the group away (SetInstancesProtection), or set `protected_instances` to `ignore`",
    source=REFRESH_PAGE,
    observe=_observe_protected,
)
NO_STANDBY_INSTANCES = ReadinessRule(
    id="standby-instances",
    required='`standby_instances="fail"` asks for a refresh that leaves none behind for that',
    fix="put them back into service (ExitStandby), or set `standby_instances` to `ignore`",
    source=REFRESH_PAGE,
    observe=_observe_standby,
)
QUIET_ALARMS = ReadinessRule(
    id="alarms-quiet",
    required="an alarm that is firing already cannot tell whether the release does harm",
    fix="mend what it is about",
    source=REFRESH_PAGE,
    observe=_observe_alarms,
    can_pass_by_update=True,
)
FREE_ADDRESSES = ReadinessRule(
    id="free-addresses",
    required="each instance needs an address of its own",
    fix="give the group another vSwitch, or lower the max healthy percentage",
    source="https://www.alibabacloud.com/help/en/vpc/developer-reference/api-vpc-2016-04-28-describevswitchattributes",
    observe=_observe_free_addresses,
    can_pass_by_update=True,
)
