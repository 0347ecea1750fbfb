"""Roles and whom they trust."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from alicloud_emulator.errors import ApiError
from alicloud_emulator.services.action import Action
from alicloud_emulator.services.ram.lists import listed, shown_time
from alicloud_emulator.services.ram.tags import tags_in
from alicloud_emulator.state.ram.identity import arn_of, exists_already, find_role, new_number
from alicloud_emulator.state.ram.managed_policies import checked_document
from alicloud_emulator.state.ram.model import Holder, Role

if TYPE_CHECKING:
    from collections.abc import Mapping

    from alicloud_emulator.state.world import World
    from alicloud_emulator.wire import Call

__all__ = ["ACTIONS"]

# MaxSessionDuration, in seconds.
SHORTEST, LONGEST, USUAL = 3600, 43200, 3600


def create_role(world: World, call: Call) -> dict[str, Any]:
    """Make a role without any permission."""
    parameters = call.parameters
    name = parameters.require("RoleName")
    if name in world.identity.roles:
        raise exists_already("Role", name)
    trust = parameters.require("AssumeRolePolicyDocument")
    checked_document(trust, is_trust=True)
    role = Role(
        name=name,
        role_id=new_number(world),
        created_at=world.now,
        trust=trust,
        description=parameters.text("Description", ""),
        max_session_seconds=parameters.integer("MaxSessionDuration", minimum=SHORTEST, maximum=LONGEST) or USUAL,
        tags=tags_in(parameters),
    )
    world.identity.roles[name] = role
    return {"Role": _shown(world, role)}


def get_role(world: World, call: Call) -> dict[str, Any]:
    """Show a role."""
    return {"Role": _shown(world, find_role(world, call.parameters.require("RoleName")))}


def list_roles(world: World, call: Call) -> dict[str, Any]:
    """Show all roles."""
    shown = [_shown(world, role) for role in world.identity.roles.values()]
    return listed(shown, call.parameters, "Roles", "Role")


def update_role(world: World, call: Call) -> dict[str, Any]:
    """Change what the call names."""
    parameters = call.parameters
    role = find_role(world, parameters.require("RoleName"))
    trust = parameters.text("NewAssumeRolePolicyDocument", role.trust)
    checked_document(trust, is_trust=True)
    seconds = parameters.integer("NewMaxSessionDuration", minimum=SHORTEST, maximum=LONGEST)
    role.trust = trust
    role.max_session_seconds = seconds or role.max_session_seconds
    role.description = parameters.text("NewDescription", role.description)
    return {"Role": _shown(world, role)}


def delete_role(world: World, call: Call) -> dict[str, Any]:
    """Delete a role that has no policies; its sessions end."""
    role = find_role(world, call.parameters.require("RoleName"))
    if world.identity.held_by(Holder.ROLE, role.name):
        raise ApiError(409, "DeleteConflict.Role.Policy", f"The role {role.name} still has policies attached.")
    del world.identity.roles[role.name]
    return {}


def _shown(world: World, role: Role) -> dict[str, Any]:
    return {
        "RoleName": role.name,
        "RoleId": role.role_id,
        "Arn": arn_of(world, Holder.ROLE, role.name),
        "AssumeRolePolicyDocument": role.trust,
        "Description": role.description,
        "MaxSessionDuration": role.max_session_seconds,
        "CreateDate": shown_time(role.created_at),
        "UpdateDate": shown_time(role.created_at),
    }


RESOURCE = "resource_alicloud_ram_role.go"
ACTIONS: Mapping[str, Action] = {
    "CreateRole": Action(create_role, RESOURCE),
    "DeleteRole": Action(delete_role, RESOURCE),
    "GetRole": Action(get_role, "service_alicloud_ram_v2.go"),
    "ListRoles": Action(list_roles, "data_source_alicloud_ram_roles.go"),
    "UpdateRole": Action(update_role, RESOURCE),
}
