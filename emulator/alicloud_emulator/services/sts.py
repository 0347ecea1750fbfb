"""STS 2015-04-01: who is calling."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from alicloud_emulator.services.action import Action

if TYPE_CHECKING:
    from collections.abc import Mapping

    from alicloud_emulator.state.world import World
    from alicloud_emulator.wire import Call

__all__ = ["ACTIONS"]


def get_caller_identity(world: World, call: Call) -> dict[str, Any]:
    """Any key belongs to the one account."""
    del call
    return {
        "IdentityType": "Account",
        "AccountId": world.account_id,
        "PrincipalId": world.account_id,
        "UserId": world.account_id,
        "Arn": f"acs:ram::{world.account_id}:root",
        # Text, not null: text in the provider's SDK (alibaba-cloud-sdk-go 1.63.107, services/sts).
        "RoleId": "",
    }


ACTIONS: Mapping[str, Action] = {
    "GetCallerIdentity": Action(get_caller_identity, "connectivity/client.go"),
}
