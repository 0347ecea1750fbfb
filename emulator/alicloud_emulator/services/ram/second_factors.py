"""Devices that show a second factor (MFA)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from alicloud_emulator.services.action import Action, Coverage
from alicloud_emulator.state.ram.identity import exists_already, find_user, not_there

if TYPE_CHECKING:
    from collections.abc import Mapping

    from alicloud_emulator.state.world import World
    from alicloud_emulator.wire import Call

__all__ = ["ACTIONS"]


def bind_mfa_device(world: World, call: Call) -> dict[str, Any]:
    """Bind a device to a user: from now on the user's calls count as made with a second factor."""
    user = find_user(world, call.parameters.require("UserName"))
    call.parameters.require("SerialNumber")
    if user.has_second_factor:
        raise exists_already("User.MFADevice", user.name)
    user.has_second_factor = True
    return {}


def unbind_mfa_device(world: World, call: Call) -> dict[str, Any]:
    """Take the device from a user."""
    user = find_user(world, call.parameters.require("UserName"))
    if not user.has_second_factor:
        raise not_there("User.MFADevice", user.name)
    user.has_second_factor = False
    return {"MFADevice": {"SerialNumber": f"acs:ram::{world.account_id}:mfa/{user.name}"}}


RESOURCE = "resource_alicloud_ram_user.go"
ACTIONS: Mapping[str, Action] = {
    "BindMFADevice": Action(bind_mfa_device, RESOURCE, Coverage.PARTLY, "any device, and codes are not looked at"),
    "UnbindMFADevice": Action(unbind_mfa_device, RESOURCE),
}
