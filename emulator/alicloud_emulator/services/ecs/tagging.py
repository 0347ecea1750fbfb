"""Tags of ECS resources."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from alicloud_emulator.services import tags
from alicloud_emulator.services.action import Action
from alicloud_emulator.services.pages import page

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from alicloud_emulator.state.world import World
    from alicloud_emulator.wire import Call

__all__ = ["ACTIONS"]

_TAGS_OF_TYPE: Mapping[str, Callable[[World], Mapping[str, dict[str, str]]]] = {
    "instance": lambda world: {item.instance_id: item.tags for item in world.compute.instances.values()},
    "disk": lambda world: {disk.disk_id: disk.tags for item in world.compute.instances.values() for disk in item.disks},
    "securitygroup": lambda world: {item.security_group_id: item.tags for item in world.security_groups.values()},
    "keypair": lambda world: {item.name: item.tags for item in world.compute.key_pairs.values()},
    "launchtemplate": lambda world: {item.template_id: item.tags for item in world.launch_templates.values()},
}


def describe_tags(world: World, call: Call) -> dict[str, Any]:
    """Show the tags of one type of resource, or of one resource; the provider asks so for images."""
    parameters = call.parameters
    tags_of = _TAGS_OF_TYPE.get(parameters.require("ResourceType").lower())
    every = tags_of(world) if tags_of else {}
    rows = [
        tag
        for resource_id, of_one in every.items()
        if parameters.text("ResourceId") in (None, resource_id)
        for tag in tags.tag_key_value(of_one)
    ]
    shown, fields = page(rows, parameters, maximum=100)
    return {**fields, "Tags": {"Tag": shown}}


ACTIONS: Mapping[str, Action] = {
    "TagResources": Action(partial(tags.tag_resources, types=_TAGS_OF_TYPE), "service_alicloud_ecs.go"),
    "UntagResources": Action(partial(tags.untag_resources, types=_TAGS_OF_TYPE), "service_alicloud_ecs.go"),
    "ListTagResources": Action(partial(tags.list_tag_resources, types=_TAGS_OF_TYPE), "service_alicloud_ecs.go"),
    "DescribeTags": Action(describe_tags, "service_alicloud_ecs.go"),
}
