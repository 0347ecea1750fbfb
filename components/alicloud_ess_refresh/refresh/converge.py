"""
What to do so that a group ends up on its desired configuration: a pure function from facts to a plan.

The facts are looked up again after everything that took time, so a plan never rests on what was true before.
"""

from dataclasses import dataclass

from alicloud_ess_refresh.cloud.model import (
    DesiredConfiguration,
    InstanceRefreshTask,
    RefreshStatus,
    ScalingConfiguration,
    ScalingGroup,
    ScalingInstance,
    running_task,
)
from alicloud_ess_refresh.errors import AlicloudError
from alicloud_ess_refresh.readiness import ACTIVE_GROUP, RefreshFacts, findings
from alicloud_ess_refresh.refresh.errors import ConflictingTaskError, NotRefreshableError
from alicloud_ess_refresh.refresh.rules import MOVING_VERSIONS
from alicloud_ess_refresh.refresh.tolerance import DEFAULT_TOLERANCE, Tolerance, WhenIgnored

__all__ = [
    "Adopt",
    "Enable",
    "Facts",
    "Intent",
    "NothingToDo",
    "Plan",
    "Refuse",
    "Settle",
    "Start",
    "decide",
    "is_active",
    "is_on",
    "readiness_facts",
    "serves",
]


@dataclass(frozen=True, slots=True, kw_only=True)
class Intent:
    """
    What this update is for.

    Attributes:
        desired: What the instances are to become.
        is_forced: Instances are to be replaced even where they match already (`triggers` changed).
        recorded: What the state says the group was taken to last; None where it says nothing.
        known_task_id: Newest task that the state knows of, or empty: what came after it was not seen to its end
            by an update, and may have been started by one.
        tolerance: What is no obstacle to a start.
    """

    desired: DesiredConfiguration
    is_forced: bool = False
    recorded: DesiredConfiguration | None = None
    known_task_id: str = ""
    tolerance: Tolerance = DEFAULT_TOLERANCE


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """
    The group as it is.

    Attributes:
        tasks: Newest first.
        configuration: The desired scaling configuration; None where the group has none such, or where the
            desired configuration is of another kind.
    """

    group: ScalingGroup
    instances: tuple[ScalingInstance, ...]
    tasks: tuple[InstanceRefreshTask, ...]
    configuration: ScalingConfiguration | None = None

    @property
    def latest_task_id(self) -> str:
        return self.tasks[0].instance_refresh_task_id if self.tasks else ""


@dataclass(frozen=True, slots=True)
class Enable:
    """Enable the group with the desired configuration: its first deployment."""


@dataclass(frozen=True, slots=True)
class Settle:
    """Wait for the end of a task after which this one can start, then look again."""

    task: InstanceRefreshTask


@dataclass(frozen=True, slots=True)
class Adopt:
    """Go on with a task that was started for this, by an update that did not see its end or by somebody else."""

    task: InstanceRefreshTask


@dataclass(frozen=True, slots=True)
class Start:
    """Start a task. `failed_task`: the last one for the same, which did not succeed."""

    failed_task: InstanceRefreshTask | None = None


@dataclass(frozen=True, slots=True)
class NothingToDo:
    """The group is on the desired configuration, as far as a refresh would look."""


@dataclass(frozen=True, slots=True)
class Refuse:
    """Change nothing and say why."""

    error: AlicloudError


Plan = Enable | Settle | Adopt | Start | NothingToDo | Refuse


def decide(intent: Intent, facts: Facts) -> Plan:
    """Answer what to do now."""
    if facts.group.lifecycle_state != "Active":
        return _decide_inactive(intent, facts)
    running = running_task(facts.tasks)
    if running is not None:
        return _decide_running(intent, facts, running)
    finished = _unseen(intent, facts)
    if finished is not None and finished.status is not RefreshStatus.SUCCESSFUL:
        return _start(intent, facts, failed_task=finished)
    if finished is not None and is_active(intent.desired, facts.group):
        return Adopt(finished)
    if is_on(intent.desired, facts) and not intent.is_forced:
        return NothingToDo()
    return _start(intent, facts)


def _unseen(intent: Intent, facts: Facts) -> InstanceRefreshTask | None:
    """Answer the group's latest task if it was for the same, and no update has seen its end."""
    if facts.latest_task_id in {"", intent.known_task_id}:
        return None
    last = facts.tasks[0]
    return last if serves(last, intent.desired, replaces_all=intent.is_forced) else None


def serves(task: InstanceRefreshTask, desired: DesiredConfiguration, *, replaces_all: bool) -> bool:
    """Tell whether a task is for this; one that skips instances is not for what is to replace them all."""
    is_complete = not replaces_all or task.skip_matching is not True
    return is_complete and desired.is_same_as(task.desired_configuration)


def is_on(desired: DesiredConfiguration, facts: Facts) -> bool:
    """
    Tell whether the group is on a configuration: it is the active one and every instance is made from it.

    Only instances that a refresh looks at count. An image or a container leaves no trace on an instance's id
    of its configuration, and a moving template version may mean something else by now: of those the answer
    is always no.
    """
    if desired.image_id or desired.containers or not is_active(desired, facts.group):
        return False
    return all(_is_made_from(desired, facts.group, instance) for instance in facts.instances if instance.is_refreshed)


def is_active(desired: DesiredConfiguration, group: ScalingGroup) -> bool:
    """Tell whether the group's active configuration is this one, as far as the group can say."""
    if desired.scaling_configuration_id:
        return group.active_scaling_configuration_id == desired.scaling_configuration_id
    if desired.launch_template_id:
        return (
            desired.launch_template_version not in MOVING_VERSIONS
            and group.launch_template_id == desired.launch_template_id
            and group.launch_template_version == desired.launch_template_version
        )
    return True


def _is_made_from(desired: DesiredConfiguration, group: ScalingGroup, instance: ScalingInstance) -> bool:
    if desired.launch_template_id:
        return (instance.launch_template_id, instance.launch_template_version) == (
            desired.launch_template_id,
            desired.launch_template_version,
        )
    wanted = desired.scaling_configuration_id or group.active_scaling_configuration_id
    return instance.scaling_configuration_id == wanted


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


def _decide_running(intent: Intent, facts: Facts, running: InstanceRefreshTask) -> Plan:
    """
    Decide beside a running task.

    A task to the active configuration takes the group back from a release that failed, one to the configuration that
    the state knows from a release that failed a check after success; and so does one that is winding down: what is
    desired can be started when it is done.
    """
    if running.status.is_winding_down:
        return Settle(running)
    if intent.desired.is_same_as(running.desired_configuration):
        is_ours = serves(running, intent.desired, replaces_all=intent.is_forced)
        return Adopt(running) if is_ours else Settle(running)
    elsewhere = running.desired_configuration
    is_way_back = intent.recorded is not None and intent.recorded.is_same_as(elsewhere)
    if is_way_back or (not (elsewhere.image_id or elsewhere.containers) and is_active(elsewhere, facts.group)):
        return Settle(running)
    return Refuse(ConflictingTaskError(running, wanted=str(intent.desired)))


def _start(intent: Intent, facts: Facts, *, failed_task: InstanceRefreshTask | None = None) -> Plan:
    found = findings(readiness_facts(intent, facts), but=intent.tolerance.overrides)
    if found:
        return _refuse(facts.group, *(finding.message for finding in found))
    return _missing_configuration(intent, facts) or Start(failed_task)


def readiness_facts(intent: Intent, facts: Facts) -> RefreshFacts:
    """Answer what decides over a start; what makes it go well or badly is not among it."""
    group = facts.group
    return RefreshFacts(
        multi_az_policy=group.multi_az_policy,
        scaling_policy=group.scaling_policy,
        group_type=group.group_type,
        refreshes_containers=bool(intent.desired.containers),
        scaling_group_weights=group.launch_template_override_weights,
        scaling_configuration_weights=facts.configuration.weights if facts.configuration else (),
        lifecycle_state=group.lifecycle_state,
        instance_count=len(facts.instances),
        forbidden_protected=_left_behind(intent, facts, "Protected", intent.tolerance.protected_instances),
        forbidden_standby=_left_behind(intent, facts, "Standby", intent.tolerance.standby_instances),
    )


def _left_behind(intent: Intent, facts: Facts, lifecycle_state: str, wanted: WhenIgnored) -> tuple[str, ...]:
    """Name the instances that stay what they are for their state; none where that is no obstacle."""
    if wanted is WhenIgnored.IGNORE:
        return ()
    return tuple(
        instance.instance_id
        for instance in facts.instances
        if instance.creation_type == "AutoCreated"
        and instance.lifecycle_state == lifecycle_state
        and (intent.is_forced or intent.desired.image_id or not _is_made_from(intent.desired, facts.group, instance))
    )


def _missing_configuration(intent: Intent, facts: Facts) -> Refuse | None:
    if intent.desired.scaling_configuration_id is None or facts.configuration is not None:
        return None
    reason = f"it has no scaling configuration {intent.desired.scaling_configuration_id}: check the id"
    return _refuse(facts.group, reason)


def _refuse(group: ScalingGroup, *reasons: str) -> Refuse:
    return Refuse(NotRefreshableError(group.scaling_group_id, reasons))
