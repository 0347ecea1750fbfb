"""What a group looks like now, for `pulumi refresh` and for every preview and update: changes nothing."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from alicloud_ess_refresh.cloud.desired_configuration import DesiredConfiguration
from alicloud_ess_refresh.cloud.refresh_tasks import InstanceRefreshTask
from alicloud_ess_refresh.errors import InvalidInputsError, ScalingGroupNotFoundError
from alicloud_ess_refresh.refresh.convergence import judge
from alicloud_ess_refresh.refresh.drift import find_drift
from alicloud_ess_refresh.refresh.facts import Facts, Recorded, active_configuration
from alicloud_ess_refresh.refresh.inputs import parse
from alicloud_ess_refresh.refresh.outputs import inputs_of, outputs_of, task_outputs
from alicloud_ess_refresh.refresh.starting import find_facts
from alicloud_ess_refresh.refresh.waiter import Waiter

__all__ = ["Observation", "is_unfinished", "observe", "previous_configuration_id", "recorded_of", "recorded_target"]

Props = Mapping[str, Any]

_ACTIVE = ("scaling_configuration_id", "launch_template_id", "launch_template_version", "launch_template_overrides")


@dataclass(frozen=True, slots=True, kw_only=True)
class Observation:
    """Inputs that would make the group what it is, and outputs as of now."""

    inputs: dict[str, Any]
    outputs: dict[str, Any]

    @property
    def drift(self) -> str:
        return self.outputs.get("drift") or ""


def observe(waiter: Waiter, scaling_group_id: str, props: Props) -> Observation | None:
    """
    Look at a group.

    Args:
        props: What the state holds; nothing when the resource is being imported.

    Returns:
        None where the group does not exist. Where the group is not on what the state says, the inputs name
        what it is on instead, so that the next update has a difference to act on.

    Raises:
        ServiceError: The service did not answer, or not with what was asked for.
    """
    recorded = recorded_of(props)
    desired = recorded.desired or DesiredConfiguration()
    try:
        facts = find_facts(waiter, scaling_group_id, desired)
    except ScalingGroupNotFoundError:
        return None
    actual = _actual(facts, desired) if recorded.desired else _active(facts)
    judgement = judge(desired, facts, recorded)
    drift = find_drift(facts, judgement, recorded, is_known=bool(props.get("drift")))
    task = _task(facts.tasks, props)
    inputs = {"scaling_group_id": scaling_group_id, **inputs_of(props), **actual}
    # The provider of the configuration may put it back before the next update of this resource.
    has_seen_other = recorded.has_seen_other or judgement.has_changed
    outputs = outputs_of(props) | (task_outputs(task) if task else {})
    outputs |= {"drift": drift or None, "has_seen_other_content": has_seen_other or None}
    return Observation(inputs=_without_none(inputs), outputs=_without_none(outputs))


def recorded_of(props: Props) -> Recorded:
    """Return what the state says, as far as it can be read."""
    try:
        desired = parse(props).desired_configuration if inputs_of(props) else None
    except InvalidInputsError:
        desired = None
    return Recorded(
        desired=desired,
        digest=props.get("configuration_digest") or "",
        last_task_id=props.get("last_seen_task_id", props.get("instance_refresh_task_id")),
        confirmed_time=props.get("confirmed_time") or "",
        has_seen_other=props.get("has_seen_other_content") is True,
        left_digests=props.get("left_instance_digests") or {},
    )


def recorded_target(olds: Props) -> Recorded:
    """
    Return what the state says.

    After drift its inputs say what is active: that may be what nobody has judged yet, and no way back.
    """
    recorded = recorded_of(olds)
    return replace(recorded, desired=None) if is_unfinished(olds) else recorded


def is_unfinished(olds: Props) -> bool:
    """Tell whether the state says that an update has something left to do: drift, or a create that has failed."""
    return bool(olds.get("drift")) or not olds.get("outcome")


def previous_configuration_id(olds: Props, news: Props) -> str | None:
    """Return the configuration that the group was on before what it is on now, where the component keeps it."""
    if not news.get("deleted_with_group"):
        return None
    recorded = recorded_target(olds).desired
    before = recorded.scaling_configuration_id if recorded else None
    now = news.get("scaling_configuration_id")
    known = (before, olds.get("previous_scaling_configuration_id"))
    return next((each for each in known if each and each != now), None)


def _actual(facts: Facts, desired: DesiredConfiguration) -> Props:
    """
    Return what is active, in the terms in which what is desired is recorded; nothing where that is active.

    Containers and "the active one" leave nothing to compare.
    """
    if judge(desired, facts).is_active:
        return {}
    if desired.image_id:
        active = active_configuration(facts.group) or desired
        content = facts.configuration(active.scaling_configuration_id)
        return {"image_id": content.image_id} if content else {}
    return _active(facts)


def _active(facts: Facts) -> Props:
    """Return what a group makes instances from, as inputs; None takes one out."""
    active = active_configuration(facts.group) or DesiredConfiguration()
    overrides = [{"instance_type": each} for each in facts.group.launch_template_overrides]
    is_template = bool(active.launch_template_id)
    return dict.fromkeys(_ACTIVE) | {
        "scaling_configuration_id": active.scaling_configuration_id,
        "launch_template_id": active.launch_template_id,
        "launch_template_version": active.launch_template_version,
        "launch_template_overrides": overrides if is_template and overrides else None,
    }


def _task(tasks: Sequence[InstanceRefreshTask], props: Props) -> InstanceRefreshTask | None:
    """
    Return the task that the state tells of; on import, which has no state, the group's latest.

    A later task is not this resource's: what it did to the group shows in the inputs and in the drift.
    """
    if task_id := props.get("instance_refresh_task_id"):
        return next((task for task in tasks if task.instance_refresh_task_id == task_id), None)
    return tasks[0] if tasks and not props.get("outcome") else None


def _without_none(props: Props) -> dict[str, Any]:
    return {name: value for name, value in props.items() if value is not None}
