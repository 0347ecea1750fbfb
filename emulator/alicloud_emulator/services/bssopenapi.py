"""BssOpenApi 2017-12-14: only what the provider asks to learn the kind of account."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from alicloud_emulator.services.action import Action, Coverage

if TYPE_CHECKING:
    from collections.abc import Mapping

    from alicloud_emulator.state.world import World
    from alicloud_emulator.wire import Call

__all__ = ["ACTIONS"]


def query_available_instances(world: World, call: Call) -> dict[str, Any]:
    """No subscription of anything. An answer without error means a domestic account (connectivity/client.go)."""
    del world
    return {
        # This product's word for success; any other is an error to the provider (connectivity/client.go, formatError).
        "Code": "Success",
        "Success": True,
        "Message": "Successful!",
        "Data": {
            "PageNum": call.parameters.integer("PageNum", minimum=1) or 1,
            "PageSize": call.parameters.integer("PageSize", minimum=1) or 20,
            "TotalCount": 0,
            "InstanceList": [],
        },
    }


ACTIONS: Mapping[str, Action] = {
    "QueryAvailableInstances": Action(
        query_available_instances,
        "connectivity/client.go",
        Coverage.PARTLY,
        "no instances: nothing is bought by subscription",
    ),
}
