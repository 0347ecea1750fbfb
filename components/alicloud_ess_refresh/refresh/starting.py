"""Looking before and after: the facts that a plan rests on, and a start that never makes two tasks."""

from collections.abc import Collection

from alicloud_ess_refresh.cloud.ess import StartRequest
from alicloud_ess_refresh.cloud.model import (
    DesiredConfiguration,
    InstanceRefreshTask,
    RefreshStatus,
    running_task,
)
from alicloud_ess_refresh.refresh.converge import Facts, serves
from alicloud_ess_refresh.refresh.errors import ConflictingTaskError
from alicloud_ess_refresh.refresh.waiter import Waiter

__all__ = ["find_facts", "start_task"]


def find_facts(waiter: Waiter, scaling_group_id: str, desired: DesiredConfiguration) -> Facts:
    """
    Look up a group, its instances, its tasks and the desired scaling configuration.

    Raises:
        ScalingGroupNotFoundError: There is no such group.
    """
    client = waiter.client
    configuration_id = desired.scaling_configuration_id
    return Facts(
        group=waiter.group(scaling_group_id, waiter.clock.now() + waiter.patience.calm_seconds),
        instances=waiter.patience.calmly(lambda: client.describe_scaling_instances(scaling_group_id)),
        tasks=waiter.patience.calmly(lambda: client.describe_instance_refreshes(scaling_group_id)),
        configuration=waiter.patience.calmly(
            lambda: client.describe_scaling_configuration(scaling_group_id, configuration_id)
        )
        if configuration_id
        else None,
    )


def start_task(
    waiter: Waiter, request: StartRequest, *, known_task_ids: Collection[str], deadline: float
) -> tuple[InstanceRefreshTask, bool]:
    """
    Start a task, or find the one that a call whose reply was lost has started.

    Args:
        known_task_ids: Tasks that the group had before: none of those is it.

    Returns:
        The task, and whether it was found rather than answered.

    Raises:
        NothingToRefreshError: No instance needs to be replaced.
        ConflictingTaskError: Somebody has started another task meanwhile.
        ServiceError: The service refused, or gave no answer until the deadline.
    """
    client, group_id = waiter.client, request.scaling_group_id

    def act() -> tuple[InstanceRefreshTask, bool]:
        task_id = client.start_instance_refresh(request)
        accepted = InstanceRefreshTask(
            instance_refresh_task_id=task_id,
            scaling_group_id=group_id,
            status=RefreshStatus.PENDING,
            desired_configuration=request.desired_configuration,
        )
        return accepted, False

    def observe() -> tuple[InstanceRefreshTask, bool] | None:
        tasks = client.describe_instance_refreshes(group_id)
        for task in tasks:
            is_new = task.instance_refresh_task_id not in known_task_ids
            if is_new and serves(task, request.desired_configuration, replaces_all=request.skip_matching is False):
                return task, True
        running = running_task(tasks)
        if running is not None:
            raise ConflictingTaskError(running, wanted=str(request.desired_configuration))
        return None

    return waiter.patience.ensure(deadline, act, observe)
