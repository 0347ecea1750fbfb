"""What queues and messages are made of."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime

__all__ = ["DeadLetterPolicy", "Message", "Queue", "QueueAttributes"]


@dataclass(frozen=True, slots=True, kw_only=True)
class DeadLetterPolicy:
    """Where a message goes that was received `max_receive_count` times and not deleted."""

    is_enabled: bool = False
    target_queue: str = ""
    max_receive_count: int = 16


@dataclass(frozen=True, slots=True, kw_only=True)
class QueueAttributes:
    """What a queue is set to; the defaults are the service's (CreateQueue, Mns-open 2022-01-19)."""

    delay_seconds: int = 0
    maximum_message_size: int = 65536
    message_retention_period: int = 345600
    visibility_timeout: int = 30
    polling_wait_seconds: int = 0
    logging_enabled: bool = False
    dead_letters: DeadLetterPolicy = field(default_factory=DeadLetterPolicy)


@dataclass(slots=True, kw_only=True)
class Message:
    """
    One message; `body` is the text as it was sent, encoded or not.

    `receipt_handle` is the latest one; `first_dequeued_at` is None until the message was received.
    """

    message_id: str
    body: str
    priority: int
    enqueued_at: datetime
    expires_at: datetime
    visible_at: datetime
    dequeue_count: int = 0
    first_dequeued_at: datetime | None = None
    receipt_handle: str = ""

    @property
    def body_md5(self) -> str:
        """Digest of the body in capitals, as answers show it."""
        return hashlib.md5(self.body.encode(), usedforsecurity=False).hexdigest().upper()


@dataclass(slots=True, kw_only=True)
class Queue:
    """
    A queue; `messages` are in the order in which they were sent.

    `due_at` is not after the next time at which one of them expires or is put aside, None if there is no such time:
    with it, a queue full of messages costs nothing while nothing happens to them.
    """

    name: str
    region_id: str
    queue_type: str
    attributes: QueueAttributes
    created_at: datetime
    modified_at: datetime
    tags: dict[str, str] = field(default_factory=dict)
    messages: dict[str, Message] = field(default_factory=dict)
    due_at: datetime | None = None

    def visible(self, now: datetime) -> list[Message]:
        """Return what can be received now, in the order in which it will be."""
        waiting = [message for message in self.messages.values() if message.visible_at <= now]
        return sorted(waiting, key=lambda message: (message.priority, message.enqueued_at))
