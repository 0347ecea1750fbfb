"""What calls about instances of a group, and about what hangs on it, are refused for although every value is right."""

from __future__ import annotations

from typing import TYPE_CHECKING

from alicloud_emulator.limits import conditions as when
from alicloud_emulator.limits.rule import StateRule
from alicloud_emulator.limits.words import DUPLICATED, NOT_VALID, WRONG_STATUS
from alicloud_emulator.state.ess import assumptions as codes

if TYPE_CHECKING:
    from alicloud_emulator.state.ess.model import GroupRecord
    from alicloud_emulator.state.world import World

__all__ = ["MEMBER_STATES", "NOTIFICATION_TYPES", "RECORD_STATES"]

# DescribeNotificationTypes, ESS 2022-02-22: nothing for an instance refresh.
NOTIFICATION_TYPES = tuple(
    f"AUTOSCALING:{kind}"
    for kind in (
        "SCALE_OUT_SUCCESS",
        "SCALE_IN_SUCCESS",
        "SCALE_OUT_ERROR",
        "SCALE_IN_ERROR",
        "SCALE_OUT_START",
        "SCALE_IN_START",
        "SCALE_REJECT",
        "SCHEDULE_TASK_EXPIRING",
    )
)


def _hooks(world: World) -> dict[str, GroupRecord]:
    return world.scaling.hooks


def _rules(world: World) -> dict[str, GroupRecord]:
    return world.scaling.rules


def _tasks(world: World) -> dict[str, GroupRecord]:
    return world.scaling.scheduled_tasks


MEMBER_STATES = (
    StateRule(
        key="group of instances not active",
        actions=("AttachInstances", "DetachInstances", "RemoveInstances", "SetInstancesProtection"),
        condition="the group is not Active",
        code=codes.CODE_GROUP_NOT_ACTIVE,
        message=WRONG_STATUS,
        is_broken=when.group_is_not_active,
    ),
    StateRule(
        key="attaching too many",
        actions=("AttachInstances",),
        condition="the group would have more than MaxSize instances",
        code="IncorrectCapacity.MaxSize",
        message="To attach the instances, the total capacity will be greater than the MaxSize.",
        is_broken=when.attaching_exceeds_the_largest_size,
    ),
    StateRule(
        key="removing too many",
        actions=("DetachInstances", "RemoveInstances"),
        condition="the group would have fewer than MinSize instances, and DecreaseDesiredCapacity is not false",
        code="IncorrectCapacity.MinSize",
        message="To remove the instances, the total capacity will be lesser than the MinSize.",
        is_broken=when.removing_falls_below_the_smallest_size,
    ),
)

RECORD_STATES = (
    StateRule(
        key="hook name in use",
        actions=("CreateLifecycleHook",),
        condition="another hook of the group has the name",
        code="InvalidLifecycleHookName.Duplicate",
        message="The specified value of parameter lifecycleHookName is duplicated.",
        is_broken=when.record_name_is_taken(_hooks, "LifecycleHook"),
    ),
    StateRule(
        key="hook quota",
        actions=("CreateLifecycleHook",),
        condition="the group has 6 hooks",
        code="QuotaExceeded.LifecycleHook",
        message="Lifecycle hook quota exceeded in the specified scaling group.",
        is_broken=when.holds_many(lambda world: world.scaling.hooks.values(), 6),
    ),
    StateRule(
        key="queue missing",
        actions=("CreateLifecycleHook", "ModifyLifecycleHook"),
        condition="the receiver is a queue that does not exist",
        code="QueueNotExist",
        message="The specified queue does not exist.",
        is_broken=when.queue_is_missing,
    ),
    StateRule(
        key="rule name in use",
        actions=("CreateScalingRule", "ModifyScalingRule"),
        condition="another rule of the group has the name",
        code="InvalidScalingRuleName.Duplicate",
        message=DUPLICATED.format("ScalingRuleName"),
        is_broken=when.record_name_is_taken(_rules, "ScalingRule"),
    ),
    StateRule(
        key="adjustment outside",
        actions=("CreateScalingRule", "ModifyScalingRule", "ScaleWithAdjustment"),
        condition="AdjustmentValue is not -1000 to 1000 (QuantityChangeInCapacity), -100 to 10000 "
        "(PercentChangeInCapacity) or 0 to 2000 (TotalCapacity)",
        code="InvalidParameter",
        message=NOT_VALID.format("AdjustmentValue"),
        is_broken=when.adjustment_is_outside,
        source="SDK",
    ),
    StateRule(
        key="scheduled task name in use",
        actions=("CreateScheduledTask", "ModifyScheduledTask"),
        condition="another scheduled task has the name",
        code="InvalidScheduledTaskName.Duplicate",
        message=DUPLICATED.format("ScheduledTaskName"),
        is_broken=when.record_name_is_taken(_tasks, "ScheduledTask"),
    ),
    StateRule(
        key="notification type unknown",
        actions=("CreateNotificationConfiguration", "ModifyNotificationConfiguration"),
        condition="a notification type is unknown",
        code="InvalidNotificationTypes",
        message="The specified NotificationType is invalid.",
        is_broken=when.notification_type_is_unknown(NOTIFICATION_TYPES),
    ),
    StateRule(
        key="notification quota",
        actions=("CreateNotificationConfiguration",),
        condition="the group has 6 notifications",
        code="NotificationConfigurationQuotaExceed.ForScalingGroup",
        message="NotificationConfiguration num exceed for the specified scalingGroup.",
        is_broken=when.holds_many(lambda world: world.scaling.notifications.values(), 6),
    ),
)
