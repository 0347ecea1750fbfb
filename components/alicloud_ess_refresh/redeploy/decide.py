"""
What to do next so that an event is answered: a pure function from facts to a plan.

It is asked again after everything that took time, so a plan never rests on what was true before; and it knows nothing
of what this process did, so that a process that comes after a killed one decides as that one would have.
"""

from dataclasses import dataclass, replace

from alicloud_ess_refresh.cloud.ecs import EcsInstance, SystemEvent
from alicloud_ess_refresh.redeploy.mark import TAG_KEY, Mark
from alicloud_ess_refresh.redeploy.model import Facts, InScalingGroup, RedeployInputs, is_under_way
from alicloud_ess_refresh.redeploy.refusals import STABLE_STATUSES, is_answerable, refusals

__all__ = ["Await", "Done", "Move", "Plan", "Refuse", "Replace", "decide"]


@dataclass(frozen=True, slots=True)
class Done:
    """The event is closed, and the instance stands still; or the group has replaced it."""

    event: SystemEvent


@dataclass(frozen=True, slots=True)
class Await:
    """Something goes on that need not, or must not, be begun again. `what` says what."""

    what: str


@dataclass(frozen=True, slots=True)
class Move:
    """Redeploy, with the tag that says what is to be put back."""

    mark: Mark


@dataclass(frozen=True, slots=True)
class Replace:
    """Tell the group that the instance is unhealthy, with the tag that says so."""

    mark: Mark


@dataclass(frozen=True, slots=True)
class Refuse:
    reasons: tuple[str, ...]


Plan = Done | Await | Move | Replace | Refuse


def decide(inputs: RedeployInputs, facts: Facts) -> Plan:
    """Answer what is to be done."""
    instance, event = facts.instance, facts.event
    if instance is None or event is None or event.instance_id != instance.instance_id:
        return _without_instance(inputs, facts)
    mark = facts.mark
    if mark is not None and mark.is_replaced and not _is_unreported(facts):
        return Await(f"scaling group {mark.scaling_group_id} has to replace it")
    waiting = _waiting(facts, instance, event)
    if waiting:
        return Await(waiting)
    if event.is_closed and event.status != "Failed":
        return Done(event)
    reasons = [*_taken(inputs, facts), *refusals(inputs, facts)]
    if reasons:
        return Refuse(tuple(reasons))
    return _begin(inputs, facts, instance)


def _without_instance(inputs: RedeployInputs, facts: Facts) -> Plan:
    is_expected = inputs.in_scaling_group is InScalingGroup.REPLACE and facts.instance is None
    if not is_expected or facts.event is None or facts.event.instance_id != inputs.instance_id:
        return Refuse(tuple(refusals(inputs, facts)))
    group = facts.group
    if group is None or group.in_service_capacity >= group.wanted_capacity:
        return Done(facts.event)
    return Await(
        f"scaling group {group.scaling_group_id} has {group.in_service_capacity} of {group.wanted_capacity} instances "
        "in service"
    )


def _is_unreported(facts: Facts) -> bool:
    """Tell whether the group still takes the instance for healthy: a killed process may not have come to saying so."""
    member = facts.membership
    return member is not None and member.lifecycle_state == "InService" and member.health_status == "Healthy"


def _waiting(facts: Facts, instance: EcsInstance, event: SystemEvent) -> str:
    """Say what goes on already, or nothing."""
    task = facts.answering_task
    if task is not None and task.is_running:
        return f"task {task.task_id} moves it"
    if event.is_closed:
        return "" if instance.status in STABLE_STATUSES else f"it is `{instance.status}`"
    if task is not None:
        return f"task {task.task_id} has moved it, and the event is not closed yet"
    if event.status == "Executing" and not is_answerable(event, instance):
        return "the service is carrying the event out"
    return ""


def _taken(inputs: RedeployInputs, facts: Facts) -> list[str]:
    mark = facts.mark
    if mark is None or facts.usable_mark(inputs.event_id) is not None:
        return []
    advice = "let that end, and where nothing goes on, answer that event again first"
    return [f"it is being redeployed for event {mark.event_id} (tag {TAG_KEY}): {advice}"]


def _begin(inputs: RedeployInputs, facts: Facts, instance: EcsInstance) -> Plan:
    member, left = facts.membership, facts.usable_mark(inputs.event_id)
    is_replaced = member is not None and inputs.in_scaling_group is InScalingGroup.REPLACE
    # One that stands by because of an earlier attempt is put back after this one.
    is_ours = left is not None and left.is_standby
    is_wanted = inputs.in_scaling_group is InScalingGroup.STANDBY
    is_standby = member is not None and (
        (member.lifecycle_state == "InService" and is_wanted) or (member.lifecycle_state == "Standby" and is_ours)
    )
    # What a mere claim says of the instance may have changed since: nothing was done to it.
    is_begun = left is not None and (facts.attempts or is_under_way(left, member, facts.tasks))
    if left is not None and is_begun and left.is_standby == is_standby and not is_replaced:
        return Move(replace(left, event_id=inputs.event_id))
    mark = Mark(
        event_id=inputs.event_id,
        status=instance.status,
        stopped_mode=instance.stopped_mode if instance.status == "Stopped" else "",
        scaling_group_id=member.scaling_group_id if member else "",
        is_standby=is_standby and not is_replaced,
        is_replaced=is_replaced,
    )
    return Replace(mark) if is_replaced else Move(mark)
