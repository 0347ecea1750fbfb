"""
What a refresh of a group would do, instance by instance, and what stands in its way. Pure.

Whether it starts is `refresh.converge`'s decision, the conditions are `readiness`'s.
"""

from dataclasses import dataclass
from enum import StrEnum

from alicloud_ess_refresh.cli.band import Band, band_of
from alicloud_ess_refresh.cloud.model import DesiredConfiguration, InstanceRefreshTask, ScalingGroup, ScalingInstance
from alicloud_ess_refresh.errors import AlicloudError, NotRefreshableError
from alicloud_ess_refresh.readiness import FIXED_LAUNCH_TEMPLATE_VERSION, Finding, RefreshFacts, advice, findings
from alicloud_ess_refresh.refresh.converge import (
    Adopt,
    Enable,
    Facts,
    Intent,
    NothingToDo,
    Plan,
    Refuse,
    Settle,
    Start,
    decide,
)
from alicloud_ess_refresh.refresh.model import RefreshInputs
from alicloud_ess_refresh.refresh.standing import active_configuration

__all__ = ["Fate", "InstanceFate", "Preflight", "inspect", "intent_of"]


class Fate(StrEnum):
    """What becomes of an instance, and why (StartInstanceRefresh)."""

    REPLACED = "replaced"
    KEPT = "kept: made from it already"
    BY_HAND = "ignored: added by hand"
    STANDBY = "ignored: in standby"
    PROTECTED = "ignored: protected"
    LEAVING = "ignored: on its way out"


_IGNORED = {"Standby": Fate.STANDBY, "Protected": Fate.PROTECTED}
_ACTIONS: dict[type[Plan], str] = {
    Start: "start",
    Adopt: "adopt",
    Settle: "wait",
    Enable: "enable",
    NothingToDo: "nothing",
    Refuse: "refuse",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class InstanceFate:
    instance: ScalingInstance
    fate: Fate


@dataclass(frozen=True, slots=True, kw_only=True)
class Preflight:
    """
    What is known before a start.

    Attributes:
        findings: Conditions of the service that do not hold: it would refuse.
        advice: What may keep the refresh from going well, or from being taken back.
        running: The group's running task.
    """

    group: ScalingGroup
    desired: DesiredConfiguration
    plan: Plan
    fates: tuple[InstanceFate, ...]
    band: Band
    findings: tuple[Finding, ...]
    advice: tuple[Finding, ...]
    running: InstanceRefreshTask | None

    @property
    def refusal(self) -> AlicloudError | None:
        return self.plan.error if isinstance(self.plan, Refuse) else None

    @property
    def refusals(self) -> tuple[str, ...]:
        """Why nothing would be started, beyond the findings."""
        if not isinstance(self.refusal, NotRefreshableError):
            return (str(self.refusal),) if self.refusal else ()
        found = {finding.message for finding in self.findings}
        return tuple(reason for reason in self.refusal.reasons if reason not in found)

    @property
    def replaced(self) -> int:
        return sum(1 for each in self.fates if each.fate is Fate.REPLACED)

    @property
    def batches(self) -> int:
        return -(-self.replaced // self.band.batch)

    @property
    def action(self) -> str:
        return _ACTIONS[type(self.plan)]

    @property
    def _start(self) -> str:
        if self.replaced:
            return f"replace {self.replaced} of {len(self.fates)} instances"
        return f"replace no instance, and make {self.desired} the active one"

    @property
    def explanation(self) -> str:
        """What a start would do: a phrase that follows "would"."""
        match self.plan:
            case Start():
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


def intent_of(inputs: RefreshInputs, facts: Facts) -> Intent:
    """
    Answer what somebody wants who asks for a refresh now.

    What ended before is known to them; and to say that matching instances are not to be skipped is to ask for their
    replacement.
    """
    return Intent(
        desired=inputs.desired_configuration,
        is_forced=inputs.skip_matching is False,
        known_task_id=facts.latest_task_id,
    )


def inspect(inputs: RefreshInputs, facts: Facts) -> Preflight:
    """Answer what a refresh would do."""
    group, desired = facts.group, inputs.desired_configuration
    # A group without an expected number of instances has those that it has.
    capacity = group.in_service_capacity if group.desired_capacity is None else group.desired_capacity
    known = _readiness_facts(inputs, facts, capacity)
    found = findings(known)
    return Preflight(
        group=group,
        desired=desired,
        plan=decide(intent_of(inputs, facts), facts),
        fates=tuple(InstanceFate(instance=each, fate=_fate(each, inputs, group)) for each in facts.instances),
        band=band_of(capacity, inputs.min_healthy_percentage, inputs.max_healthy_percentage),
        findings=tuple(each for each in found if not _is_advice(each)),
        advice=(*(each for each in found if _is_advice(each)), *advice(known)),
        running=next((task for task in facts.tasks if not task.status.is_settled), None),
    )


def _is_advice(finding: Finding) -> bool:
    """Tell whether the service would start a refresh all the same; it is the way back that it would not take."""
    return finding.rule_id == FIXED_LAUNCH_TEMPLATE_VERSION.id


def _readiness_facts(inputs: RefreshInputs, facts: Facts, capacity: int) -> RefreshFacts:
    group, desired = facts.group, inputs.desired_configuration
    return RefreshFacts(
        multi_az_policy=group.multi_az_policy,
        scaling_policy=group.scaling_policy,
        group_type=group.group_type,
        refreshes_containers=bool(desired.containers),
        scaling_group_weights=group.launch_template_override_weights,
        scaling_configuration_weights=facts.configuration.weights if facts.configuration else (),
        refreshes_launch_template=bool(desired.launch_template_id),
        launch_template_version=desired.launch_template_version,
        capacity=capacity,
        max_size=group.max_size,
        min_healthy_percentage=inputs.min_healthy_percentage,
        max_healthy_percentage=inputs.max_healthy_percentage,
    )


def _fate(instance: ScalingInstance, inputs: RefreshInputs, group: ScalingGroup) -> Fate:
    if instance.is_leaving:
        return Fate.LEAVING
    if instance.creation_type != "AutoCreated":
        return Fate.BY_HAND
    if instance.lifecycle_state in _IGNORED:
        return _IGNORED[instance.lifecycle_state]
    is_match = instance.source == _source(inputs.desired_configuration, group)
    return Fate.KEPT if is_match and inputs.skip_matching is not False else Fate.REPLACED


def _source(desired: DesiredConfiguration, group: ScalingGroup) -> str:
    """Name the desired configuration as an instance's `source` does; an image or a container does not change it."""
    if not (desired.scaling_configuration_id or desired.launch_template_id):
        desired = active_configuration(group) or desired
    if desired.launch_template_id:
        return f"{desired.launch_template_id} version {desired.launch_template_version}"
    return desired.scaling_configuration_id or ""
