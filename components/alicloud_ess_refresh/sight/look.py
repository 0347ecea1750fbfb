"""Looking at a group."""

from collections.abc import Sequence
from dataclasses import replace

from alicloud_ess_refresh.cloud.desired_configuration import DesiredConfiguration
from alicloud_ess_refresh.cloud.refresh_tasks import InstanceRefreshTask, running_task
from alicloud_ess_refresh.dynamic.patience import CALM_SECONDS
from alicloud_ess_refresh.errors import ServiceError
from alicloud_ess_refresh.refresh.starting import find_template
from alicloud_ess_refresh.refresh.waiter import Waiter
from alicloud_ess_refresh.sight.errors import NoSuchTaskError
from alicloud_ess_refresh.sight.estimates import Estimates
from alicloud_ess_refresh.sight.model import Sight

__all__ = ["find_task", "look", "with_template"]


def find_task(tasks: Sequence[InstanceRefreshTask], scaling_group_id: str, task_id: str) -> InstanceRefreshTask | None:
    """
    Answer the task of that id; without one the running task, or else the newest.

    Raises:
        NoSuchTaskError: The group has none of that id.
    """
    if not task_id:
        running = running_task(tasks)
        return running or next(iter(tasks), None)
    found = next((task for task in tasks if task.instance_refresh_task_id == task_id), None)
    if found is None:
        raise NoSuchTaskError(scaling_group_id, task_id)
    return found


def look(waiter: Waiter, scaling_group_id: str, task_id: str) -> Sight:
    """
    Look at a group.

    Raises:
        AlicloudError: It cannot be seen, or has no such task.
    """
    client = waiter.client
    group = waiter.group(scaling_group_id, waiter.clock.now() + CALM_SECONDS)
    instances = waiter.patience.calmly(lambda: client.describe_scaling_instances(scaling_group_id))
    tasks = waiter.patience.calmly(lambda: client.describe_instance_refreshes(scaling_group_id))
    task = find_task(tasks, scaling_group_id, task_id)
    at = client.service_time
    sight = Sight(
        region=client.region,
        at=at,
        group=group,
        instances=instances,
        tasks=tasks,
        task=task,
        remaining_seconds=Estimates().after(task, at) if task else None,
    )
    return with_template(waiter, sight)


def with_template(waiter: Waiter, sight: Sight) -> Sight:
    """
    Return the sight with the launch template that a moving version of is active.

    Nothing fails where it cannot be looked up: the sight says why, and is not looked up again.
    """
    if sight.trouble:
        return sight
    try:
        return replace(sight, template=find_template(waiter, sight.group, DesiredConfiguration()))
    except ServiceError as error:
        return replace(sight, template=None, trouble=str(error))
