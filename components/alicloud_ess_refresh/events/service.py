"""`ess-events run`: the handler over a queue, for as long as nobody ends it."""

from collections.abc import Callable

from alicloud_ess_refresh.cloud.queue import QueueClient
from alicloud_ess_refresh.dynamic.patience import Patience
from alicloud_ess_refresh.errors import AbandonedError, AlicloudError, ServiceError
from alicloud_ess_refresh.events.handler import Handler

__all__ = ["serve"]

WAIT_SECONDS = 20
"""How long the queue holds a call back until a message comes; it takes 0 to 30. Source: ReceiveMessage."""
MOST_RECEIVES = 5
"""Attempts at a message that this process stumbles over; then it is set apart, so that it holds up no other."""
LONGEST_PAUSE_SECONDS = 300.0
"""Between two attempts at a queue that cannot be read; the pauses double up to it."""


def serve(
    queue: QueueClient, handler: Handler, patience: Patience, *, is_ending: Callable[[], bool], keep: bool = False
) -> None:
    """
    Handle messages until this process is to end; then what goes on is left to the next one.

    A message is deleted after its decision has been written down. Where that fails it comes again, and is found to
    be decided on.

    Args:
        keep: Delete no message: each comes again after the queue's visibility timeout, and is passed over then.

    Raises:
        AuditLogError: A decision or an outcome could not be written down.
        ServiceError: The queue refuses, for a reason that will not pass.
    """
    pause = patience.retry_seconds
    kept: set[str] | None = set() if keep else None
    while not is_ending():
        try:
            _handle_one(queue, handler, kept)
        except ServiceError as error:
            if not error.is_transient:
                raise
            patience.say(f"{error}; trying again in {pause:.0f} s")
            try:
                patience.sleep(max(pause, error.retry_after_seconds))
            except AbandonedError:
                return
            pause = min(2 * pause, LONGEST_PAUSE_SECONDS)
        else:
            pause = patience.retry_seconds


def _handle_one(queue: QueueClient, handler: Handler, kept: set[str] | None) -> None:
    message = queue.receive_message(WAIT_SECONDS)
    handler.raise_trouble()
    if message is None or (kept is not None and message.text in kept):
        return
    try:
        handler.handle(message.text)
    except AlicloudError:
        raise
    except Exception as error:  # noqa: BLE001  # a defect that one message brings out must not hold up the others
        if message.dequeue_count < MOST_RECEIVES:
            handler.tell(f"a message was left in the queue, attempt {message.dequeue_count}: {error!r}")
            return
        handler.set_apart(message.text, f"{MOST_RECEIVES} attempts ended in {error!r}")
    if kept is not None:
        kept.add(message.text)
    else:
        queue.delete_message(message.receipt_handle)
