"""Tags of roles, policies and users: RAM names resources by name, and gives its lists as JSON text."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from alicloud_emulator.parameters import invalid_parameter
from alicloud_emulator.services.action import Action
from alicloud_emulator.services.tags import tag_key_value
from alicloud_emulator.services.tags import tags_in as numbered_tags_in
from alicloud_emulator.state.ram.identity import find_policy, find_role, find_user

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from alicloud_emulator.parameters import Parameters
    from alicloud_emulator.state.world import World
    from alicloud_emulator.wire import Call

__all__ = ["ACTIONS", "tags_in"]

TAGS_OF_TYPE: Mapping[str, Callable[[World, str], dict[str, str]]] = {
    "policy": lambda world, name: find_policy(world, "Custom", name).tags,
    "role": lambda world, name: find_role(world, name).tags,
    "user": lambda world, name: find_user(world, name).tags,
}


def tags_in(parameters: Parameters) -> dict[str, str]:
    """Return the tags of a call: `Tag.1.Key` …, or `Tag` as JSON text, as the provider sends them."""
    if "Tag" not in parameters:
        return numbered_tags_in(parameters)
    tags = parameters.json("Tag")
    if not isinstance(tags, list) or not all(isinstance(tag, dict) and "Key" in tag for tag in tags):
        raise invalid_parameter("Tag", parameters.text("Tag"), "a JSON array of objects with Key and Value")
    return {str(tag["Key"]): str(tag.get("Value", "")) for tag in tags}


def list_tag_resources(world: World, call: Call) -> dict[str, Any]:
    """Show the tags of the resources that are named."""
    resource_type = call.parameters.choice("ResourceType", tuple(TAGS_OF_TYPE)) or "role"
    rows = [
        {"ResourceType": resource_type, "ResourceName": name, **tag}
        for name in _texts(call.parameters, "ResourceNames")
        for tag in tag_key_value(TAGS_OF_TYPE[resource_type](world, name))
    ]
    # A plain list: one in an object would be taken for the tags themselves (service_alicloud_ram_v2.go).
    return {"TagResources": rows, "IsTruncated": False}


def tag_resources(world: World, call: Call) -> dict[str, Any]:
    """Set tags of the resources that are named."""
    tags = tags_in(call.parameters)
    for current in _named(world, call):
        current.update(tags)
    return {}


def untag_resources(world: World, call: Call) -> dict[str, Any]:
    """Take tags from the resources that are named."""
    keys = _texts(call.parameters, "TagKeys")
    for current in _named(world, call):
        for key in keys:
            current.pop(key, None)
    return {}


def _named(world: World, call: Call) -> list[dict[str, str]]:
    tags_of = TAGS_OF_TYPE[call.parameters.choice("ResourceType", tuple(TAGS_OF_TYPE)) or "role"]
    return [tags_of(world, name) for name in _texts(call.parameters, "ResourceNames")]


def _texts(parameters: Parameters, name: str) -> list[str]:
    texts = parameters.json(name) if name in parameters else parameters.strings(name)
    if not isinstance(texts, list) or not all(isinstance(text, str) for text in texts):
        raise invalid_parameter(name, parameters.text(name), "a JSON array of texts")
    return texts


SERVICE = "service_alicloud_ram_v2.go"
ACTIONS: Mapping[str, Action] = {
    "ListTagResources": Action(list_tag_resources, SERVICE),
    "TagResources": Action(tag_resources, SERVICE),
    "UntagResources": Action(untag_resources, SERVICE),
}
