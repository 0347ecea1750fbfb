"""Instance refresh as users call it: start, find, suspend, resume, cancel, roll back."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from alicloud_emulator.errors import ApiError
from alicloud_emulator.state.ess import refresh
from alicloud_emulator.state.ess.assumptions import (
    CODE_NO_ROLLBACK,
    CODE_TASK_NOT_FOUND,
    CODE_WRONG_TASK_STATUS,
    REFRESH_CANCELLING_SECONDS,
    REFRESH_PENDING_SECONDS,
)
from alicloud_emulator.state.ess.model import LaunchSource
from alicloud_emulator.state.ess.refresh_checks import check_request
from alicloud_emulator.state.ess.refresh_model import (
    LEGAL_STATUSES,
    MOVING_TEMPLATE_VERSIONS,
    RefreshStatus,
    RefreshTask,
    TaskCall,
)

if TYPE_CHECKING:
    from alicloud_emulator.state.ess.model import ScalingGroup
    from alicloud_emulator.state.ess.refresh_model import RefreshRequest
    from alicloud_emulator.state.world import World

__all__ = ["change_task", "find_task", "start_refresh"]


def start_refresh(world: World, group: ScalingGroup, request: RefreshRequest) -> RefreshTask:
    """
    Start a task, which is Pending at first.

    Raises:
        ApiError: What `check_request` raises; InvalidInstance.NoInstanceNeedBeRefreshed (400) if no instance would
            be replaced.
    """
    check_request(world, group, request)
    task = RefreshTask(
        instance_refresh_task_id=world.new_id("ir"),
        scaling_group_id=group.scaling_group_id,
        region_id=group.region_id,
        request=request,
        desired_source=_desired_source(group, request),
        active_source=group.active_source,
        started_at=world.now,
        due_at=world.now + timedelta(seconds=REFRESH_PENDING_SECONDS),
        progress_at=world.now,
    )
    refresh.count_capacity(world, group, task)
    if task.total_need_update_capacity == 0:
        raise ApiError(
            400,
            "InvalidInstance.NoInstanceNeedBeRefreshed",
            f"No instance in scaling group {group.scaling_group_id} needs to be refreshed.",
        )
    world.scaling.refresh_tasks[task.instance_refresh_task_id] = task
    group.running_refresh_task_id = task.instance_refresh_task_id
    return task


def find_task(world: World, group: ScalingGroup, task_id: str | None) -> RefreshTask:
    """
    Return a task of the group; without an id, which only ESS 2014-08-28 allows, the running one: assumed.

    Raises:
        ApiError: There is none (404).
    """
    task = world.scaling.refresh_tasks.get(task_id or group.running_refresh_task_id)
    if task is None or task.scaling_group_id != group.scaling_group_id:
        raise ApiError(
            404, CODE_TASK_NOT_FOUND, f"Scaling group {group.scaling_group_id} has no such instance refresh task."
        )
    return task


def change_task(world: World, task: RefreshTask, call: TaskCall) -> None:
    """
    Suspend, resume, cancel or roll back.

    Raises:
        ApiError: The call is not legal in the task's status, or the task cannot be rolled back (400).
    """
    if task.status not in LEGAL_STATUSES[call]:
        raise ApiError(
            400,
            CODE_WRONG_TASK_STATUS,
            f"Instance refresh task {task.instance_refresh_task_id} is {task.status}, which {call} does not support.",
        )
    if call is TaskCall.ROLLBACK:
        if task.request.desired.launch_template_version in MOVING_TEMPLATE_VERSIONS:
            version = task.request.desired.launch_template_version
            raise ApiError(400, CODE_NO_ROLLBACK, f"A task to launch template version {version} cannot roll back.")
        task.released = 0
    task.status = STATUS_AFTER[call]
    task.progress_at = world.now
    task.due_at = None
    if call is TaskCall.CANCEL:
        task.due_at = world.now + timedelta(seconds=REFRESH_CANCELLING_SECONDS)


STATUS_AFTER = {
    TaskCall.SUSPEND: RefreshStatus.PAUSED,
    TaskCall.RESUME: RefreshStatus.IN_PROGRESS,
    TaskCall.CANCEL: RefreshStatus.CANCELLING,
    TaskCall.ROLLBACK: RefreshStatus.ROLLBACK_IN_PROGRESS,
}


def _desired_source(group: ScalingGroup, request: RefreshRequest) -> LaunchSource:
    desired = request.desired
    if desired.scaling_configuration_id:
        return LaunchSource(scaling_configuration_id=desired.scaling_configuration_id)
    if desired.image_id:
        # Matching is by configuration: an image alone names no new one (StartInstanceRefresh, SkipMatching).
        return LaunchSource(scaling_configuration_id=group.active_scaling_configuration_id, image_id=desired.image_id)
    if desired.launch_template_id:
        return LaunchSource(
            launch_template_id=desired.launch_template_id,
            launch_template_version=desired.launch_template_version,
            instance_types=desired.launch_template_instance_types,
        )
    return group.active_source
