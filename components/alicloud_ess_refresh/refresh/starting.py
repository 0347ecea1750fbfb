"""Looking before and after: the facts that a plan rests on, and a start that never makes two tasks."""

from collections.abc import Collection
from functools import partial

from alicloud_ess_refresh.cloud.desired_configuration import DesiredConfiguration
from alicloud_ess_refresh.cloud.ess import StartRequest
from alicloud_ess_refresh.cloud.launch_templates import LaunchTemplate
from alicloud_ess_refresh.cloud.refresh_tasks import InstanceRefreshTask, RefreshStatus, running_task
from alicloud_ess_refresh.cloud.scaling_groups import ScalingGroup
from alicloud_ess_refresh.errors import ServiceError
from alicloud_ess_refresh.refresh.converge import serves
from alicloud_ess_refresh.refresh.errors import ConflictingTaskError
from alicloud_ess_refresh.refresh.facts import Facts
from alicloud_ess_refresh.refresh.rules import MOVING_VERSIONS
from alicloud_ess_refresh.refresh.waiter import Waiter

__all__ = ["find_facts", "find_template", "start_task"]


def find_facts(waiter: Waiter, scaling_group_id: str, desired: DesiredConfiguration) -> Facts:
    """
    Look up a group, its instances, its tasks and what it makes instances from, or is to.

    Raises:
        ScalingGroupNotFoundError: There is no such group.
        ServiceError: The service did not answer, or refused.
    """
    client, patience = waiter.client, waiter.patience
    group = waiter.group(scaling_group_id, waiter.clock.now() + patience.calm_seconds)
    instances = patience.calmly(lambda: client.describe_scaling_instances(scaling_group_id))
    named = (desired.scaling_configuration_id, group.active_scaling_configuration_id)
    has_configurations = any(named) or any(each.scaling_configuration_id for each in instances)
    try:
        template = find_template(waiter, group, desired)
    except ServiceError as error:
        template = None
        template_id = desired.launch_template_id or group.launch_template_id
        waiter.progress.say(f"which number a version of launch template {template_id} is now is not known: {error}")
    return Facts(
        group=group,
        instances=instances,
        tasks=patience.calmly(lambda: client.describe_instance_refreshes(scaling_group_id)),
        configurations=patience.calmly(lambda: client.describe_scaling_configurations(scaling_group_id))
        if has_configurations
        else (),
        template=template,
    )


def find_template(waiter: Waiter, group: ScalingGroup, desired: DesiredConfiguration) -> LaunchTemplate | None:
    """
    Look up the launch template that a moving version of is desired or active.

    Returns:
        The launch template; None where there is no such version, no client to ask, or no such template.

    Raises:
        ServiceError: The service did not answer, or refused.
    """
    template_id, version = desired.launch_template_id, desired.launch_template_version
    if desired.scaling_configuration_id or (template_id and version not in MOVING_VERSIONS):
        is_moving = template_id == group.launch_template_id and group.launch_template_version in MOVING_VERSIONS
    else:
        template_id = template_id or group.launch_template_id
        is_moving = desired.launch_template_id is not None or group.launch_template_version in MOVING_VERSIONS
    if not template_id or not is_moving or waiter.open_templates is None:
        return None
    return waiter.patience.calmly(partial(waiter.open_templates().describe_launch_template, template_id))


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
