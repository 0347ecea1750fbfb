"""Looking at a group."""

from collections.abc import Sequence

from alicloud_ess_refresh.cloud.model import InstanceRefreshTask, running_task
from alicloud_ess_refresh.dynamic.patience import CALM_SECONDS
from alicloud_ess_refresh.refresh.waiter import Waiter
from alicloud_ess_refresh.sight.errors import NoSuchTaskError
from alicloud_ess_refresh.sight.estimates import Estimates
from alicloud_ess_refresh.sight.model import Sight

__all__ = ["find_task", "look"]


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
    return Sight(
        region=client.region,
        at=at,
        group=group,
        instances=instances,
        tasks=tasks,
        task=task,
        remaining_seconds=Estimates().after(task, at) if task else None,
    )
