"""
Which configuration a group was on before a release: where it goes back to when a check fails after success.

Before the release has succeeded the group itself knows. Afterwards nobody is told: a task has no field for it. The
process that has seen the task run remembers; one that comes later, after a `kill -9`, asks the service's list of tasks
and the state, in this order of trust. What neither knows stays unknown: a group whose active configuration somebody
has set by hand, without a task, since the last `pulumi up` that ended well.
"""

from collections.abc import Sequence

from alicloud_ess_refresh.cloud.ess import EssClient
from alicloud_ess_refresh.cloud.model import DesiredConfiguration, InstanceRefreshTask, RefreshStatus
from alicloud_ess_refresh.refresh.convergence import Facts, active_configuration
from alicloud_ess_refresh.refresh.rules import MOVING_VERSIONS

__all__ = ["previous_from_group", "previous_from_history"]


def previous_from_group(client: EssClient, facts: Facts, desired: DesiredConfiguration) -> DesiredConfiguration | None:
    """
    Answer what a group is on while a task to something else has not succeeded; None where no way leads back to it.

    Raises:
        ServiceError: The service did not answer, or refused.
    """
    active = active_configuration(facts.group)
    if desired.containers or active is None:
        return None
    if not desired.image_id:
        return _unless_same(active, desired)
    if active.scaling_configuration_id is None:
        return None
    group_id = facts.group.scaling_group_id
    configuration = client.describe_scaling_configuration(group_id, active.scaling_configuration_id)
    if configuration is None or not configuration.image_id:
        return None
    return _unless_same(DesiredConfiguration(image_id=configuration.image_id), desired)


def previous_from_history(
    task: InstanceRefreshTask,
    tasks: Sequence[InstanceRefreshTask],
    *,
    recorded: DesiredConfiguration | None,
    known_task_id: str,
) -> DesiredConfiguration | None:
    """
    Answer what a group was on before a task that has succeeded already.

    Args:
        tasks: All of the group's that are still listed, newest first.
        recorded: What the state says the group was taken to last.
        known_task_id: Newest task that the state knows of, or empty.
    """
    older = tasks[_index(task.instance_refresh_task_id, tasks) + 1 :]
    unrecorded = older[: _index(known_task_id, older)]
    previous = _last_success(unrecorded) or recorded or _last_success(older)
    return _unless_same(previous, task.desired_configuration) if previous else None


def _index(task_id: str, tasks: Sequence[InstanceRefreshTask]) -> int:
    """Answer the place of a task, or the number of tasks where it is not among them."""
    ids = [each.instance_refresh_task_id for each in tasks]
    return ids.index(task_id) if task_id in ids else len(ids)


def _last_success(tasks: Sequence[InstanceRefreshTask]) -> DesiredConfiguration | None:
    """Answer where the newest of these tasks took the group; one to the active configuration changed nothing."""
    successes = (each.desired_configuration for each in tasks if each.status is RefreshStatus.SUCCESSFUL)
    return next((desired for desired in successes if not desired.is_active_one), None)


def _unless_same(previous: DesiredConfiguration, desired: DesiredConfiguration) -> DesiredConfiguration | None:
    is_moving = bool(previous.launch_template_id) and previous.launch_template_version in MOVING_VERSIONS
    return None if is_moving or previous.is_active_one or desired.is_same_as(previous) else previous
