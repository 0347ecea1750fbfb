"""What happens to an instance when its host fails, and when it may be maintained."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from alicloud_emulator.parameters import Parameters, invalid_parameter, missing_parameter
from alicloud_emulator.services.action import Action
from alicloud_emulator.services.pages import page
from alicloud_emulator.state.ecs.lifecycle import find_instance
from alicloud_emulator.state.ecs.model import Maintenance

if TYPE_CHECKING:
    from collections.abc import Mapping

    from alicloud_emulator.state.ecs.model import Instance
    from alicloud_emulator.state.world import World
    from alicloud_emulator.wire import Call

__all__ = ["ACTIONS"]

# DescribeInstanceMaintenanceAttributes, field ActionOnMaintenance.SupportedValues.
MAINTENANCE_ACTIONS = ("Stop", "AutoRecover", "AutoRedeploy")
# ModifyInstanceMaintenanceAttributes, parameters InstanceId.N and MaintenanceWindow.N.
MAX_INSTANCES = 100
MAX_WINDOWS = 1
WINDOW_MIN, WINDOW_MAX = timedelta(hours=1), timedelta(hours=23)


def describe_maintenance_attributes(world: World, call: Call) -> dict[str, Any]:
    """Show what happens to instances in an unexpected maintenance."""
    ids = call.parameters.strings("InstanceId")
    found = [item for item in world.compute.instances.values() if not ids or item.instance_id in ids]
    shown, fields = page(found, call.parameters, maximum=100)
    return {**fields, "MaintenanceAttributes": {"MaintenanceAttribute": [_maintenance(item) for item in shown]}}


def modify_maintenance_attributes(world: World, call: Call) -> dict[str, Any]:
    """Choose what happens to instances, all of those named or none."""
    parameters = call.parameters
    ids = parameters.strings("InstanceId")
    if not ids:
        raise missing_parameter("InstanceId.1")
    if len(ids) > MAX_INSTANCES:
        raise invalid_parameter("InstanceId.N", len(ids), f"at most {MAX_INSTANCES} ids")
    windows = _windows(parameters)
    action = parameters.choice("ActionOnMaintenance", MAINTENANCE_ACTIONS)
    for instance in [find_instance(world, instance_id) for instance_id in ids]:
        present = instance.maintenance
        instance.maintenance = Maintenance(
            action=action or present.action,
            notify=parameters.flag("NotifyOnMaintenance", default=present.notify),
            windows=windows or present.windows,
        )
    return {}


def _windows(parameters: Parameters) -> tuple[tuple[str, str], ...]:
    groups = parameters.groups("MaintenanceWindow")
    if len(groups) > MAX_WINDOWS:
        raise invalid_parameter("MaintenanceWindow.N", len(groups), f"at most {MAX_WINDOWS}")
    windows = tuple((group.require("StartTime"), group.require("EndTime")) for group in groups)
    for start, end in windows:
        # A window may go over midnight.
        length = (_hour(end, "EndTime") - _hour(start, "StartTime")) % timedelta(days=1)
        if not WINDOW_MIN <= length <= WINDOW_MAX:
            raise invalid_parameter("MaintenanceWindow.1.EndTime", end, "1 to 23 hours after StartTime")
    return windows


def _hour(text: str, name: str) -> timedelta:
    """Return how far into the day a time is that must be a whole hour, as `02:00:00`."""
    try:
        moment = datetime.strptime(text, "%H:00:00")  # noqa: DTZ007 - a time of day in UTC+8, without a date
    except ValueError as error:
        raise invalid_parameter(f"MaintenanceWindow.1.{name}", text, "a whole hour such as 02:00:00") from error
    return timedelta(hours=moment.hour)


def _maintenance(instance: Instance) -> dict[str, Any]:
    windows = [{"StartTime": start, "EndTime": end} for start, end in instance.maintenance.windows]
    return {
        "InstanceId": instance.instance_id,
        "ActionOnMaintenance": {
            "Value": instance.maintenance.action,
            "DefaultValue": Maintenance().action,
            "SupportedValues": {"SupportedValue": list(MAINTENANCE_ACTIONS)},
        },
        "NotifyOnMaintenance": instance.maintenance.notify,
        "MaintenanceWindows": {"MaintenanceWindow": windows},
    }


ACTIONS: Mapping[str, Action] = {
    "DescribeInstanceMaintenanceAttributes": Action(describe_maintenance_attributes, "service_alicloud_ecs.go"),
    "ModifyInstanceMaintenanceAttributes": Action(modify_maintenance_attributes, "API, resource_alicloud_instance.go"),
}
