"""RedeployInstance, and the tasks that it begins."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from alicloud_emulator.errors import ApiError
from alicloud_emulator.services.action import Action, Coverage
from alicloud_emulator.services.ecs.times import in_range, moment_of, to_the_minute
from alicloud_emulator.services.pages import listed_ids, page
from alicloud_emulator.state.ecs.assumptions import CODE_TASK_NOT_FOUND
from alicloud_emulator.state.ecs.redeployment import redeploy
from alicloud_emulator.state.ecs.tasks import Task, TaskStatus

if TYPE_CHECKING:
    from collections.abc import Mapping

    from alicloud_emulator.state.world import World
    from alicloud_emulator.wire import Call

__all__ = ["ACTIONS"]


def redeploy_instance(world: World, call: Call) -> dict[str, Any]:
    """Move an instance to another host in answer to its system events."""
    force_stop = call.parameters.flag("ForceStop", default=False)
    task = redeploy(world, call.parameters.require("InstanceId"), force_stop=force_stop)
    return {"TaskId": task.task_id}


def describe_tasks(world: World, call: Call) -> dict[str, Any]:
    """Show the tasks of the region that match every filter."""
    parameters = call.parameters
    task_ids = listed_ids(parameters, "TaskIds")
    resource_ids = parameters.strings("ResourceIds")
    # Other values of TaskStatus do not take effect (DescribeTasks, ECS 2014-05-26).
    status = parameters.text("TaskStatus")
    is_filtered = status in tuple(TaskStatus)
    created = moment_of(parameters, "StartTime"), moment_of(parameters, "EndTime")
    found = [
        task
        for task in world.compute.tasks.values()
        if task.region_id == call.region_id
        and (task_ids is None or task.task_id in task_ids)
        and (not resource_ids or task.resource_id in resource_ids)
        and parameters.text("TaskAction") in (None, task.action)
        and (not is_filtered or task.status == status)
        and in_range(task.created_at, created)
    ]
    shown, fields = page(found, parameters, maximum=100)
    return {**fields, "RegionId": call.region_id, "TaskSet": {"Task": [_task(task) for task in shown]}}


def describe_task_attribute(_: World, call: Call) -> dict[str, Any]:
    """Refuse: the action is documented for images and disks, and there are no tasks of those here."""
    task_id = call.parameters.require("TaskId")
    raise ApiError(404, CODE_TASK_NOT_FOUND, f"The specified TaskId does not exist: {task_id}.")


def _task(task: Task) -> dict[str, Any]:
    return {
        "TaskId": task.task_id,
        "TaskAction": task.action,
        "TaskStatus": task.status.value,
        "ResourceId": task.resource_id,
        "SupportCancel": "false",
        "CreationTime": to_the_minute(task.created_at),
        "FinishedTime": to_the_minute(task.finished_at),
    }


ACTIONS: Mapping[str, Action] = {
    "RedeployInstance": Action(redeploy_instance, "API, SDK"),
    "DescribeTasks": Action(describe_tasks, "SDK", Coverage.PARTLY, "tasks of RedeployInstance"),
    "DescribeTaskAttribute": Action(
        describe_task_attribute, "SDK", Coverage.REFUSED, "not documented for RedeployInstance; no other tasks here"
    ),
}
