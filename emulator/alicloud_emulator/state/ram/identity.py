"""RAM: users, groups, roles, their policies and keys. Whoever has none of these keys is the account itself."""

from __future__ import annotations

from typing import TYPE_CHECKING

from alicloud_emulator.errors import ApiError
from alicloud_emulator.state.ram.managed_policies import SYSTEM_POLICIES
from alicloud_emulator.state.ram.model import Group, Holder, Role, User

if TYPE_CHECKING:
    from alicloud_emulator.state.ram.managed_policies import ManagedPolicy
    from alicloud_emulator.state.ram.policy_language import Policy
    from alicloud_emulator.state.world import World

__all__ = [
    "arn_of",
    "exists_already",
    "find_group",
    "find_holder",
    "find_policy",
    "find_role",
    "find_user",
    "new_number",
    "not_there",
    "policies_of",
]


def find_user(world: World, name: str) -> User:
    """Return a user; EntityNotExist.User (404) if there is none."""
    user = world.identity.users.get(name)
    if user is None:
        raise not_there(Holder.USER, name)
    return user


def find_group(world: World, name: str) -> Group:
    """Return a group; EntityNotExist.Group (404) if there is none."""
    group = world.identity.groups.get(name)
    if group is None:
        raise not_there(Holder.GROUP, name)
    return group


def find_role(world: World, name: str) -> Role:
    """Return a role; EntityNotExist.Role (404) if there is none."""
    role = world.identity.roles.get(name)
    if role is None:
        raise not_there(Holder.ROLE, name)
    return role


def find_holder(world: World, holder: Holder, name: str) -> User | Group | Role:
    """Return what a policy is to be attached to; ApiError (404) if there is none."""
    if holder is Holder.USER:
        return find_user(world, name)
    return find_group(world, name) if holder is Holder.GROUP else find_role(world, name)


def find_policy(world: World, policy_type: str, name: str) -> ManagedPolicy:
    """Return a policy, the account's own (`Custom`) or the service's (`System`); EntityNotExist.Policy (404)."""
    known = SYSTEM_POLICIES if policy_type == "System" else world.identity.policies
    policy = known.get(name)
    if policy is None:
        raise not_there("Policy", name)
    return policy


def policies_of(world: World, holder: Holder, name: str) -> list[Policy]:
    """Return every policy that a user or role has, those of a user's groups included."""
    held = world.identity.held_by(holder, name)
    if holder is Holder.USER:
        for group in world.identity.groups.values():
            if name in group.members:
                held = [*held, *world.identity.held_by(Holder.GROUP, group.name)]
    return [find_policy(world, item.policy_type, item.policy_name).current for item in held]


def arn_of(world: World, holder: Holder, name: str) -> str:
    """Return for example `acs:ram::<account>:user/<name>`."""
    return f"acs:ram::{world.account_id}:{holder.lower()}/{name}"


def new_number(world: World) -> str:
    """Return an id as RAM gives: 18 digits."""
    world.ids_given += 1
    return f"3{world.ids_given:017d}"


def not_there(kind: str, name: str) -> ApiError:
    """Make the answer to a call about something that RAM does not have."""
    return ApiError(404, f"EntityNotExist.{kind}", f"The {kind.lower().replace('.', ' ')} {name} does not exist.")


def exists_already(kind: str, name: str) -> ApiError:
    """Make the answer to a call that would make something twice."""
    return ApiError(409, f"EntityAlreadyExists.{kind}", f"The {kind.lower().replace('.', ' ')} {name} exists already.")
