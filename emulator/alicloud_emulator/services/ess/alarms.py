"""Event-triggered tasks ("alarms") and scheduled tasks: kept and given back, never triggered."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from alicloud_emulator.services.action import Action, Coverage
from alicloud_emulator.services.ess.fields import Field, Kind
from alicloud_emulator.services.ess.records import RecordKind

if TYPE_CHECKING:
    from alicloud_emulator.services.action import Handler
    from alicloud_emulator.state.scaling.model import GroupRecord
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
    # The key is Name, not AlarmTaskName (wire-protocol C8).
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
    "CreateAlarm": Action(ALARM.create, "wire-protocol C8", Coverage.PARTLY, KEPT),
    "DescribeAlarms": Action(ALARM.describe, "wire-protocol C8"),
    "ModifyAlarm": Action(ALARM.modify, "wire-protocol C8"),
    "EnableAlarm": Action(_switch(is_on=True), "wire-protocol C8"),
    "DisableAlarm": Action(_switch(is_on=False), "wire-protocol C8"),
    "DeleteAlarm": Action(ALARM.delete, "wire-protocol C8"),
    "CreateScheduledTask": Action(SCHEDULED_TASK.create, "wire-protocol C8", Coverage.PARTLY, KEPT),
    "DescribeScheduledTasks": Action(SCHEDULED_TASK.describe, "wire-protocol C8"),
    "ModifyScheduledTask": Action(SCHEDULED_TASK.modify, "wire-protocol C8"),
    "DeleteScheduledTask": Action(SCHEDULED_TASK.delete, "wire-protocol C8"),
}
