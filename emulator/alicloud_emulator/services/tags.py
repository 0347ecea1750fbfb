"""Tags, which VPC and ECS keep in the same way: how calls give them, how answers show them, and the tag actions."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from alicloud_emulator.errors import ApiError
from alicloud_emulator.services.pages import has_tags, page

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from alicloud_emulator.parameters import Parameters
    from alicloud_emulator.state.world import World
    from alicloud_emulator.wire import Call

    # From a resource type to every resource of it: id, then its tags.
    TagsOfType = Mapping[str, Callable[[World], Mapping[str, dict[str, str]]]]

__all__ = ["key_value", "list_tag_resources", "tag_key_value", "tag_resources", "tags_in", "untag_resources"]

# TagResources of VPC and ECS: 20 tags a resource.
MAX_TAGS = 20


def tags_in(parameters: Parameters, name: str = "Tag") -> dict[str, str]:
    """Return the tags of a creating call (`Tag.1.Key`, `Tag.1.Value` …)."""
    return {group.require("Key"): group.text("Value", "") for group in parameters.groups(name)}


def key_value(tags: Mapping[str, str]) -> list[dict[str, str]]:
    """Show tags as VPC does."""
    return [{"Key": key, "Value": value} for key, value in tags.items()]


def tag_key_value(tags: Mapping[str, str]) -> list[dict[str, str]]:
    """Show tags as ECS does."""
    return [{"TagKey": key, "TagValue": value} for key, value in tags.items()]


def tag_resources(world: World, call: Call, types: TagsOfType) -> dict[str, Any]:
    """Set the tags of resources."""
    wanted = tags_in(call.parameters)
    for tags in _asked(world, call, types).values():
        if len({**tags, **wanted}) > MAX_TAGS:
            raise ApiError(403, "NumberExceed.Tags", f"A resource takes at most {MAX_TAGS} tags.")
        tags.update(wanted)
    return {}


def untag_resources(world: World, call: Call, types: TagsOfType) -> dict[str, Any]:
    """Take tags from resources: those named, or `All`."""
    keys = call.parameters.strings("TagKey")
    take_all = call.parameters.flag("All", default=False) and not keys
    for tags in _asked(world, call, types).values():
        for key in list(tags) if take_all else keys:
            tags.pop(key, None)
    return {}


def list_tag_resources(world: World, call: Call, types: TagsOfType) -> dict[str, Any]:
    """Show the tags of the resources that are named or that carry the tags of the filter."""
    resource_type = call.parameters.require("ResourceType")
    every = _of_type(world, resource_type, types)
    ids = call.parameters.strings("ResourceId") or list(every)
    rows = [
        {"ResourceId": resource_id, "ResourceType": resource_type, **tag}
        for resource_id in ids
        if resource_id in every and has_tags(every[resource_id], call.parameters)
        for tag in tag_key_value(every[resource_id])
    ]
    shown, fields = page(rows, call.parameters, default=50)
    return {"TagResources": {"TagResource": shown}, "NextToken": fields.get("NextToken", "")}


def _asked(world: World, call: Call, types: TagsOfType) -> dict[str, dict[str, str]]:
    every = _of_type(world, call.parameters.require("ResourceType"), types)
    ids = call.parameters.strings("ResourceId")
    for resource_id in ids:
        if resource_id not in every:
            raise ApiError(404, "InvalidResourceId.NotFound", f"The specified ResourceId {resource_id} does not exist.")
    return {resource_id: every[resource_id] for resource_id in ids}


def _of_type(world: World, resource_type: str, types: TagsOfType) -> Mapping[str, dict[str, str]]:
    tags_of = types.get(resource_type.lower())
    if tags_of is None:
        raise ApiError(
            400, "InvalidResourceType.NotFound", f"The specified ResourceType {resource_type} is not supported."
        )
    return tags_of(world)
