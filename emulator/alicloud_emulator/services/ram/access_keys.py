"""Access keys of users."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Any

from alicloud_emulator.errors import ApiError
from alicloud_emulator.parameters import missing_parameter
from alicloud_emulator.services.action import Action
from alicloud_emulator.services.ram.lists import shown_time
from alicloud_emulator.state.ram.identity import find_user, not_there
from alicloud_emulator.state.ram.model import AccessKey

if TYPE_CHECKING:
    from collections.abc import Mapping

    from alicloud_emulator.state.world import World
    from alicloud_emulator.wire import Call

__all__ = ["ACTIONS"]

STATUSES = ("Active", "Inactive")
# CreateAccessKey: keys that a user may have.
MAX_KEYS = 2


def create_access_key(world: World, call: Call) -> dict[str, Any]:
    """Make a key; its secret is shown once, and forgotten."""
    user = find_user(world, call.parameters.require("UserName"))
    if len(_keys_of(world, user.name)) >= MAX_KEYS:
        raise ApiError(409, "LimitExceeded.User.AccessKey", f"A user has at most {MAX_KEYS} access keys.")
    access_key_id = f"LTAI5t{world.new_id('key').partition('-')[2]}"
    key = AccessKey(access_key_id=access_key_id, user_name=user.name, created_at=world.now)
    world.identity.access_keys[access_key_id] = key
    return {"AccessKey": {**_shown(key), "AccessKeySecret": hashlib.sha256(access_key_id.encode()).hexdigest()[:30]}}


def list_access_keys(world: World, call: Call) -> dict[str, Any]:
    """Show a user's keys."""
    user = find_user(world, call.parameters.require("UserName"))
    return {"AccessKeys": {"AccessKey": [_shown(key) for key in _keys_of(world, user.name)]}}


def update_access_key(world: World, call: Call) -> dict[str, Any]:
    """Have a key work, or not."""
    status = call.parameters.choice("Status", STATUSES)
    if status is None:
        raise missing_parameter("Status")
    _asked(world, call).is_active = status == STATUSES[0]
    return {}


def delete_access_key(world: World, call: Call) -> dict[str, Any]:
    """Delete a key: whoever goes on using it is refused."""
    key = _asked(world, call)
    del world.identity.access_keys[key.access_key_id]
    world.identity.retired_keys.add(key.access_key_id)
    return {}


def _keys_of(world: World, user_name: str) -> list[AccessKey]:
    return [key for key in world.identity.access_keys.values() if key.user_name == user_name]


def _asked(world: World, call: Call) -> AccessKey:
    user = find_user(world, call.parameters.require("UserName"))
    access_key_id = call.parameters.require("UserAccessKeyId")
    for key in _keys_of(world, user.name):
        if key.access_key_id == access_key_id:
            return key
    raise not_there("User.AccessKey", access_key_id)


def _shown(key: AccessKey) -> dict[str, Any]:
    return {
        "AccessKeyId": key.access_key_id,
        "Status": STATUSES[not key.is_active],
        "CreateDate": shown_time(key.created_at),
    }


RESOURCE = "resource_alicloud_ram_access_key.go"
ACTIONS: Mapping[str, Action] = {
    "CreateAccessKey": Action(create_access_key, RESOURCE),
    "DeleteAccessKey": Action(delete_access_key, RESOURCE),
    "ListAccessKeys": Action(list_access_keys, RESOURCE),
    "UpdateAccessKey": Action(update_access_key, RESOURCE),
}
