"""Event-triggered tasks ("alarms") and scheduled tasks: kept and given back, never triggered."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from alicloud_emulator.services.action import Action, Coverage
from alicloud_emulator.services.ess.fields import Field, Kind
from alicloud_emulator.services.ess.records import RecordKind

if TYPE_CHECKING:
    from alicloud_emulator.services.action import Handler
    from alicloud_emulator.state.ess.model import GroupRecord
    from alicloud_emulator.state.world import World
    from alicloud_emulator.wire import Call

__all__ = ["ACTIONS"]


def _alarm_store(world: World) -> dict[str, GroupRecord]:
    return world.scaling.alarms


def _task_store(world: World) -> dict[str, GroupRecord]:
    return world.scaling.scheduled_tasks


ALARM = RecordKind(
    noun="AlarmTask",
    store=_alarm_store,
    id_name="AlarmTaskId",
    id_prefix="alarm",
    list_name="AlarmList",
    # The provider reads Name, not AlarmTaskName (resource_alicloud_ess_alarm.go).
    name_field="Name",
    fields=(
        *(
            Field(name)
            for name in (
                "Name",
                "Description",
                "MetricType",
                "MetricName",
                "Statistics",
                "ComparisonOperator",
                "Effective",
                "ExpressionsLogicOperator",
            )
        ),
        Field("Period", Kind.INTEGER),
        Field("EvaluationCount", Kind.INTEGER),
        Field("Threshold", Kind.NUMBER),
        Field("AlarmActions", Kind.TEXTS),
        Field("Dimensions", (Field("DimensionKey"), Field("DimensionValue"))),
        Field(
            "Expressions",
            (
                Field("MetricName"),
                Field("ComparisonOperator"),
                Field("Statistics"),
                Field("Period", Kind.INTEGER),
                Field("Threshold", Kind.NUMBER),
            ),
        ),
    ),
    defaults={
        "MetricType": "system",
        "EvaluationCount": 3,
        "Enable": True,
        "State": "OK",
        "AlarmActions": [],
        "Dimensions": [],
        "Expressions": [],
    },
    exact_filters=("MetricType", "MetricName", "State"),
)
SCHEDULED_TASK = RecordKind(
    noun="ScheduledTask",
    store=_task_store,
    id_name="ScheduledTaskId",
    id_prefix="ast",
    list_name="ScheduledTasks",
    name_field="ScheduledTaskName",
    required=("LaunchTime",),
    fields=(
        *(
            Field(name)
            for name in (
                "ScheduledTaskName",
                "Description",
                "ScheduledAction",
                "LaunchTime",
                "RecurrenceType",
                "RecurrenceValue",
                "RecurrenceEndTime",
            )
        ),
        *(Field(name, Kind.INTEGER) for name in ("LaunchExpirationTime", "MinValue", "MaxValue", "DesiredCapacity")),
        Field("TaskEnabled", Kind.FLAG),
    ),
    defaults={"LaunchExpirationTime": 600, "TaskEnabled": True},
)


def _switch(*, is_on: bool) -> Handler:
    def switch(world: World, call: Call) -> dict[str, Any]:
        ALARM.find(world, call).settings["Enable"] = is_on
        return {}

    return switch


KEPT = "kept and given back, never triggered"
ACTIONS = {
    "CreateAlarm": Action(ALARM.create, "resource_alicloud_ess_alarm.go", Coverage.PARTLY, KEPT),
    "DescribeAlarms": Action(ALARM.describe, "service_alicloud_ess.go"),
    "ModifyAlarm": Action(ALARM.modify, "resource_alicloud_ess_alarm.go"),
    "EnableAlarm": Action(_switch(is_on=True), "resource_alicloud_ess_alarm.go"),
    "DisableAlarm": Action(_switch(is_on=False), "resource_alicloud_ess_alarm.go"),
    "DeleteAlarm": Action(ALARM.delete, "resource_alicloud_ess_alarm.go"),
    "CreateScheduledTask": Action(
        SCHEDULED_TASK.create, "resource_alicloud_ess_scheduled_task.go", Coverage.PARTLY, KEPT
    ),
    "DescribeScheduledTasks": Action(SCHEDULED_TASK.describe, "service_alicloud_ess.go"),
    "ModifyScheduledTask": Action(SCHEDULED_TASK.modify, "resource_alicloud_ess_scheduled_task.go"),
    "DeleteScheduledTask": Action(SCHEDULED_TASK.delete, "resource_alicloud_ess_scheduled_task.go"),
}
