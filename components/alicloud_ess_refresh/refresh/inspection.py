"""
Looking at a group before a refresh: what it would do, and what stands in its way. Pure.

Whether it starts is `converge`'s decision, the conditions are those of `ess_readiness`.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from types import MappingProxyType

from alicloud_ess_refresh.checks import NO_OBSTACLES, Obstacles
from alicloud_ess_refresh.cloud.refresh_tasks import RefreshStatus, running_task
from alicloud_ess_refresh.cloud.scaling_groups import ScalingGroup, ScalingInstance
from alicloud_ess_refresh.cloud.vpc import VSwitch
from alicloud_ess_refresh.refresh.band import band_of
from alicloud_ess_refresh.refresh.converge import Intent, Plan, Refuse, Start, decide, readiness_facts
from alicloud_ess_refresh.refresh.convergence import Judgement, judge
from alicloud_ess_refresh.refresh.errors import ConflictingTaskError, NotRefreshableError
from alicloud_ess_refresh.refresh.facts import NOTHING_RECORDED, Facts, Recorded, active_configuration
from alicloud_ess_refresh.refresh.model import RefreshInputs
from alicloud_ess_refresh.refresh.preflight import Fate, InstanceFate, Preflight
from alicloud_ess_refresh.refresh.rollback_target import more_than_the_image
from ess_readiness import (
    FIXED_LAUNCH_TEMPLATE_VERSION,
    QUIET_ALARMS,
    SOURCES_EXIST,
    Finding,
    RefreshFacts,
    advice,
    findings,
)

__all__ = ["Surroundings", "inspect", "intent_of"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Surroundings:
    """
    What was looked up beside a group, or is known of the program; what was not is empty.

    Attributes:
        vswitches: The group's, in its order.
        missing_sources, unoffered_types: As in RefreshFacts.
        is_changed_in_place: The program changes more of the active configuration than the image that is desired.
    """

    vswitches: tuple[VSwitch, ...] = ()
    missing_sources: tuple[str, ...] = ()
    unoffered_types: tuple[str, ...] = ()
    is_changed_in_place: bool = False


NOTHING_SEEN = Surroundings()
_IGNORED = {"Standby": Fate.STANDBY, "Protected": Fate.PROTECTED}


def intent_of(inputs: RefreshInputs, facts: Facts, recorded: Recorded = NOTHING_RECORDED) -> Intent:
    """
    Answer what somebody wants who asks for a refresh now.

    Whoever has no state knows what ended before; and to say that matching instances are not to be skipped is to ask
    for their replacement.
    """
    known = _seen_task_id(inputs, facts, recorded) if recorded.last_task_id is None else recorded.last_task_id
    return Intent(
        desired=inputs.desired_configuration,
        is_forced=inputs.skip_matching is False,
        recorded=replace(recorded, last_task_id=known),
        tolerance=inputs.tolerance,
        can_roll_back=inputs.can_roll_back,
    )


def _seen_task_id(inputs: RefreshInputs, facts: Facts, recorded: Recorded) -> str:
    """
    Return the newest task whose end is taken to be known.

    A preview has the inputs of the state and not its outputs. Where these go elsewhere, no update has recorded the
    success of a task to what is desired.
    """
    desired, before = inputs.desired_configuration, recorded.desired
    newest = next(iter(facts.tasks), None)
    is_success = newest is not None and newest.status is RefreshStatus.SUCCESSFUL
    if newest is None or before is None or not is_success or desired.is_same_as(before):
        return facts.latest_task_id
    if not desired.is_same_as(newest.desired_configuration):
        return facts.latest_task_id
    return facts.tasks[1].instance_refresh_task_id if len(facts.tasks) > 1 else ""


def inspect(
    inputs: RefreshInputs,
    facts: Facts,
    seen: Surroundings = NOTHING_SEEN,
    *,
    obstacles: Obstacles = NO_OBSTACLES,
    unseen: Mapping[str, str] = MappingProxyType({}),
    recorded: Recorded = NOTHING_RECORDED,
) -> Preflight:
    """
    Answer what a refresh would do.

    Args:
        seen: What was looked up beside the group.
        obstacles: What the alarms of `inputs` say against a start.
        unseen: Ids of rules whose facts could not be looked up, with the reason.
        recorded: What the state says, as far as it is at hand.
    """
    group, intent, overrides = facts.group, intent_of(inputs, facts, recorded), inputs.tolerance.overrides
    judgement = judge(intent.desired, facts, intent.recorded)
    plan = decide(intent, facts)
    known = replace(
        _known(inputs, intent, facts, plan),
        firing_alarms=tuple(rule.described for rule in obstacles.firing),
        free_addresses=tuple((each.vswitch_id, each.available_ip_address_count) for each in seen.vswitches),
        missing_sources=seen.missing_sources,
        unoffered_types=seen.unoffered_types,
    )
    if seen.is_changed_in_place and inputs.can_roll_back and not known.rollback_obstacle:
        known = replace(known, rollback_obstacle=more_than_the_image(active_configuration(group)))
    found = findings(known)
    conditions = tuple(each for each in found if not _is_advice(each))
    warnings = (*(each for each in found if _is_advice(each)), *advice(known))
    return Preflight(
        group=group,
        desired=inputs.desired_configuration,
        plan=_refused_at_last(plan, group, found, obstacles, overrides),
        fates=tuple(InstanceFate(instance=each, fate=_fate(each, intent, judgement)) for each in facts.instances),
        band=band_of(known.capacity or 0, inputs.min_healthy_percentage, inputs.max_healthy_percentage),
        findings=tuple(each for each in conditions if each.rule_id not in overrides),
        overridden=tuple(
            (each, overrides[each.rule_id]) for each in (*found, *advice(known)) if each.rule_id in overrides
        ),
        advice=tuple(each for each in warnings if each.rule_id not in overrides),
        unseen=unseen,
        running=running_task(facts.tasks),
        is_active=judgement.is_active,
        active=None if group.launch_template_id else facts.configuration(group.active_scaling_configuration_id),
    )


def _refused_at_last(
    plan: Plan, group: ScalingGroup, found: Sequence[Finding], obstacles: Obstacles, overrides: Collection[str]
) -> Plan:
    """Refuse a start as the release itself would, which looks up its alarms and what it is to be made from last."""
    last = {QUIET_ALARMS.id, SOURCES_EXIST.id}.difference(overrides)
    reasons = (*obstacles.others, *(each.message for each in found if each.rule_id in last))
    if not isinstance(plan, Start) or not reasons:
        return plan
    return Refuse(NotRefreshableError(group.scaling_group_id, reasons))


def _is_advice(finding: Finding) -> bool:
    """Tell whether the service would start a refresh all the same; it is the way back that it would not take."""
    return finding.rule_id == FIXED_LAUNCH_TEMPLATE_VERSION.id


def _known(inputs: RefreshInputs, intent: Intent, facts: Facts, plan: Plan) -> RefreshFacts:
    group, desired = facts.group, inputs.desired_configuration
    return replace(
        readiness_facts(intent, facts),
        refreshes_launch_template=bool(desired.launch_template_id),
        launch_template_version=desired.launch_template_version,
        # A group without an expected number of instances has those that it has.
        capacity=_present(facts) if group.desired_capacity is None else group.desired_capacity,
        max_size=group.max_size,
        min_healthy_percentage=inputs.min_healthy_percentage,
        max_healthy_percentage=inputs.max_healthy_percentage,
        other_refresh=_other_refresh(plan),
    )


def _present(facts: Facts) -> int:
    return sum(each.weighted_capacity for each in facts.instances if not each.is_leaving)


def _other_refresh(plan: Plan) -> str:
    if not (isinstance(plan, Refuse) and isinstance(plan.error, ConflictingTaskError)):
        return ""
    task = plan.error.task
    return f"{task} (`{task.status}`, {task.counts})"


def _fate(instance: ScalingInstance, intent: Intent, judgement: Judgement) -> Fate:
    if instance.is_leaving:
        return Fate.LEAVING
    if instance.creation_type != "AutoCreated":
        return Fate.BY_HAND
    if instance.lifecycle_state in _IGNORED:
        return _IGNORED[instance.lifecycle_state]
    if intent.is_forced or judgement.doubt or not judgement.runs(instance):
        return Fate.REPLACED
    is_itself = judgement.target is not None and judgement.target.source in {"", instance.source}
    return Fate.KEPT if is_itself or instance.launch_template_id else Fate.EQUAL
