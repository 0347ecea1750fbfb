"""
What to do so that a group ends up on its desired configuration: a pure function from facts to a plan.

The facts are looked up again after everything that took time, so a plan never rests on what was true before.
"""

from dataclasses import dataclass

from alicloud_ess_refresh.cloud.desired_configuration import DesiredConfiguration
from alicloud_ess_refresh.cloud.refresh_tasks import InstanceRefreshTask, RefreshStatus, running_task
from alicloud_ess_refresh.cloud.scaling_groups import ScalingGroup
from alicloud_ess_refresh.errors import AlicloudError
from alicloud_ess_refresh.refresh.convergence import Judgement, judge
from alicloud_ess_refresh.refresh.errors import ConflictingTaskError, NotRefreshableError
from alicloud_ess_refresh.refresh.facts import NOTHING_RECORDED, Facts, Recorded
from alicloud_ess_refresh.refresh.rollback_target import RollbackTarget, rollback_target
from alicloud_ess_refresh.refresh.tolerance import DEFAULT_TOLERANCE, Tolerance, WhenIgnored
from ess_readiness import ACTIVE_GROUP, RefreshFacts, findings

__all__ = [
    "Activate",
    "Adopt",
    "Enable",
    "Intent",
    "NothingToDo",
    "Plan",
    "Refuse",
    "Settle",
    "Start",
    "decide",
    "readiness_facts",
    "serves",
]

DELETED_BY_HAND = "if it was deleted by hand, run `pulumi refresh` and `pulumi up`; else check the id"


@dataclass(frozen=True, slots=True, kw_only=True)
class Intent:
    """
    What this update is for.

    Attributes:
        desired: What the instances are to become.
        is_forced: Instances are to be replaced even where they match already (`triggers` changed).
        recorded: What the state says: where the group was taken last, and the newest task that was seen then. What
            came after that was not seen to its end by an update, and may have been started by one.
        tolerance: What is no obstacle to a start.
        can_roll_back: A failure, or the end of the time, may lead to a rollback.
    """

    desired: DesiredConfiguration
    is_forced: bool = False
    recorded: Recorded = NOTHING_RECORDED
    tolerance: Tolerance = DEFAULT_TOLERANCE
    can_roll_back: bool = False


@dataclass(frozen=True, slots=True)
class Enable:
    """Enable the group with the desired configuration: its first deployment."""


@dataclass(frozen=True, slots=True)
class Settle:
    """Wait for the end of a task after which this one can start, then look again."""

    task: InstanceRefreshTask


@dataclass(frozen=True, slots=True)
class Adopt:
    """
    Go on with a task that was started for this, by an update that did not see its end or by somebody else.

    Attributes:
        is_in_doubt: The group was taken to a configuration of this id before, and the task may have been started
            when that had another content.
    """

    task: InstanceRefreshTask
    is_in_doubt: bool = False


@dataclass(frozen=True, slots=True)
class Start:
    """
    Start a task.

    Attributes:
        failed_task: The last one for the same, which did not succeed.
        doubt: Why it has to replace all instances, those whose ids match, too; empty where it need not.
    """

    failed_task: InstanceRefreshTask | None = None
    doubt: str = ""


@dataclass(frozen=True, slots=True)
class Activate:
    """Make the desired configuration the active one: instances are made from one of equal content."""


@dataclass(frozen=True, slots=True)
class NothingToDo:
    """The group is on the desired configuration, as far as a refresh would look."""


@dataclass(frozen=True, slots=True)
class Refuse:
    """Change nothing and say why."""

    error: AlicloudError


Plan = Enable | Settle | Adopt | Start | Activate | NothingToDo | Refuse


def decide(intent: Intent, facts: Facts) -> Plan:
    """Answer what to do now."""
    if facts.group.lifecycle_state != "Active":
        return _decide_inactive(intent, facts)
    judgement = judge(intent.desired, facts, intent.recorded)
    running = running_task(facts.tasks)
    if running is not None:
        return _decide_running(intent, facts, judgement, running)
    return _decide_at_rest(intent, facts, judgement)


def _decide_at_rest(intent: Intent, facts: Facts, judgement: Judgement) -> Plan:
    finished = _unseen(intent, facts, judgement)
    if finished is not None and finished.status is not RefreshStatus.SUCCESSFUL:
        return _start(intent, facts, judgement, failed_task=finished)
    if finished is not None and judgement.is_active and not judgement.strays:
        # Beside an image or containers the active configuration counts, which may have been changed since the task.
        is_partial = bool(intent.desired.image_id or intent.desired.containers)
        return Adopt(finished, is_in_doubt=is_partial or bool(judgement.doubt))
    if not intent.is_forced:
        if judgement.is_converged:
            return NothingToDo()
        if judgement.is_replacing_needless:
            return _missing_configuration(intent, facts) or Activate()
    return _start(intent, facts, judgement)


def _unseen(intent: Intent, facts: Facts, judgement: Judgement) -> InstanceRefreshTask | None:
    """Return the group's latest task if it was for the same, and no update has seen its end."""
    if facts.latest_task_id in {"", intent.recorded.last_task_id}:
        return None
    last = facts.tasks[0]
    return last if serves(last, intent.desired, replaces_all=_replaces_all(intent, judgement)) else None


def _replaces_all(intent: Intent, judgement: Judgement) -> bool:
    return intent.is_forced or bool(judgement.doubt)


def serves(task: InstanceRefreshTask, desired: DesiredConfiguration, *, replaces_all: bool) -> bool:
    """Tell whether a task is for this; one that skips instances is not for what is to replace them all."""
    is_complete = not replaces_all or task.skip_matching is not True
    return is_complete and desired.is_same_as(task.desired_configuration)


def _decide_inactive(intent: Intent, facts: Facts) -> Plan:
    group = facts.group
    disabled = ACTIVE_GROUP.check(readiness_facts(intent, facts))
    if disabled is not None:
        return _refuse(group, disabled.message)
    if intent.desired.image_id or intent.desired.containers:
        return _refuse(
            group,
            f"it is not enabled yet (`Inactive`), and {intent.desired} alone does not make an instance: enable it with "
            "a scaling configuration first",
        )
    if intent.desired.is_active_one and not (group.active_scaling_configuration_id or group.launch_template_id):
        return _refuse(group, "it has no active configuration yet: set `scaling_configuration_id`")
    return _missing_configuration(intent, facts) or Enable()


def _decide_running(intent: Intent, facts: Facts, judgement: Judgement, running: InstanceRefreshTask) -> Plan:
    """
    Decide beside a running task.

    A task to the active configuration takes the group back from a release that failed, one to the configuration that
    the state knows from a release that failed a check after success; and so does one that is winding down: what is
    desired can be started when it is done.
    """
    if running.status.is_winding_down:
        return Settle(running)
    if intent.desired.is_same_as(running.desired_configuration):
        is_ours = serves(running, intent.desired, replaces_all=_replaces_all(intent, judgement))
        return Adopt(running, is_in_doubt=judgement.is_known) if is_ours else Settle(running)
    elsewhere, recorded = running.desired_configuration, intent.recorded.desired
    is_way_back = recorded is not None and recorded.is_same_as(elsewhere)
    if is_way_back or (not (elsewhere.image_id or elsewhere.containers) and judge(elsewhere, facts).is_active):
        return Settle(running)
    return Refuse(ConflictingTaskError(running, wanted=str(intent.desired)))


def _start(
    intent: Intent, facts: Facts, judgement: Judgement, *, failed_task: InstanceRefreshTask | None = None
) -> Plan:
    found = findings(readiness_facts(intent, facts), but=intent.tolerance.overrides)
    if found:
        return _refuse(facts.group, *(finding.message for finding in found))
    return _missing_configuration(intent, facts) or Start(failed_task, judgement.doubt)


def readiness_facts(intent: Intent, facts: Facts) -> RefreshFacts:
    """Answer what decides over a start; what makes it go well or badly is not among it."""
    group, configuration = facts.group, facts.configuration(intent.desired.scaling_configuration_id)
    target = rollback_target(intent.desired, facts, intent.recorded) if intent.can_roll_back else RollbackTarget()
    return RefreshFacts(
        multi_az_policy=group.multi_az_policy,
        scaling_policy=group.scaling_policy,
        group_type=group.group_type,
        refreshes_containers=bool(intent.desired.containers),
        scaling_group_weights=group.launch_template_override_weights,
        scaling_configuration_weights=configuration.weights if configuration else (),
        lifecycle_state=group.lifecycle_state,
        instance_count=len(facts.instances),
        moving_active_version=target.moving_version,
        rollback_obstacle=target.obstacle or target.loss,
        forbidden_protected=_left_behind(intent, facts, "Protected", intent.tolerance.protected_instances),
        forbidden_standby=_left_behind(intent, facts, "Standby", intent.tolerance.standby_instances),
    )


def _left_behind(intent: Intent, facts: Facts, lifecycle_state: str, wanted: WhenIgnored) -> tuple[str, ...]:
    """Name the instances that stay what they are for their state; none where that is no obstacle."""
    if wanted is WhenIgnored.IGNORE:
        return ()
    judgement = judge(intent.desired, facts, intent.recorded)
    replaces_all = intent.is_forced or bool(judgement.doubt) or bool(intent.desired.image_id)
    return tuple(
        instance.instance_id
        for instance in facts.instances
        if instance.creation_type == "AutoCreated"
        and instance.lifecycle_state == lifecycle_state
        and (replaces_all or not judgement.runs(instance))
    )


def _missing_configuration(intent: Intent, facts: Facts) -> Refuse | None:
    configuration_id = intent.desired.scaling_configuration_id
    if configuration_id is None or facts.configuration(configuration_id) is not None:
        return None
    reason = f"it has no scaling configuration {configuration_id}: {DELETED_BY_HAND}"
    return _refuse(facts.group, reason)


def _refuse(group: ScalingGroup, *reasons: str) -> Refuse:
    return Refuse(NotRefreshableError(group.scaling_group_id, reasons))
