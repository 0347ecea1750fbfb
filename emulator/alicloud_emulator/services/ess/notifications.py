"""Notification configurations, one for a group and a receiver: kept and given back, nothing is ever sent."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from alicloud_emulator.errors import ApiError
from alicloud_emulator.limits.member_states import NOTIFICATION_TYPES
from alicloud_emulator.services.action import Action, Coverage
from alicloud_emulator.services.ess.fields import Field, Kind, read_fields
from alicloud_emulator.services.ess.groups import group_of
from alicloud_emulator.state.ess.model import GroupRecord

if TYPE_CHECKING:
    from alicloud_emulator.state.world import World
    from alicloud_emulator.wire import Call

__all__ = ["ACTIONS"]

FIELDS = (Field("NotificationTypes", Kind.TEXTS), Field("TimeZone"), Field("MessageEncoding"))


def create_notification_configuration(world: World, call: Call) -> dict[str, Any]:
    """Keep a configuration."""
    group = group_of(world, call)
    arn = call.parameters.require("NotificationArn")
    key = f"{group.scaling_group_id}:{arn}"
    if key in world.scaling.notifications:
        raise ApiError(
            400, "NotificationConfigurationExist", f"Scaling group {group.scaling_group_id} notifies {arn} already."
        )
    call.parameters.require("NotificationTypes.1")
    world.scaling.notifications[key] = GroupRecord(
        record_id=key,
        region_id=call.region_id,
        scaling_group_id=group.scaling_group_id,
        settings={"NotificationArn": arn, **read_fields(call.parameters, FIELDS)},
    )
    return {}


def describe_notification_configurations(world: World, call: Call) -> dict[str, Any]:
    """List the configurations of a group."""
    group = group_of(world, call)
    return {
        "NotificationConfigurationModels": [
            {"ScalingGroupId": record.scaling_group_id, **record.settings}
            for record in world.scaling.notifications.values()
            if record.scaling_group_id == group.scaling_group_id
        ]
    }


def modify_notification_configuration(world: World, call: Call) -> dict[str, Any]:
    """Change a configuration."""
    _find(world, call).settings.update(read_fields(call.parameters, FIELDS))
    return {}


def delete_notification_configuration(world: World, call: Call) -> dict[str, Any]:
    """Forget a configuration."""
    del world.scaling.notifications[_find(world, call).record_id]
    return {}


def describe_notification_types(world: World, call: Call) -> dict[str, Any]:
    """List what there can be notifications of."""
    del world, call
    return {"NotificationTypes": list(NOTIFICATION_TYPES)}


def _find(world: World, call: Call) -> GroupRecord:
    group = group_of(world, call)
    arn = call.parameters.require("NotificationArn")
    record = world.scaling.notifications.get(f"{group.scaling_group_id}:{arn}")
    if record is None:
        raise ApiError(
            404,
            "NotificationConfigurationNotExist",
            f"Scaling group {group.scaling_group_id} does not notify {arn}.",
        )
    return record


ACTIONS = {
    "CreateNotificationConfiguration": Action(
        create_notification_configuration,
        "resource_alicloud_ess_notification.go",
        Coverage.PARTLY,
        "nothing is ever sent",
    ),
    "DescribeNotificationConfigurations": Action(describe_notification_configurations, "service_alicloud_ess.go"),
    "ModifyNotificationConfiguration": Action(
        modify_notification_configuration, "resource_alicloud_ess_notification.go"
    ),
    "DeleteNotificationConfiguration": Action(
        delete_notification_configuration, "resource_alicloud_ess_notification.go"
    ),
    "DescribeNotificationTypes": Action(describe_notification_types, "SDK"),
}
