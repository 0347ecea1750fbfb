"""Mns-open 2022-01-19: queues as resources. Their messages are in `services.mns`."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from alicloud_emulator.services.action import Action, Coverage
from alicloud_emulator.services.queue_attributes import attributes_in, counts, shown_attributes
from alicloud_emulator.services.tags import tag_key_value, tag_resources, tags_in, untag_resources
from alicloud_emulator.state.mns.model import QueueAttributes
from alicloud_emulator.state.mns.queues import create_queue, find_queue, set_attributes

if TYPE_CHECKING:
    from collections.abc import Mapping

    from alicloud_emulator.services.tags import TagsOfType
    from alicloud_emulator.state.mns.model import Queue
    from alicloud_emulator.state.world import World
    from alicloud_emulator.wire import Call

__all__ = ["ACTIONS"]

SUCCESS = {"Code": 200, "Status": "Success", "Success": True, "Message": "success"}
QUEUE_TYPES = ("normal", "fifo")


def create(world: World, call: Call) -> dict[str, Any]:
    """Make a queue; one that is there with the same attributes is as good."""
    parameters = call.parameters
    queue = create_queue(
        world,
        parameters.require("QueueName"),
        call.region_id,
        attributes_in(parameters, QueueAttributes(), logging="EnableLogging"),
        parameters.choice("QueueType", QUEUE_TYPES) or QUEUE_TYPES[0],
    )
    queue.tags.update(tags_in(parameters))
    return {**SUCCESS, "Data": {"Code": 201, "Success": True}}


def get_queue_attributes(world: World, call: Call) -> dict[str, Any]:
    """Show a queue with its tags."""
    return {**SUCCESS, "Data": _shown(world, find_queue(world, call.parameters.require("QueueName")))}


def set_queue_attributes(world: World, call: Call) -> dict[str, Any]:
    """Change the attributes that the call names."""
    queue = find_queue(world, call.parameters.require("QueueName"))
    attributes = attributes_in(call.parameters, queue.attributes, logging="EnableLogging")
    set_attributes(world, queue, attributes)
    return {**SUCCESS, "Data": {"Code": 200, "Success": True}}


def delete_queue(world: World, call: Call) -> dict[str, Any]:
    """Delete a queue with its messages."""
    del world.queues[find_queue(world, call.parameters.require("QueueName")).name]
    return {**SUCCESS, "Data": {"Code": 204, "Success": True}}


def list_queue(world: World, call: Call) -> dict[str, Any]:
    """Show the queues of the region whose names contain the text."""
    part = call.parameters.text("QueueName", "")
    found = [_shown(world, queue) for name, queue in world.queues.items() if part in name]
    number = call.parameters.integer("PageNum", minimum=1) or 1
    size = call.parameters.integer("PageSize", minimum=1, maximum=50) or 10
    shown = found[(number - 1) * size : number * size]
    return {**SUCCESS, "Data": {"PageNum": number, "PageSize": size, "Total": len(found), "PageData": shown}}


def _shown(world: World, queue: Queue) -> dict[str, Any]:
    letters = queue.attributes.dead_letters
    shown_letters: dict[str, Any] = {"Enabled": letters.is_enabled}
    if letters.is_enabled:
        shown_letters |= {
            "DeadLetterTargetQueue": letters.target_queue,
            "MaxReceiveCount": str(letters.max_receive_count),
        }
    return {
        **shown_attributes(queue),
        **counts(queue, world.now),
        "QueueType": queue.queue_type,
        "DlqPolicy": shown_letters,
        "Tags": tag_key_value(queue.tags),
    }


TAGS: TagsOfType = {"queue": lambda world: {name: queue.tags for name, queue in world.queues.items()}}
RESOURCE = "resource_alicloud_message_service_queue.go"
SERVICE = "service_alicloud_message_service_v2.go"

ACTIONS: Mapping[str, Action] = {
    "CreateQueue": Action(create, RESOURCE, Coverage.PARTLY, "fifo queues give messages in the same order as others"),
    "DeleteQueue": Action(delete_queue, RESOURCE),
    "GetQueueAttributes": Action(get_queue_attributes, SERVICE),
    "ListQueue": Action(list_queue, "data_source_alicloud_message_service_queues.go"),
    "SetQueueAttributes": Action(set_queue_attributes, RESOURCE),
    "TagResources": Action(partial(tag_resources, types=TAGS), SERVICE),
    "UntagResources": Action(partial(untag_resources, types=TAGS), SERVICE),
}
