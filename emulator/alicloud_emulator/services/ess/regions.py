"""DescribeRegions."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from alicloud_emulator.services.action import Action

if TYPE_CHECKING:
    from alicloud_emulator.state.world import World
    from alicloud_emulator.wire import Call

__all__ = ["ACTIONS"]


def describe_regions(world: World, call: Call) -> dict[str, Any]:
    """List the catalogue's regions."""
    return {
        "Regions": [
            {
                "RegionId": region.region_id,
                "LocalName": region.local_name,
                "RegionEndpoint": call.endpoint,
                "ClassicUnavailable": True,
                "VpcUnavailable": False,
            }
            for region in world.catalogue.regions.values()
        ]
    }


ACTIONS = {"DescribeRegions": Action(describe_regions, "SDK")}
