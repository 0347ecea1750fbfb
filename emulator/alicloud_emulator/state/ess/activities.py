"""Scaling activities: the record of each scale-out and scale-in."""

from __future__ import annotations

from typing import TYPE_CHECKING

from alicloud_emulator.state.ess.model import ActivityStatus, CreationType, ScalingActivity

if TYPE_CHECKING:
    from alicloud_emulator.errors import ApiError
    from alicloud_emulator.state.ess.model import ScalingGroup
    from alicloud_emulator.state.world import World

__all__ = ["begin_activity", "fail_activity", "finish_activity_if_done", "record_activity"]


def begin_activity(
    world: World, group: ScalingGroup, *, cause: str, is_scale_out: bool, refresh_task_id: str = ""
) -> ScalingActivity:
    """Record an activity that is in progress."""
    activity = ScalingActivity(
        scaling_activity_id=world.new_id("asa"),
        scaling_group_id=group.scaling_group_id,
        cause=cause,
        started_at=world.now,
        is_scale_out=is_scale_out,
        instance_refresh_task_id=refresh_task_id,
    )
    world.scaling.activities[activity.scaling_activity_id] = activity
    return activity


def record_activity(world: World, group: ScalingGroup, *, cause: str, is_scale_out: bool) -> ScalingActivity:
    """Record an activity that is over as soon as it begins: standby in and out, nothing to do."""
    activity = begin_activity(world, group, cause=cause, is_scale_out=is_scale_out)
    _end(world, group, activity, ActivityStatus.SUCCESSFUL)
    return activity


def fail_activity(world: World, group: ScalingGroup, activity: ScalingActivity, error: ApiError) -> None:
    """End an activity that could do nothing."""
    activity.error_code = error.code
    activity.error_message = error.message
    _end(world, group, activity, ActivityStatus.FAILED)


def finish_activity_if_done(world: World, group: ScalingGroup, activity_id: str) -> None:
    """End an activity when no instance is on its way in or out for its sake."""
    activity = world.scaling.activities.get(activity_id)
    if activity is None or activity.status is not ActivityStatus.IN_PROGRESS:
        return
    is_moving = any(
        instance.activity_id == activity_id and (instance.is_coming or instance.is_leaving)
        for instance in group.instances.values()
    )
    if not is_moving:
        _end(world, group, activity, ActivityStatus.SUCCESSFUL)


def _end(world: World, group: ScalingGroup, activity: ScalingActivity, status: ActivityStatus) -> None:
    activity.status = status
    activity.ended_at = world.now
    held = group.holds()
    activity.capacity_after = len(held)
    activity.attached_capacity_after = sum(item.creation_type is CreationType.ATTACHED for item in held)
