"""Location 2015-06-12: where a product of a region is reached. Here always where the caller asked."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from alicloud_emulator.services.action import Action

if TYPE_CHECKING:
    from collections.abc import Mapping

    from alicloud_emulator.state.world import World
    from alicloud_emulator.wire import Call

__all__ = ["ACTIONS"]


def describe_endpoints(world: World, call: Call) -> dict[str, Any]:
    """Name the emulator's own host and port, for every product and region."""
    del world
    return {
        "Success": True,
        "Endpoints": {
            "Endpoint": [
                {
                    "Endpoint": call.endpoint,
                    # Clients take the first entry of this type.
                    "Type": call.parameters.text("Type", "openAPI"),
                    "Id": call.parameters.require("Id"),
                    "Namespace": "",
                    # The service spells it so.
                    "SerivceCode": call.parameters.require("ServiceCode"),
                    "Protocols": {"Protocols": ["HTTP", "HTTPS"]},
                }
            ]
        },
    }


ACTIONS: Mapping[str, Action] = {
    "DescribeEndpoints": Action(describe_endpoints, "connectivity/endpoint.go"),
}
