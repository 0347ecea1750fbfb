"""Contact groups of CloudMonitor: whom alarms tell."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from alicloud_emulator.errors import ApiError
from alicloud_emulator.services.action import Action, Coverage
from alicloud_emulator.services.cms.answers import SUCCESS
from alicloud_emulator.state.cms.assumptions import CODE_METRIC_RULE_NOT_FOUND, MOST_RULES_ON_A_PAGE
from alicloud_emulator.state.cms.model import ContactGroup

if TYPE_CHECKING:
    from collections.abc import Mapping

    from alicloud_emulator.state.world import World
    from alicloud_emulator.wire import Call

__all__ = ["ACTIONS"]


def put_contact_group(world: World, call: Call) -> dict[str, Any]:
    """Make a contact group, or replace the one of that name."""
    parameters = call.parameters
    name = parameters.require("ContactGroupName")
    groups = world.alarms.contact_groups
    groups[name] = ContactGroup(
        name=name,
        created_at=groups[name].created_at if name in groups else world.now,
        modified_at=world.now,
        contacts=parameters.strings("ContactNames"),
        description=parameters.text("Describe", ""),
        is_subscribed=parameters.flag("EnableSubscribed", default=False),
    )
    return SUCCESS


def describe_contact_group_list(world: World, call: Call) -> dict[str, Any]:
    """Show the contact groups, oldest first."""
    number = call.parameters.integer("PageNumber", minimum=1) or 1
    size = call.parameters.integer("PageSize", minimum=1, maximum=MOST_RULES_ON_A_PAGE) or 10
    groups = list(world.alarms.contact_groups.values())
    shown = groups[(number - 1) * size : number * size]
    return {
        **SUCCESS,
        "Total": len(groups),
        "ContactGroups": {"ContactGroup": [group.name for group in shown]},
        "ContactGroupList": {"ContactGroup": [_shown(group) for group in shown]},
    }


def delete_contact_group(world: World, call: Call) -> dict[str, Any]:
    """Delete a contact group."""
    name = call.parameters.require("ContactGroupName")
    if world.alarms.contact_groups.pop(name, None) is None:
        raise ApiError(404, CODE_METRIC_RULE_NOT_FOUND, f"The contact group {name} does not exist.")
    return SUCCESS


def _shown(group: ContactGroup) -> dict[str, Any]:
    return {
        "Name": group.name,
        "Describe": group.description,
        "EnableSubscribed": group.is_subscribed,
        "EnabledWeeklyReport": False,
        "Contacts": {"Contact": list(group.contacts)},
        "CreateTime": int(group.created_at.timestamp() * 1000),
        "UpdateTime": int(group.modified_at.timestamp() * 1000),
    }


RESOURCE = "SDK, resource_alicloud_cms_alarm_contact_group.go"
ACTIONS: Mapping[str, Action] = {
    "DeleteContactGroup": Action(delete_contact_group, RESOURCE),
    "DescribeContactGroupList": Action(describe_contact_group_list, RESOURCE),
    "PutContactGroup": Action(
        put_contact_group, RESOURCE, Coverage.PARTLY, "names of contacts are not looked at: there are no contacts"
    ),
}
