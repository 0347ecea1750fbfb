"""Message queues through the official SDK: who receives which message when."""

import json
from collections.abc import Iterator

import pytest
from mns.account import Account
from mns.mns_exception import MNSServerException
from mns.queue import Message, Queue, QueueMeta

from alicloud_emulator import Emulator
from contract.official import ask

MNS_OPEN = "2022-01-19"
HOUR_SECONDS = 3600


class Accounts:
    """The SDK's accounts; each holds one connection that it never closes by itself."""

    def __init__(self) -> None:
        self._opened: list[Account] = []

    def open(self, emulator: Emulator) -> Account:
        account = Account(emulator.url, "any", "any")
        self._opened.append(account)
        return account

    def queue(self, emulator: Emulator, name: str = "events", **attributes: str) -> Queue:
        """Make a queue as the provider does, and return the SDK's object for it."""
        ask(emulator, MNS_OPEN, "CreateQueue", QueueName=name, **attributes)
        return self.open(emulator).get_queue(name)

    def close(self) -> None:
        for account in self._opened:
            account.mns_client.close_connection()


@pytest.fixture(name="accounts")
def _accounts() -> Iterator[Accounts]:
    accounts = Accounts()
    yield accounts
    accounts.close()


def code_of(call: object, *arguments: object) -> str:
    with pytest.raises(MNSServerException) as caught:
        call(*arguments)  # type: ignore[operator]
    return str(caught.value.type)


def counts(emulator: Emulator, name: str = "events") -> tuple[int, int, int]:
    """Return how many messages are waiting, held and delayed; the SDK's own way to these is deprecated."""
    shown = ask(emulator, MNS_OPEN, "GetQueueAttributes", QueueName=name)["Data"]
    return shown["ActiveMessages"], shown["InactiveMessages"], shown["DelayMessages"]


def test_a_message_is_received_held_and_deleted(accounts: Accounts, alicloud_emulator: Emulator) -> None:
    queue = accounts.queue(alicloud_emulator, VisibilityTimeout="60")
    sent = queue.send_message(Message("{“a”: 1} & <b>"))

    received = queue.receive_message_with_str_body()

    assert (received.message_id, received.message_body, received.dequeue_count) == (
        sent.message_id,
        "{“a”: 1} & <b>",
        1,
    )
    assert received.next_visible_time - received.first_dequeue_time == 60_000
    assert code_of(queue.receive_message) == "MessageNotExist"
    assert counts(alicloud_emulator) == (0, 1, 0)
    queue.delete_message(received.receipt_handle)
    assert counts(alicloud_emulator) == (0, 0, 0)
    assert code_of(queue.delete_message, received.receipt_handle) == "MessageNotExist"


def test_a_message_that_is_not_deleted_comes_again(accounts: Accounts, alicloud_emulator: Emulator) -> None:
    queue = accounts.queue(alicloud_emulator, VisibilityTimeout="60")
    queue.send_message(Message("event"))
    first = queue.receive_message()

    alicloud_emulator.clock.advance(59)
    assert code_of(queue.receive_message) == "MessageNotExist"
    alicloud_emulator.clock.advance(1)
    assert code_of(queue.delete_message, first.receipt_handle) == "MessageNotExist"
    again = queue.receive_message()

    assert (again.message_id, again.dequeue_count) == (first.message_id, 2)
    assert again.first_dequeue_time == first.first_dequeue_time


def test_visibility_can_be_changed_and_the_handle_changes_with_it(
    accounts: Accounts, alicloud_emulator: Emulator
) -> None:
    queue = accounts.queue(alicloud_emulator)
    queue.send_message(Message("event"))
    received = queue.receive_message()

    held = queue.change_message_visibility(received.receipt_handle, HOUR_SECONDS)

    alicloud_emulator.clock.advance(HOUR_SECONDS - 1)
    assert code_of(queue.receive_message) == "MessageNotExist"
    assert code_of(queue.change_message_visibility, received.receipt_handle, 1) == "MessageNotExist"
    queue.change_message_visibility(held.receipt_handle, 0)
    assert queue.receive_message().dequeue_count == 2


def test_delay_and_priority_decide_the_order(accounts: Accounts, alicloud_emulator: Emulator) -> None:
    queue = accounts.queue(alicloud_emulator)
    queue.send_message(Message("late", delay_seconds=10, priority=1))
    queue.batch_send_message([Message("usual"), Message("later"), Message("urgent", priority=2)])

    assert counts(alicloud_emulator) == (3, 0, 1)
    assert [message.message_body for message in queue.batch_peek_message_with_str_body(16)] == [
        "urgent",
        "usual",
        "later",
    ]
    alicloud_emulator.clock.advance(10)
    taken = queue.batch_receive_message_with_str_body(2)
    assert [message.message_body for message in taken] == ["late", "urgent"]
    queue.batch_delete_message([message.receipt_handle for message in taken])
    assert counts(alicloud_emulator) == (2, 0, 0)


def test_a_message_expires_with_the_retention_period(accounts: Accounts, alicloud_emulator: Emulator) -> None:
    queue = accounts.queue(alicloud_emulator, MessageRetentionPeriod="60")
    queue.send_message(Message("event"))

    alicloud_emulator.clock.advance(59)
    assert counts(alicloud_emulator) == (1, 0, 0)
    alicloud_emulator.clock.advance(1)
    assert counts(alicloud_emulator) == (0, 0, 0)


def test_what_is_never_deleted_goes_to_the_dead_letter_queue(accounts: Accounts, alicloud_emulator: Emulator) -> None:
    dead = accounts.queue(alicloud_emulator, "dead")
    policy = {"Enabled": True, "DeadLetterTargetQueue": "dead", "MaxReceiveCount": 2}
    queue = accounts.queue(alicloud_emulator, VisibilityTimeout="30", DlqPolicy=json.dumps(policy))
    queue.send_message(Message("poison"))

    for _ in range(2):
        queue.receive_message()
        assert counts(alicloud_emulator, "dead") == (0, 0, 0)
        alicloud_emulator.clock.advance(30)

    assert code_of(queue.receive_message) == "MessageNotExist"
    assert dead.receive_message_with_str_body().message_body == "poison"


def test_a_new_dead_letter_policy_holds_for_messages_that_are_there(
    accounts: Accounts, alicloud_emulator: Emulator
) -> None:
    dead = accounts.queue(alicloud_emulator, "dead")
    queue = accounts.queue(alicloud_emulator, VisibilityTimeout="30")
    queue.send_message(Message("poison"))
    queue.receive_message()

    policy = {"Enabled": True, "DeadLetterTargetQueue": "dead", "MaxReceiveCount": 1}
    ask(alicloud_emulator, MNS_OPEN, "SetQueueAttributes", QueueName="events", DlqPolicy=json.dumps(policy))
    alicloud_emulator.clock.advance(30)

    assert counts(alicloud_emulator) == (0, 0, 0)
    assert dead.receive_message_with_str_body().message_body == "poison"


def test_a_long_poll_ends_as_soon_as_there_is_a_message(accounts: Accounts) -> None:
    with Emulator(rate=60) as emulator:
        queue = accounts.queue(emulator)
        queue.send_message(Message("event", delay_seconds=10))

        received = queue.receive_message_with_str_body(30)

        assert received.message_body == "event"
        assert 10_000 <= received.first_dequeue_time - received.enqueue_time < 30_000


def test_a_long_poll_without_a_message_ends_with_virtual_time(accounts: Accounts) -> None:
    with Emulator(rate=60) as emulator:
        queue = accounts.queue(emulator, PollingWaitSeconds="6")

        assert code_of(queue.receive_message) == "MessageNotExist"


# The SDK announces the end of two counts whenever it reads attributes.
@pytest.mark.filterwarnings("ignore:Call to deprecated function:DeprecationWarning")
def test_a_queue_is_made_listed_and_deleted_by_the_sdk_alone(accounts: Accounts, alicloud_emulator: Emulator) -> None:
    account = accounts.open(alicloud_emulator)
    queue = account.get_queue("web-events")

    url = queue.create(QueueMeta(vis_timeout=45))

    assert url == f"{alicloud_emulator.url}/queues/web-events"
    assert account.list_queue("web") == ([url], "")
    assert queue.get_attributes().visibility_timeout == 45
    queue.set_attributes(QueueMeta(vis_timeout=50))
    assert queue.get_attributes().visibility_timeout == 50
    queue.delete()
    queue.delete()
    assert code_of(queue.receive_message) == "QueueNotExist"
    assert alicloud_emulator.state["empty"]


def test_a_lost_reply_and_an_error_can_be_set_for_queues(accounts: Accounts, alicloud_emulator: Emulator) -> None:
    queue = accounts.queue(alicloud_emulator)
    alicloud_emulator.add_fault(
        kind="error", action="SendMessage", http_status=503, code="InternalServerError", message="Try again."
    )

    assert code_of(queue.send_message, Message("event")) == "InternalServerError"
    queue.send_message(Message("event"))
    assert [call["action"] for call in alicloud_emulator.calls] == ["CreateQueue", "SendMessage", "SendMessage"]
