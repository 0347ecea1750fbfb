"""
Why an instance cannot be redeployed, or replaced, for an event: pure functions from facts to reasons.

Source of what is refused: RedeployInstance, ECS 2014-05-26.
"""

from dataclasses import replace

from alicloud_ess_refresh.cloud.ecs import EcsInstance, SystemEvent
from alicloud_ess_refresh.redeploy.answerable import ANSWERABLE, NEEDS_LOCAL_DISKS
from alicloud_ess_refresh.redeploy.model import Facts, InScalingGroup, RedeployInputs

__all__ = ["STABLE_STATUSES", "is_answerable", "passes_by_itself", "refusals"]

STABLE_STATUSES = ("Running", "Stopped")
LOCKS = {
    "security": "it is locked for security reasons (OperationLocks `security`): have it unlocked first",
    "financial": "it has expired or is in arrears (OperationLocks `financial`): renew or pay for it first",
    # The service says of the first two alone that they are refused. The others are on their way out: a move would
    # only add a restart to that.
    "dedicatedhostfinancial": (
        "its dedicated host is in arrears (OperationLocks `dedicatedhostfinancial`): pay for the host first"
    ),
    "recycling": (
        "it is a spot instance that is being taken back (OperationLocks `recycling`): let its group replace it"
    ),
    "refunded": "it was refunded and will be released (OperationLocks `refunded`): replace it",
}
"""Source of the values: DescribeInstances, ECS 2014-05-26, LockReason; To Be Released and Expired are Stopped, too."""
MOVABLE_STATES = ("InService", "Protected", "Standby", "Stopped")
"""Of LifecycleState: the others are on their way in or out of the group."""


def refusals(inputs: RedeployInputs, facts: Facts) -> list[str]:
    """Answer everything that rules out what is asked for; nothing where it can be done."""
    instance, event = facts.instance, facts.event
    if instance is None:
        return ["it does not exist in this region: check `instance_id` and `alicloud:region`"]
    if event is None:
        listed = "DescribeInstanceHistoryEvents, which keeps finished ones for 30 days"
        return [f"the event is not listed by {listed}: check `event_id` and `alicloud:region`"]
    if event.instance_id != instance.instance_id:
        return [f"the event is about {event.instance_id}: set `instance_id` to that, or another `event_id`"]
    if facts.membership is not None and inputs.in_scaling_group is InScalingGroup.REPLACE:
        return [*_local_disks(inputs, instance, "a replacement releases them with"), *_not_replaceable(facts)]
    reasons = [
        *_event(event),
        *_instance(instance),
        *_local_disks(inputs, instance, "a redeployment wipes"),
        *_on_its_way(facts),
    ]
    if reasons and inputs.in_scaling_group is InScalingGroup.REPLACE:
        return ["it is in no scaling group that could replace it", *reasons]
    return reasons


def passes_by_itself(inputs: RedeployInputs, facts: Facts) -> bool:
    """Tell whether waiting is all that is needed: nothing rules it out but that the instance is on its way."""
    instance, member = facts.instance, facts.membership
    settled = replace(
        facts,
        instance=replace(instance, status="Running") if instance else None,
        membership=replace(member, lifecycle_state="InService") if member else None,
    )
    return not refusals(inputs, settled)


def is_answerable(event: SystemEvent, instance: EcsInstance) -> bool:
    """Tell whether RedeployInstance answers the event as it stands."""
    if event.event_type in NEEDS_LOCAL_DISKS and not instance.local_storage_amount:
        return False
    return event.status in ANSWERABLE.get(event.event_type, ())


def _event(event: SystemEvent) -> list[str]:
    statuses = ANSWERABLE.get(event.event_type)
    if statuses is None:
        others = ", ".join(ANSWERABLE)
        return [f"the event is a `{event.event_type}`, which a redeployment does not answer: it answers {others}"]
    if event.status not in statuses:
        expected = " or ".join(f"`{status}`" for status in statuses)
        return [f"the event (`{event.event_type}`) is `{event.status}`, expected {expected} for a redeployment"]
    return []


def _instance(instance: EcsInstance) -> list[str]:
    reasons = []
    if instance.status not in STABLE_STATUSES:
        reasons.append(f"its status is `{instance.status}`, expected `Running` or `Stopped`: try again when it is")
    reasons += [text for lock, text in LOCKS.items() if lock in instance.lock_reasons]
    if instance.dedicated_host_id:
        reasons.append(
            f"it is on dedicated host {instance.dedicated_host_id}, from which RedeployInstance moves nothing: let the "
            "service carry the event out, or move the instance by hand"
        )
    return reasons


def _local_disks(inputs: RedeployInputs, instance: EcsInstance, doing: str) -> list[str]:
    count = instance.local_storage_amount
    if not count or inputs.accept_local_disk_loss:
        return []
    disks = "local disk" if count == 1 else "local disks"
    advice = "save what is needed, then set `accept_local_disk_loss=True` and a `reason`"
    return [f"it has {count} {disks} ({instance.instance_type}), and {doing} all data on them: {advice}"]


def _on_its_way(facts: Facts) -> list[str]:
    member = facts.membership
    if member is None or member.lifecycle_state in MOVABLE_STATES:
        return []
    allowed = ", ".join(f"`{state}`" for state in MOVABLE_STATES)
    where = f"`{member.lifecycle_state}` in scaling group {member.scaling_group_id}"
    return [f"it is {where}, expected one of {allowed}: try again when it is"]


def _not_replaceable(facts: Facts) -> list[str]:
    member = facts.membership
    if member is None:
        return []
    group = f"scaling group {member.scaling_group_id}"
    if member.creation_type != "AutoCreated":
        return [f"it was added to {group} by hand, so that the group would take it out and keep it: use `standby`"]
    if "HealthCheck" in facts.suspended_processes:
        return [f"the process HealthCheck of {group} is suspended, so that nothing would be replaced: resume it first"]
    if member.lifecycle_state != "InService":
        return [f"it is `{member.lifecycle_state}` in {group}, which replaces instances that are `InService` alone"]
    return []
