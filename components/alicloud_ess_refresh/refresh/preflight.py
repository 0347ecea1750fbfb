"""
What a refresh of a group would do, instance by instance, and what stands in its way. Pure.

Whether it starts is `converge`'s decision, the conditions are `readiness`'s. Both a preview and the command line's plan
show it.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from types import MappingProxyType

from alicloud_ess_refresh.checks import NO_OBSTACLES, Obstacles
from alicloud_ess_refresh.cloud.model import (
    DesiredConfiguration,
    InstanceRefreshTask,
    ScalingConfiguration,
    ScalingGroup,
    ScalingInstance,
    running_task,
)
from alicloud_ess_refresh.cloud.vpc import VSwitch
from alicloud_ess_refresh.errors import AlicloudError
from alicloud_ess_refresh.refresh.band import Band, band_of
from alicloud_ess_refresh.refresh.converge import (
    Activate,
    Adopt,
    Enable,
    Intent,
    NothingToDo,
    Plan,
    Refuse,
    Settle,
    Start,
    decide,
    readiness_facts,
)
from alicloud_ess_refresh.refresh.convergence import NOTHING_RECORDED, Facts, Judgement, Recorded, judge
from alicloud_ess_refresh.refresh.errors import ConflictingTaskError, NotRefreshableError
from alicloud_ess_refresh.refresh.model import RefreshInputs
from ess_readiness import (
    FIXED_LAUNCH_TEMPLATE_VERSION,
    QUIET_ALARMS,
    READINESS_ADVICE,
    READINESS_RULES,
    SOURCES_EXIST,
    Finding,
    RefreshFacts,
    advice,
    findings,
)

__all__ = ["ACTIONS", "Fate", "InstanceFate", "Preflight", "Row", "Surroundings", "Verdict", "inspect", "intent_of"]


class Fate(StrEnum):
    """What becomes of an instance, and why (StartInstanceRefresh)."""

    REPLACED = "replaced"
    KEPT = "kept: made from it already"
    EQUAL = "kept: made from one of equal content"
    BY_HAND = "ignored: added by hand"
    STANDBY = "ignored: in standby"
    PROTECTED = "ignored: protected"
    LEAVING = "ignored: on its way out"


class Verdict(StrEnum):
    """What came of a rule."""

    FAILS = "fails"
    OVERRIDDEN = "overridden"
    WARNS = "warns"
    UNKNOWN = "not known"
    PASSES = "ok"


@dataclass(frozen=True, slots=True, kw_only=True)
class Surroundings:
    """
    What was looked up beside a group; what was not is empty.

    Attributes:
        vswitches: The group's, in its order.
        missing_sources, unoffered_types: As in RefreshFacts.
    """

    vswitches: tuple[VSwitch, ...] = ()
    missing_sources: tuple[str, ...] = ()
    unoffered_types: tuple[str, ...] = ()


NOTHING_SEEN = Surroundings()
_IGNORED = {"Standby": Fate.STANDBY, "Protected": Fate.PROTECTED}
ACTIONS: Mapping[type[Plan], str] = {
    Start: "start",
    Adopt: "adopt",
    Settle: "wait",
    Activate: "activate",
    Enable: "enable",
    NothingToDo: "nothing",
    Refuse: "refuse",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class InstanceFate:
    instance: ScalingInstance
    fate: Fate


@dataclass(frozen=True, slots=True)
class Row:
    """One rule of the table; `what` is empty where it passes."""

    rule_id: str
    verdict: Verdict
    what: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Preflight:
    """
    What is known before a start.

    Attributes:
        findings: Conditions that do not hold and are not overridden: nothing would be started.
        overridden: Those that the user gave a reason to go on in spite of, with the reason.
        advice: What may keep the refresh from going well, or from being taken back.
        unseen: Rules whose facts could not be looked up, with the reason.
        running: The group's running task.
        active: The group's active scaling configuration; None where it has none, or makes instances from a template.
    """

    group: ScalingGroup
    desired: DesiredConfiguration
    plan: Plan
    fates: tuple[InstanceFate, ...]
    band: Band
    findings: tuple[Finding, ...]
    overridden: tuple[tuple[Finding, str], ...]
    advice: tuple[Finding, ...]
    unseen: Mapping[str, str]
    running: InstanceRefreshTask | None
    active: ScalingConfiguration | None = None

    @property
    def refusal(self) -> AlicloudError | None:
        return self.plan.error if isinstance(self.plan, Refuse) else None

    @property
    def refusals(self) -> tuple[str, ...]:
        """Why nothing would be started, beyond the findings."""
        if not isinstance(self.refusal, NotRefreshableError):
            return ()
        found = {finding.message for finding in self.findings}
        return tuple(reason for reason in self.refusal.reasons if reason not in found)

    @property
    def is_obstructed(self) -> bool:
        """Tell whether a start made now would be refused; it is where its alarms cannot be read, too."""
        return self.refusal is not None or bool(self.findings) or QUIET_ALARMS.id in self.unseen

    @property
    def rows(self) -> tuple[Row, ...]:
        """Every rule with what came of it, in the order of readiness."""
        told = {each.rule_id: (Verdict.WARNS, each.message) for each in self.advice}
        told |= {each.rule_id: (Verdict.FAILS, each.message) for each in self.findings}
        told |= {
            each.rule_id: (Verdict.OVERRIDDEN, f"{each.found}; overridden: {reason}")
            for each, reason in self.overridden
        }
        told |= {rule_id: (Verdict.UNKNOWN, reason) for rule_id, reason in self.unseen.items()}
        return tuple(
            Row(rule.id, *told.get(rule.id, (Verdict.PASSES, ""))) for rule in (*READINESS_RULES, *READINESS_ADVICE)
        )

    @property
    def replaced(self) -> int:
        return sum(1 for each in self.fates if each.fate is Fate.REPLACED)

    @property
    def batches(self) -> int:
        return -(-self.replaced // self.band.batch)

    @property
    def action(self) -> str:
        return ACTIONS[type(self.plan)]

    @property
    def _start(self) -> str:
        if self.replaced and not isinstance(self.plan, Activate):
            return f"replace {self.replaced} of {len(self.fates)} instances"
        return f"replace no instance, and make {self.desired} the active one"

    @property
    def explanation(self) -> str:
        """What a start would do: a phrase that follows "would"."""
        match self.plan:
            case Start() | Activate():
                return self._start
            case Adopt(task):
                return f"go on with instance refresh {task.instance_refresh_task_id}, which goes there already"
            case Settle(task):
                return f"wait for the end of instance refresh {task.instance_refresh_task_id} first"
            case Enable():
                return f"enable the group with {self.desired}"
            case NothingToDo():
                return f"change nothing: the group is on {self.desired}"
            case _:
                return "be refused"


def intent_of(inputs: RefreshInputs, facts: Facts, recorded: Recorded = NOTHING_RECORDED) -> Intent:
    """
    Answer what somebody wants who asks for a refresh now.

    Whoever has no state knows what ended before; and to say that matching instances are not to be skipped is to ask
    for their replacement.
    """
    known = facts.latest_task_id if recorded.last_task_id is None else recorded.last_task_id
    return Intent(
        desired=inputs.desired_configuration,
        is_forced=inputs.skip_matching is False,
        recorded=replace(recorded, last_task_id=known),
        tolerance=inputs.tolerance,
        can_roll_back=inputs.can_roll_back,
    )


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
