"""
`QueueClient`: reading one message queue (MNS), in the package's own types.

Who implements it: `SdkQueueClient` over the official SDK; tests, over a list.
"""

from dataclasses import dataclass
from typing import Protocol

__all__ = ["QueueClient", "ReceivedMessage"]


@dataclass(frozen=True, slots=True, kw_only=True)
class ReceivedMessage:
    """
    A message that nobody else gets until its visibility timeout has passed.

    Attributes:
        receipt_handle: What it is deleted with.
        dequeue_count: How often it was received, this time included.
    """

    text: str
    receipt_handle: str
    dequeue_count: int


class QueueClient(Protocol):
    """
    One queue.

    Every method raises ServiceUnreachableError, ThrottledError or ServiceApiError.
    """

    def receive_message(self, wait_seconds: int) -> ReceivedMessage | None:
        """Answer a message, waiting up to 30 s for one to come, or None."""

    def delete_message(self, receipt_handle: str) -> None:
        """Delete a message that was received; one that comes again by now, because that took too long, is left."""
