"""Users."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from alicloud_emulator.errors import ApiError
from alicloud_emulator.services.action import Action, Coverage
from alicloud_emulator.services.ram.lists import listed, shown_time
from alicloud_emulator.state.ram.identity import arn_of, exists_already, find_user, new_number, not_there
from alicloud_emulator.state.ram.model import Holder, User

if TYPE_CHECKING:
    from collections.abc import Mapping

    from alicloud_emulator.state.world import World
    from alicloud_emulator.wire import Call

__all__ = ["ACTIONS"]

# Parameter of UpdateUser, without `New` before it → field.
FIELDS = {"DisplayName": "display_name", "MobilePhone": "mobile_phone", "Email": "email", "Comments": "comments"}


def create_user(world: World, call: Call) -> dict[str, Any]:
    """Make a user without any permission."""
    name = call.parameters.require("UserName")
    if name in world.identity.users:
        raise exists_already("User", name)
    parameters = call.parameters
    user = User(
        name=name,
        user_id=new_number(world),
        created_at=world.now,
        display_name=parameters.text("DisplayName", ""),
        mobile_phone=parameters.text("MobilePhone", ""),
        email=parameters.text("Email", ""),
        comments=parameters.text("Comments", ""),
    )
    world.identity.users[name] = user
    return {"User": _shown(world, user)}


def get_user(world: World, call: Call) -> dict[str, Any]:
    """Show a user."""
    return {"User": _shown(world, find_user(world, call.parameters.require("UserName")))}


def list_users(world: World, call: Call) -> dict[str, Any]:
    """Show all users."""
    shown = [_shown(world, user) for user in world.identity.users.values()]
    return listed(shown, call.parameters, "Users", "User")


def update_user(world: World, call: Call) -> dict[str, Any]:
    """Change what the call names; a new name takes everything of the user with it."""
    user = find_user(world, call.parameters.require("UserName"))
    for parameter, field in FIELDS.items():
        value = call.parameters.text(f"New{parameter}")
        if value is not None:
            setattr(user, field, value)
    name = call.parameters.text("NewUserName", user.name)
    if name != user.name:
        _rename(world, user, name)
    return {"User": _shown(world, user)}


def delete_user(world: World, call: Call) -> dict[str, Any]:
    """Delete a user that has nothing left: no key, group, policy or second factor."""
    user = find_user(world, call.parameters.require("UserName"))
    identity = world.identity
    left = {
        "AccessKey": any(key.user_name == user.name for key in identity.access_keys.values()),
        "Group": any(user.name in group.members for group in identity.groups.values()),
        "Policy": bool(identity.held_by(Holder.USER, user.name)),
        "MFADevice": user.has_second_factor,
    }
    for kind, is_left in left.items():
        if is_left:
            raise ApiError(409, f"DeleteConflict.User.{kind}", f"The user {user.name} still has its {kind}.")
    del identity.users[user.name]
    return {}


def list_groups_for_user(world: World, call: Call) -> dict[str, Any]:
    """Show the groups of a user."""
    user = find_user(world, call.parameters.require("UserName"))
    shown = [
        {"GroupName": group.name, "Comments": group.comments, "JoinDate": shown_time(group.created_at)}
        for group in world.identity.groups.values()
        if user.name in group.members
    ]
    return listed(shown, call.parameters, "Groups", "Group")


def no_login_profile(world: World, call: Call) -> dict[str, Any]:
    """Nobody has a password for the console."""
    name = find_user(world, call.parameters.require("UserName")).name
    raise not_there("User.LoginProfile", name)


def _rename(world: World, user: User, name: str) -> None:
    identity = world.identity
    if name in identity.users:
        raise exists_already("User", name)
    held = identity.held_by(Holder.USER, user.name)
    if held:
        raise ApiError(409, "UpdateConflict.User.Policy", f"The user {user.name} still has policies attached.")
    for key in identity.access_keys.values():
        key.user_name = name if key.user_name == user.name else key.user_name
    for group in identity.groups.values():
        group.members = [name if member == user.name else member for member in group.members]
    identity.users[name] = identity.users.pop(user.name)
    user.name = name


def _shown(world: World, user: User) -> dict[str, Any]:
    return {
        "UserId": user.user_id,
        "UserName": user.name,
        "Arn": arn_of(world, Holder.USER, user.name),
        "DisplayName": user.display_name,
        "MobilePhone": user.mobile_phone,
        "Email": user.email,
        "Comments": user.comments,
        "CreateDate": shown_time(user.created_at),
        "UpdateDate": shown_time(user.created_at),
        "LastLoginDate": "",
    }


RESOURCE = "resource_alicloud_ram_user.go"
ACTIONS: Mapping[str, Action] = {
    "CreateUser": Action(create_user, RESOURCE),
    "DeleteLoginProfile": Action(no_login_profile, RESOURCE, Coverage.REFUSED, "nobody has a password"),
    "DeleteUser": Action(delete_user, RESOURCE),
    "GetLoginProfile": Action(no_login_profile, RESOURCE, Coverage.REFUSED, "nobody has a password"),
    "GetUser": Action(get_user, "service_alicloud_ram.go"),
    "ListGroupsForUser": Action(list_groups_for_user, RESOURCE),
    "ListUsers": Action(list_users, "service_alicloud_ram.go"),
    "UpdateUser": Action(update_user, RESOURCE, Coverage.PARTLY, "no new name while policies are attached"),
}
