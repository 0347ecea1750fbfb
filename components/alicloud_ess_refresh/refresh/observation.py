"""What a group looks like now, for `pulumi refresh`: changes nothing."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from alicloud_ess_refresh.cloud.ess import EssClient
from alicloud_ess_refresh.cloud.model import InstanceRefreshTask, ScalingGroup, ScalingInstance
from alicloud_ess_refresh.refresh.drift import find_drift
from alicloud_ess_refresh.refresh.outputs import inputs_of, outputs_of, task_outputs
from alicloud_ess_refresh.refresh.rules import MOVING_VERSIONS

__all__ = ["Observation", "observe"]

Props = Mapping[str, Any]

_SOURCE = ("scaling_configuration_id", "launch_template_id", "launch_template_version")


@dataclass(frozen=True, slots=True, kw_only=True)
class Observation:
    """Inputs that would make the group what it is, and outputs as of now."""

    inputs: dict[str, Any]
    outputs: dict[str, Any]


def observe(client: EssClient, scaling_group_id: str, props: Props) -> Observation | None:
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
    group = client.describe_scaling_group(scaling_group_id)
    if group is None:
        return None
    recorded = inputs_of(props)
    instances = client.describe_scaling_instances(scaling_group_id)
    tasks = client.describe_instance_refreshes(scaling_group_id)
    is_told = not recorded or _names_a_source(recorded)
    is_mixed = is_told and any(_active(each) != _active(group) for each in instances if each.is_refreshed)
    actual = _actual(client, group, recorded) if recorded else _active(group)
    has_moved = bool(props.get("drift")) or any(recorded.get(name) != value for name, value in actual.items())
    task = _task(tasks, props)
    drift = find_drift(
        group,
        instances,
        tasks,
        has_moved=bool(recorded) and has_moved,
        is_mixed=is_mixed,
        known_task_id=props.get("instance_refresh_task_id") or "",
    )
    inputs = {"scaling_group_id": scaling_group_id, **recorded, **actual}
    outputs = outputs_of(props) | (task_outputs(task) if task else {}) | {"drift": drift or None}
    return Observation(inputs=_without_none(inputs), outputs=_without_none(outputs))


def _actual(client: EssClient, group: ScalingGroup, recorded: Props) -> Props:
    """
    Answer what is active, in the terms in which the desired configuration is recorded.

    Containers, a moving template version and "the active one" leave nothing to compare.
    """
    if recorded.get("image_id"):
        return _actual_image(client, group)
    return _active(group) if _names_a_source(recorded) else {}


def _names_a_source(recorded: Props) -> bool:
    """Tell whether instances show what they were made from, as far as the desired configuration is recorded."""
    has_fixed_template = recorded.get("launch_template_version") not in MOVING_VERSIONS
    return bool(recorded.get("scaling_configuration_id")) or has_fixed_template


def _actual_image(client: EssClient, group: ScalingGroup) -> Props:
    """Answer the active configuration's image, which is what a successful refresh to an image rewrites."""
    active_id = group.active_scaling_configuration_id
    if active_id is None:
        return {}
    active = client.describe_scaling_configuration(group.scaling_group_id, active_id)
    return {"image_id": active.image_id} if active else {}


def _active(described: ScalingGroup | ScalingInstance) -> Props:
    """Answer what a group makes instances from, or an instance was made from."""
    configuration_id = (
        described.active_scaling_configuration_id
        if isinstance(described, ScalingGroup)
        else described.scaling_configuration_id
    )
    source = (configuration_id, described.launch_template_id, described.launch_template_version)
    return dict(zip(_SOURCE, source, strict=True))


def _task(tasks: Sequence[InstanceRefreshTask], props: Props) -> InstanceRefreshTask | None:
    """
    Answer the task that the state tells of; on import, which has no state, the group's latest.

    A later task is not this resource's: what it did to the group shows in the inputs and in the drift.
    """
    if task_id := props.get("instance_refresh_task_id"):
        return next((task for task in tasks if task.instance_refresh_task_id == task_id), None)
    return tasks[0] if tasks and not props.get("outcome") else None


def _without_none(props: Props) -> dict[str, Any]:
    return {name: value for name, value in props.items() if value is not None}
