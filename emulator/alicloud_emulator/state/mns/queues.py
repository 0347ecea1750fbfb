"""Message queues (MNS) and their messages: who may see which message when."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from alicloud_emulator.errors import ApiError
from alicloud_emulator.state.mns.assumptions import CODE_QUEUE_EXISTS, DEFAULT_PRIORITY
from alicloud_emulator.state.mns.model import Message, Queue, QueueAttributes

if TYPE_CHECKING:
    from datetime import datetime

    from alicloud_emulator.state.world import World

__all__ = [
    "advance",
    "change_visibility",
    "create_queue",
    "delete_message",
    "find_queue",
    "next_change",
    "receive",
    "send",
    "set_attributes",
]


def create_queue(
    world: World, name: str, region_id: str, attributes: QueueAttributes, queue_type: str = "normal"
) -> Queue:
    """Make a queue, or return the one that is there with the same attributes; ApiError if others (409)."""
    existing = world.queues.get(name)
    if existing is not None:
        if existing.attributes != attributes:
            raise ApiError(409, CODE_QUEUE_EXISTS, f"The queue {name} exists with other attributes.")
        return existing
    world.queues[name] = Queue(
        name=name,
        region_id=region_id,
        queue_type=queue_type,
        attributes=attributes,
        created_at=world.now,
        modified_at=world.now,
    )
    return world.queues[name]


def set_attributes(world: World, queue: Queue, attributes: QueueAttributes) -> None:
    """Change a queue; its messages keep the times that they have, and a new dead-letter policy holds for them."""
    queue.attributes = attributes
    queue.modified_at = world.now
    queue.due_at = world.now


def find_queue(world: World, name: str) -> Queue:
    """Return a queue; QueueNotExist (404) if there is none of that name."""
    queue = world.queues.get(name)
    if queue is None:
        raise ApiError(404, "QueueNotExist", f"The queue {name} does not exist.")
    return queue


def send(
    world: World, queue: Queue, body: str, *, delay_seconds: int | None = None, priority: int | None = None
) -> Message:
    """Put a message into the queue; it can be received once its delay, or the queue's, is over."""
    limit = queue.attributes.maximum_message_size
    if len(body.encode()) > limit:
        raise ApiError(400, "InvalidArgument", f"The message body is larger than the queue's {limit} bytes.")
    delay = queue.attributes.delay_seconds if delay_seconds is None else delay_seconds
    message = Message(
        message_id=world.new_id("msg"),
        body=body,
        priority=DEFAULT_PRIORITY if priority is None else priority,
        enqueued_at=world.now,
        expires_at=world.now + timedelta(seconds=queue.attributes.message_retention_period),
        visible_at=world.now + timedelta(seconds=delay),
    )
    _put(queue, message)
    return message


def receive(world: World, queue: Queue, most: int) -> list[Message]:
    """Take up to so many messages, and hide them for the queue's visibility timeout."""
    taken = queue.visible(world.now)[:most]
    for message in taken:
        message.dequeue_count += 1
        message.first_dequeued_at = message.first_dequeued_at or world.now
        _hide(world, queue, message, queue.attributes.visibility_timeout)
    return taken


def delete_message(world: World, queue: Queue, receipt_handle: str) -> None:
    """Delete a message that was received; MessageNotExist (404) if the handle is not good any more."""
    del queue.messages[_held(world, queue, receipt_handle).message_id]


def change_visibility(world: World, queue: Queue, receipt_handle: str, seconds: int) -> Message:
    """Hide a received message for so long from now; it gets a new receipt handle."""
    message = _held(world, queue, receipt_handle)
    _hide(world, queue, message, seconds)
    return message


def advance(world: World) -> None:
    """Drop what has expired, and put aside what was received too often."""
    for queue in world.queues.values():
        if queue.due_at is not None and queue.due_at <= world.now:
            _sort_out(world, queue)
            queue.due_at = min(
                (due for message in queue.messages.values() for due in _dues(queue, message)), default=None
            )


def next_change(world: World) -> datetime | None:
    """Return when a message may next expire or be put aside."""
    return min((queue.due_at for queue in world.queues.values() if queue.due_at is not None), default=None)


def _sort_out(world: World, queue: Queue) -> None:
    for message in list(queue.messages.values()):
        if message.expires_at <= world.now:
            del queue.messages[message.message_id]
        elif _is_dead(queue, message) and message.visible_at <= world.now:
            _bury(world, queue, message)


def _put(queue: Queue, message: Message) -> None:
    queue.messages[message.message_id] = message
    _watch(queue, message)


def _watch(queue: Queue, message: Message) -> None:
    dues = _dues(queue, message)
    queue.due_at = min(dues if queue.due_at is None else (queue.due_at, *dues))


def _dues(queue: Queue, message: Message) -> tuple[datetime, ...]:
    return (message.expires_at, message.visible_at) if _is_dead(queue, message) else (message.expires_at,)


def _is_dead(queue: Queue, message: Message) -> bool:
    policy = queue.attributes.dead_letters
    return policy.is_enabled and message.dequeue_count >= policy.max_receive_count


def _bury(world: World, queue: Queue, message: Message) -> None:
    del queue.messages[message.message_id]
    target = world.queues.get(queue.attributes.dead_letters.target_queue)
    if target is not None:
        message.dequeue_count = 0
        message.receipt_handle = ""
        message.first_dequeued_at = None
        message.expires_at = world.now + timedelta(seconds=target.attributes.message_retention_period)
        _put(target, message)


def _hide(world: World, queue: Queue, message: Message, seconds: int) -> None:
    message.visible_at = world.now + timedelta(seconds=seconds)
    message.receipt_handle = f"{message.priority}-{world.new_id('rh')}"
    _watch(queue, message)


def _held(world: World, queue: Queue, receipt_handle: str) -> Message:
    for message in queue.messages.values():
        if message.receipt_handle == receipt_handle and message.visible_at > world.now:
            return message
    raise ApiError(404, "MessageNotExist", "The receipt handle is of no message that is held now.")
