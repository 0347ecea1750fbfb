"""Tags of scaling groups. Configurations carry theirs in their own actions."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from alicloud_emulator.services.action import Action
from alicloud_emulator.services.ess.group_fields import group_tags
from alicloud_emulator.services.pages import page
from alicloud_emulator.state.ess.groups import find_group

if TYPE_CHECKING:
    from alicloud_emulator.state.ess.model import ScalingGroup
    from alicloud_emulator.state.world import World
    from alicloud_emulator.wire import Call

__all__ = ["ACTIONS"]

RESOURCE_TYPES = ("scalinggroup",)


def tag_resources(world: World, call: Call) -> dict[str, Any]:
    """Set tags of groups."""
    for group in _asked(world, call):
        for tag in call.parameters.groups("Tags"):
            group.tags[tag.require("Key")] = (tag.text("Value", ""), tag.flag("Propagate", default=False))
    return {}


def untag_resources(world: World, call: Call) -> dict[str, Any]:
    """Take tags from groups: those named, or `All`."""
    keys = call.parameters.strings("TagKeys")
    takes_all = call.parameters.flag("All", default=False) and not keys
    for group in _asked(world, call):
        for key in list(group.tags) if takes_all else keys:
            group.tags.pop(key, None)
    return {}


def list_tag_resources(world: World, call: Call) -> dict[str, Any]:
    """Show the tags of groups: of those named, or of all."""
    call.parameters.choice("ResourceType", RESOURCE_TYPES)
    groups = _asked(world, call) or list(world.scaling.groups.values())
    rows = [
        {"ResourceId": group.scaling_group_id, "ResourceType": "scalinggroup", **tag}
        for group in groups
        for tag in group_tags(group)
    ]
    shown, fields = page(rows, call.parameters, default=50)
    return {"TagResources": list(shown), "NextToken": fields.get("NextToken", "")}


def _asked(world: World, call: Call) -> list[ScalingGroup]:
    call.parameters.choice("ResourceType", RESOURCE_TYPES)
    return [find_group(world, resource_id) for resource_id in call.parameters.strings("ResourceIds")]


ACTIONS = {
    "TagResources": Action(tag_resources, "service_alicloud_ess.go"),
    "UntagResources": Action(untag_resources, "service_alicloud_ess.go"),
    "ListTagResources": Action(list_tag_resources, "service_alicloud_ess.go"),
}
