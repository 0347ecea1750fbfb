"""The six instance refresh actions."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from alicloud_emulator.parameters import missing_parameter
from alicloud_emulator.services.action import Action, Coverage
from alicloud_emulator.services.ess.groups import group_of
from alicloud_emulator.services.ess.shapes import OLD_VERSION
from alicloud_emulator.services.ess.times import to_the_second
from alicloud_emulator.services.pages import page
from alicloud_emulator.state.ess.refresh_calls import change_task, find_task, start_refresh
from alicloud_emulator.state.ess.refresh_model import DesiredConfiguration, RefreshRequest, TaskCall

if TYPE_CHECKING:
    from alicloud_emulator.parameters import Parameters
    from alicloud_emulator.services.action import Handler
    from alicloud_emulator.state.ess.refresh_model import RefreshTask
    from alicloud_emulator.state.world import World
    from alicloud_emulator.wire import Call

__all__ = ["ACTIONS"]


def start_instance_refresh(world: World, call: Call) -> dict[str, Any]:
    """Start a task."""
    group = group_of(world, call)
    call.parameters.require("RegionId")
    return {"InstanceRefreshTaskId": start_refresh(world, group, _request(call.parameters)).instance_refresh_task_id}


def describe_instance_refreshes(world: World, call: Call) -> dict[str, Any]:
    """List the tasks of a group, or those named; the newest first."""
    parameters = call.parameters
    group_id = parameters.text("ScalingGroupId")
    task_ids = parameters.strings("InstanceRefreshTaskIds")
    if group_id is None and not task_ids:
        raise missing_parameter("ScalingGroupId")
    if group_id is not None:
        group_of(world, call)
    found = [
        task
        for task in reversed(world.scaling.refresh_tasks.values())
        if task.region_id == call.region_id
        and group_id in (None, task.scaling_group_id)
        and (not task_ids or task.instance_refresh_task_id in task_ids)
    ]
    shown, fields = page(found, parameters)
    paging = {
        "TotalCount": len(found),
        "MaxResults": fields.get("MaxResults", 10),
        "NextToken": fields.get("NextToken", "page-10" if len(found) > len(shown) else ""),
    }
    return {**paging, "InstanceRefreshTasks": [_task_answer(task) for task in shown]}


def _changing(task_call: TaskCall) -> Handler:
    def change(world: World, call: Call) -> dict[str, Any]:
        group = group_of(world, call)
        task_id = call.parameters.text("InstanceRefreshTaskId")
        if task_id is None and call.version != OLD_VERSION:
            raise missing_parameter("InstanceRefreshTaskId")
        change_task(world, find_task(world, group, task_id), task_call)
        return {}

    return change


def _request(parameters: Parameters) -> RefreshRequest:
    checkpoints = []
    for item in parameters.groups("Checkpoints"):
        item.require("Percentage")
        checkpoints.append(item.integer("Percentage") or 0)
    default = RefreshRequest()
    return RefreshRequest(
        desired=_desired(parameters.struct("DesiredConfiguration")),
        min_healthy_percentage=_given(parameters.integer("MinHealthyPercentage"), default.min_healthy_percentage),
        max_healthy_percentage=_given(parameters.integer("MaxHealthyPercentage"), default.max_healthy_percentage),
        skip_matching=parameters.flag("SkipMatching", default=default.skip_matching),
        checkpoints=tuple(checkpoints),
        checkpoint_pause_time=_given(
            parameters.integer("CheckpointPauseTime"),
            default.checkpoint_pause_time,
        ),
    )


def _given(value: int | None, default: int) -> int:
    return default if value is None else value


def _desired(parameters: Parameters) -> DesiredConfiguration:
    types = [item.require("InstanceType") for item in parameters.groups("LaunchTemplateOverrides")]
    return DesiredConfiguration(
        scaling_configuration_id=parameters.text("ScalingConfigurationId", ""),
        image_id=parameters.text("ImageId", ""),
        launch_template_id=parameters.text("LaunchTemplateId", ""),
        launch_template_version=parameters.text("LaunchTemplateVersion", ""),
        launch_template_instance_types=tuple(types),
        has_containers=bool(parameters.groups("Containers")),
    )


def _task_answer(task: RefreshTask) -> dict[str, Any]:
    request = task.request
    answer: dict[str, Any] = {
        "InstanceRefreshTaskId": task.instance_refresh_task_id,
        "ScalingGroupId": task.scaling_group_id,
        "RegionId": task.region_id,
        "Status": task.status,
        "StartTime": to_the_second(task.started_at),
        "MinHealthyPercentage": request.min_healthy_percentage,
        "MaxHealthyPercentage": request.max_healthy_percentage,
        "SkipMatching": request.skip_matching,
        "CheckpointPauseTime": request.checkpoint_pause_time,
        "Checkpoints": [{"Percentage": percentage} for percentage in request.checkpoints],
        "DesiredConfiguration": _desired_answer(request.desired),
        "TotalNeedUpdateCapacity": task.total_need_update_capacity,
        "FinishedUpdateCapacity": task.finished_update_capacity,
    }
    if task.ended_at is not None:
        answer["EndTime"] = to_the_second(task.ended_at)
    if task.detail:
        answer["Detail"] = task.detail
    return answer


def _desired_answer(desired: DesiredConfiguration) -> dict[str, Any]:
    values: dict[str, Any] = {
        "ScalingConfigurationId": desired.scaling_configuration_id,
        "ImageId": desired.image_id,
        "LaunchTemplateId": desired.launch_template_id,
        "LaunchTemplateVersion": desired.launch_template_version,
        "LaunchTemplateOverrides": [
            {"InstanceType": instance_type} for instance_type in desired.launch_template_instance_types
        ],
    }
    return {name: value for name, value in values.items() if value}


ACTIONS = {
    "StartInstanceRefresh": Action(
        start_instance_refresh,
        "API, SDK, resource_alicloud_ess_instance_refresh.go",
        Coverage.PARTLY,
        "ECI groups, and with them Containers, are refused; Strategy is not looked at",
        idempotent=True,
    ),
    "DescribeInstanceRefreshes": Action(describe_instance_refreshes, "API, SDK, service_alicloud_ess.go"),
    **{task_call.value: Action(_changing(task_call), "API, SDK") for task_call in TaskCall},
}
