"""MNS 2015-06-06: what is put into a queue and taken from it. Queues as resources are in `services.mns_open`, too."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from alicloud_emulator.errors import ApiError
from alicloud_emulator.parameters import missing_parameter
from alicloud_emulator.services.action import Action, Coverage
from alicloud_emulator.services.queue_attributes import attributes_in, counts, shown_attributes
from alicloud_emulator.state.mns import queues
from alicloud_emulator.state.mns.model import QueueAttributes
from alicloud_emulator.state.mns.queues import find_queue

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from alicloud_emulator.parameters import Parameters
    from alicloud_emulator.state.mns.model import Message, Queue
    from alicloud_emulator.state.world import World
    from alicloud_emulator.wire import Call

__all__ = ["ACTIONS", "is_message_waiting", "seconds_to_wait"]

BATCH_MAX = 16
LONGEST_WAIT_SECONDS = 30
LONGEST_HIDING_SECONDS = 43200
WAITING_ACTIONS = ("ReceiveMessage", "BatchReceiveMessage")


def seconds_to_wait(world: World, call: Call) -> int:
    """Return how long a call may wait for a message, in seconds; 0 for a call that does not wait."""
    queue = world.queues.get(call.parameters.text("QueueName", ""))
    if call.action not in WAITING_ACTIONS or queue is None:
        return 0
    asked = _wait(call)
    return queue.attributes.polling_wait_seconds if asked is None else asked


def is_message_waiting(world: World, call: Call) -> bool:
    """Tell whether there is anything to receive now; also true of a queue that is not there any more."""
    queue = world.queues.get(call.parameters.text("QueueName", ""))
    return queue is None or bool(queue.visible(world.now))


def create_queue(world: World, call: Call) -> dict[str, Any]:
    """Make a queue."""
    attributes = attributes_in(call.parameters, QueueAttributes(), logging="LoggingEnabled")
    queue = queues.create_queue(world, call.parameters.require("QueueName"), call.region_id, attributes)
    return {"Location": _url(call, queue.name)}


def get_queue_attributes(world: World, call: Call) -> dict[str, Any]:
    """Show a queue, and how many messages it has."""
    queue = _queue(world, call)
    return {"Queue": {**shown_attributes(queue), **counts(queue, world.now)}}


def set_queue_attributes(world: World, call: Call) -> dict[str, Any]:
    """Change the attributes that the call names."""
    queue = _queue(world, call)
    attributes = attributes_in(call.parameters, queue.attributes, logging="LoggingEnabled")
    queues.set_attributes(world, queue, attributes)
    return {}


def delete_queue(world: World, call: Call) -> dict[str, Any]:
    """Delete a queue with its messages; one that is not there is as good."""
    world.queues.pop(call.parameters.require("QueueName"), None)
    return {}


def list_queue(world: World, call: Call) -> dict[str, Any]:
    """Show the addresses of the queues whose names begin so."""
    prefix = call.parameters.text("Prefix", "")
    names = sorted(name for name in world.queues if name.startswith(prefix))
    return {"Queues": [{"Queue": {"QueueURL": _url(call, name)}} for name in names]}


def send_message(world: World, call: Call) -> dict[str, Any]:
    """Put one message into the queue."""
    return {"Message": _sent(world, _queue(world, call), call.parameters)}


def batch_send_message(world: World, call: Call) -> dict[str, Any]:
    """Put up to 16 messages into the queue."""
    queue = _queue(world, call)
    groups = call.parameters.groups("Messages")
    if not 1 <= len(groups) <= BATCH_MAX:
        raise ApiError(400, "InvalidArgument", f"A batch has 1 to {BATCH_MAX} messages, this one {len(groups)}.")
    return {"Messages": [{"Message": _sent(world, queue, group)} for group in groups]}


def receive_message(world: World, call: Call) -> dict[str, Any]:
    """Take one message; MessageNotExist (404) if there is none."""
    [message] = _received(world, call, 1)
    return {"Message": _taken(message)}


def batch_receive_message(world: World, call: Call) -> dict[str, Any]:
    """Take up to 16 messages; MessageNotExist (404) if there is none."""
    return {"Messages": [{"Message": _taken(message)} for message in _received(world, call, _batch(call))]}


def peek_message(world: World, call: Call) -> dict[str, Any]:
    """Show the message that would be received, and leave it."""
    [message] = _peeked(world, call, 1)
    return {"Message": _seen(message)}


def batch_peek_message(world: World, call: Call) -> dict[str, Any]:
    """Show the messages that would be received, and leave them."""
    return {"Messages": [{"Message": _seen(message)} for message in _peeked(world, call, _batch(call))]}


def delete_message(world: World, call: Call) -> dict[str, Any]:
    """Delete a message that was received."""
    queues.delete_message(world, _queue(world, call), call.parameters.require("ReceiptHandle"))
    return {}


def batch_delete_message(world: World, call: Call) -> dict[str, Any]:
    """Delete messages that were received; those whose handles are good are deleted even if others are not."""
    queue = _queue(world, call)
    handles = call.parameters.strings("ReceiptHandles")
    if not handles:
        raise missing_parameter("ReceiptHandle")
    failed: ApiError | None = None
    for handle in handles:
        try:
            queues.delete_message(world, queue, handle)
        except ApiError as error:
            failed = failed or error
    if failed is not None:
        raise failed
    return {}


def change_message_visibility(world: World, call: Call) -> dict[str, Any]:
    """Hide a received message for longer, or show it again at once."""
    parameters = call.parameters
    seconds = parameters.integer("VisibilityTimeout", minimum=0, maximum=LONGEST_HIDING_SECONDS)
    if seconds is None:
        raise missing_parameter("VisibilityTimeout")
    handle = parameters.require("ReceiptHandle")
    message = queues.change_visibility(world, _queue(world, call), handle, seconds)
    return {
        "ChangeVisibility": {
            "ReceiptHandle": message.receipt_handle,
            "NextVisibleTime": _milliseconds(message.visible_at),
        }
    }


def _queue(world: World, call: Call) -> Queue:
    return find_queue(world, call.parameters.require("QueueName"))


def _url(call: Call, name: str) -> str:
    return f"http://{call.endpoint}/queues/{name}"


def _batch(call: Call) -> int:
    return call.parameters.integer("NumOfMessages", minimum=1, maximum=BATCH_MAX) or 1


def _sent(world: World, queue: Queue, parameters: Parameters) -> dict[str, Any]:
    message = queues.send(
        world,
        queue,
        parameters.require("MessageBody"),
        delay_seconds=parameters.integer("DelaySeconds", minimum=0, maximum=604800),
        priority=parameters.integer("Priority", minimum=1, maximum=16),
    )
    return {"MessageId": message.message_id, "MessageBodyMD5": message.body_md5}


def _wait(call: Call) -> int | None:
    return call.parameters.integer("WaitSeconds", minimum=0, maximum=LONGEST_WAIT_SECONDS)


def _received(world: World, call: Call, most: int) -> list[Message]:
    _wait(call)  # refuses a wrong value, whether or not there was anything to wait for
    return _some(queues.receive(world, _queue(world, call), most))


def _peeked(world: World, call: Call, most: int) -> list[Message]:
    return _some(_queue(world, call).visible(world.now)[:most])


def _some(messages: list[Message]) -> list[Message]:
    if not messages:
        raise ApiError(404, "MessageNotExist", "Message not exist.")
    return messages


def _seen(message: Message) -> dict[str, Any]:
    first = message.first_dequeued_at
    return {
        "MessageId": message.message_id,
        "MessageBody": message.body,
        "MessageBodyMD5": message.body_md5,
        "EnqueueTime": _milliseconds(message.enqueued_at),
        "FirstDequeueTime": 0 if first is None else _milliseconds(first),
        "DequeueCount": message.dequeue_count,
        "Priority": message.priority,
    }


def _taken(message: Message) -> dict[str, Any]:
    return {
        **_seen(message),
        "ReceiptHandle": message.receipt_handle,
        "NextVisibleTime": _milliseconds(message.visible_at),
    }


def _milliseconds(moment: datetime) -> int:
    return int(moment.timestamp() * 1000)


SOURCE = "MNS SDK"
NO_PROPERTIES = "no user and system properties, no message groups"

ACTIONS: Mapping[str, Action] = {
    "BatchDeleteMessage": Action(
        batch_delete_message, SOURCE, Coverage.PARTLY, "an error names the first handle that is not good, not each"
    ),
    "BatchPeekMessage": Action(batch_peek_message, SOURCE),
    "BatchReceiveMessage": Action(batch_receive_message, SOURCE),
    "BatchSendMessage": Action(batch_send_message, SOURCE, Coverage.PARTLY, NO_PROPERTIES),
    "ChangeMessageVisibility": Action(change_message_visibility, SOURCE),
    "CreateQueue": Action(create_queue, SOURCE),
    "DeleteMessage": Action(delete_message, SOURCE),
    "DeleteQueue": Action(delete_queue, SOURCE),
    "GetQueueAttributes": Action(get_queue_attributes, SOURCE),
    "ListQueue": Action(list_queue, SOURCE, Coverage.PARTLY, "all queues at once, addresses only"),
    "PeekMessage": Action(peek_message, SOURCE),
    "ReceiveMessage": Action(receive_message, SOURCE),
    "SendMessage": Action(send_message, SOURCE, Coverage.PARTLY, NO_PROPERTIES),
    "SetQueueAttributes": Action(set_queue_attributes, SOURCE),
}
