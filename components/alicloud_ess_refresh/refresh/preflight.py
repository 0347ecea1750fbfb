"""
What a refresh of a group would do, instance by instance, and what stands in its way: what `inspection` finds. Pure.

Both a preview and the command line's plan show it.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from alicloud_ess_refresh.cloud.desired_configuration import DesiredConfiguration
from alicloud_ess_refresh.cloud.refresh_tasks import InstanceRefreshTask
from alicloud_ess_refresh.cloud.scaling_configurations import ScalingConfiguration
from alicloud_ess_refresh.cloud.scaling_groups import ScalingGroup, ScalingInstance
from alicloud_ess_refresh.errors import AlicloudError
from alicloud_ess_refresh.refresh.band import Band
from alicloud_ess_refresh.refresh.converge import (
    Activate,
    Adopt,
    Enable,
    NothingToDo,
    Plan,
    Refuse,
    Settle,
    Start,
)
from alicloud_ess_refresh.refresh.errors import NotRefreshableError
from ess_readiness import PASSING_RULE_IDS, QUIET_ALARMS, READINESS_ADVICE, READINESS_RULES, Finding

__all__ = ["ACTIONS", "Fate", "InstanceFate", "Preflight", "Row", "Verdict"]


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
        is_active: New instances are made from what is desired.
        active: The group's active scaling configuration; None where it has none, or makes instances from a template.
        lasting: Ids of rules that may pass by an update, and cannot by this one.
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
    is_active: bool
    active: ScalingConfiguration | None = None
    lasting: frozenset[str] = frozenset()

    def may_pass(self, rule_id: str) -> bool:
        """Tell whether what a rule has found may be otherwise when the update comes to it."""
        return rule_id in PASSING_RULE_IDS and rule_id not in self.lasting

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
        return ACTIONS[NothingToDo if self._finds_nothing else type(self.plan)]

    @property
    def _finds_nothing(self) -> bool:
        """Tell whether a start would find nothing to do: the service compares what instances show."""
        return isinstance(self.plan, Start) and self.is_active and not self.replaced

    @property
    def _start(self) -> str:
        if self._finds_nothing:
            return f"change nothing: no instance shows that it was made from anything but {self.desired}"
        if self.replaced and not isinstance(self.plan, Activate):
            return f"replace {self.replaced} of {len(self.fates)} instances"
        return f"replace no instance, and make {self.desired} the active one"

    def _adopting(self, task: InstanceRefreshTask, is_in_doubt: bool) -> str:
        named = f"instance refresh {task.instance_refresh_task_id}"
        if not task.status.is_settled:
            return f"go on with {named}, which goes there already"
        if not is_in_doubt:
            return f"replace no instance: {named} has taken the group there"
        return (
            f"replace no instance if {named}, which has succeeded, was started for the same content, and otherwise "
            f"replace all {self.replaced} instances"
        )

    @property
    def explanation(self) -> str:
        """What a start would do: a phrase that follows "would"."""
        match self.plan:
            case Start() | Activate():
                return self._start
            case Adopt(task, is_in_doubt):
                return self._adopting(task, is_in_doubt)
            case Settle(task):
                return f"wait for the end of instance refresh {task.instance_refresh_task_id} first"
            case Enable():
                return f"enable the group with {self.desired}"
            case NothingToDo():
                return f"change nothing: the group is on {self.desired}"
            case _:
                return "be refused"
