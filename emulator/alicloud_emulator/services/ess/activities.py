"""DescribeScalingActivities."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from alicloud_emulator.services.action import Action
from alicloud_emulator.services.ess.times import to_the_minute
from alicloud_emulator.services.pages import page

if TYPE_CHECKING:
    from alicloud_emulator.state.ess.model import ScalingActivity
    from alicloud_emulator.state.world import World
    from alicloud_emulator.wire import Call

__all__ = ["ACTIONS"]

STATUS_MESSAGES = {"InProgress": "", "Successful": "Scaling activity is successful.", "Failed": "Fail to scale."}


def describe_scaling_activities(world: World, call: Call) -> dict[str, Any]:
    """List activities, the newest first; every filter that is given holds."""
    parameters = call.parameters
    ids = parameters.strings("ScalingActivityIds")
    found = [
        activity
        for activity in reversed(world.scaling.activities.values())
        if world.scaling.groups[activity.scaling_group_id].region_id == call.region_id
        and parameters.text("ScalingGroupId") in (None, activity.scaling_group_id)
        and (not ids or activity.scaling_activity_id in ids)
        and parameters.text("StatusCode") in (None, activity.status)
        and parameters.text("InstanceRefreshTaskId") in (None, activity.instance_refresh_task_id)
    ]
    shown, fields = page(found, parameters)
    return {**fields, "ScalingActivities": [_activity_answer(activity) for activity in shown]}


def _activity_answer(activity: ScalingActivity) -> dict[str, Any]:
    verb = "Add" if activity.is_scale_out else "Remove"
    answer: dict[str, Any] = {
        "ScalingActivityId": activity.scaling_activity_id,
        "ScalingGroupId": activity.scaling_group_id,
        "Description": f'{verb} "{len(activity.instance_ids)}" ECS instances',
        "Cause": activity.cause,
        "StatusCode": activity.status,
        "StatusMessage": activity.error_message or STATUS_MESSAGES[activity.status],
        "Progress": 0 if activity.ended_at is None else 100,
        "StartTime": to_the_minute(activity.started_at),
        "TriggerSourceType": "Ess",
        "ScalingInstanceNumber": len(activity.instance_ids),
        "TotalCapacity": str(activity.capacity_after),
        "AttachedCapacity": str(activity.attached_capacity_after),
        "AutoCreatedCapacity": str(activity.capacity_after - activity.attached_capacity_after),
    }
    side = "Created" if activity.is_scale_out else "Destroyed"
    answer |= {f"{side}Capacity": len(activity.instance_ids), f"{side}Instances": list(activity.instance_ids)}
    if activity.ended_at is not None:
        answer["EndTime"] = to_the_minute(activity.ended_at)
    if activity.instance_refresh_task_id:
        answer["InstanceRefreshTaskId"] = activity.instance_refresh_task_id
    if activity.error_code:
        answer |= {"ErrorCode": activity.error_code, "ErrorMessage": activity.error_message}
    return answer


ACTIONS = {"DescribeScalingActivities": Action(describe_scaling_activities, "SDK, service_alicloud_ess.go")}
