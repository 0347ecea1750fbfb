"""User groups and who is in them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from alicloud_emulator.errors import ApiError
from alicloud_emulator.services.action import Action
from alicloud_emulator.services.ram.lists import listed, shown_time
from alicloud_emulator.state.ram.identity import exists_already, find_group, find_user, new_number, not_there
from alicloud_emulator.state.ram.model import Group, Holder

if TYPE_CHECKING:
    from collections.abc import Mapping

    from alicloud_emulator.state.world import World
    from alicloud_emulator.wire import Call

__all__ = ["ACTIONS"]


def create_group(world: World, call: Call) -> dict[str, Any]:
    """Make a group without members."""
    name = call.parameters.require("GroupName")
    if name in world.identity.groups:
        raise exists_already("Group", name)
    comments = call.parameters.text("Comments", "")
    group = Group(name=name, group_id=new_number(world), created_at=world.now, comments=comments)
    world.identity.groups[name] = group
    return {"Group": _shown(group)}


def get_group(world: World, call: Call) -> dict[str, Any]:
    """Show a group."""
    return {"Group": _shown(find_group(world, call.parameters.require("GroupName")))}


def list_groups(world: World, call: Call) -> dict[str, Any]:
    """Show all groups."""
    return listed([_shown(group) for group in world.identity.groups.values()], call.parameters, "Groups", "Group")


def update_group(world: World, call: Call) -> dict[str, Any]:
    """Change a group's comments."""
    group = find_group(world, call.parameters.require("GroupName"))
    group.comments = call.parameters.text("NewComments", group.comments)
    return {"Group": _shown(group)}


def delete_group(world: World, call: Call) -> dict[str, Any]:
    """Delete a group that has no members and no policies."""
    group = find_group(world, call.parameters.require("GroupName"))
    left = {"User": bool(group.members), "Policy": bool(world.identity.held_by(Holder.GROUP, group.name))}
    for kind, is_left in left.items():
        if is_left:
            raise ApiError(409, f"DeleteConflict.Group.{kind}", f"The group {group.name} still has its {kind}.")
    del world.identity.groups[group.name]
    return {}


def add_user_to_group(world: World, call: Call) -> dict[str, Any]:
    """Put a user into a group."""
    group = find_group(world, call.parameters.require("GroupName"))
    user = find_user(world, call.parameters.require("UserName"))
    if user.name in group.members:
        raise exists_already("User.Group", f"{user.name} in {group.name}")
    group.members.append(user.name)
    return {}


def remove_user_from_group(world: World, call: Call) -> dict[str, Any]:
    """Take a user out of a group."""
    group = find_group(world, call.parameters.require("GroupName"))
    user = find_user(world, call.parameters.require("UserName"))
    if user.name not in group.members:
        raise not_there("User.Group", f"{user.name} in {group.name}")
    group.members.remove(user.name)
    return {}


def list_users_for_group(world: World, call: Call) -> dict[str, Any]:
    """Show a group's members."""
    group = find_group(world, call.parameters.require("GroupName"))
    users = [find_user(world, name) for name in group.members]
    shown = [
        {"UserName": user.name, "DisplayName": user.display_name, "JoinDate": shown_time(user.created_at)}
        for user in users
    ]
    return listed(shown, call.parameters, "Users", "User")


def _shown(group: Group) -> dict[str, Any]:
    return {
        "GroupName": group.name,
        "GroupId": group.group_id,
        "Comments": group.comments,
        "CreateDate": shown_time(group.created_at),
        "UpdateDate": shown_time(group.created_at),
    }


RESOURCE = "resource_alicloud_ram_group.go"
MEMBERSHIP = "resource_alicloud_ram_group_membership.go"
ACTIONS: Mapping[str, Action] = {
    "AddUserToGroup": Action(add_user_to_group, MEMBERSHIP),
    "CreateGroup": Action(create_group, RESOURCE),
    "DeleteGroup": Action(delete_group, RESOURCE),
    "GetGroup": Action(get_group, "service_alicloud_ram_v2.go"),
    "ListGroups": Action(list_groups, "data_source_alicloud_ram_groups.go"),
    "ListUsersForGroup": Action(list_users_for_group, "service_alicloud_ram_v2.go"),
    "RemoveUserFromGroup": Action(remove_user_from_group, MEMBERSHIP),
    "UpdateGroup": Action(update_group, RESOURCE),
}
