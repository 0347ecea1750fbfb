"""Queues under any sequence of calls: no message is lost, none is held by two, and each comes again in time."""

from datetime import timedelta

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from alicloud_emulator.state.mns.model import Message, QueueAttributes
from alicloud_emulator.state.mns.queues import change_visibility, create_queue, delete_message, receive, send
from alicloud_emulator.state.passing_time import advance
from alicloud_emulator.state.world import World
from unit.emulator.worlds import START

VISIBILITY_SECONDS = 30
SECONDS = st.integers(min_value=0, max_value=60)


class Consumers(RuleBasedStateMachine):
    """Producers and consumers of one queue, and what each consumer believes to hold."""

    def __init__(self) -> None:
        super().__init__()
        self.world = World(now=START)
        attributes = QueueAttributes(visibility_timeout=VISIBILITY_SECONDS, message_retention_period=604800)
        self.queue = create_queue(self.world, "events", "cn-hangzhou", attributes)
        self.sent: set[str] = set()
        self.deleted: set[str] = set()
        # Message → receipt handle and the time until which it is held.
        self.held: dict[str, tuple[str, float]] = {}

    @rule(delay_seconds=SECONDS, priority=st.integers(min_value=1, max_value=16))
    def send(self, delay_seconds: int, priority: int) -> None:
        self.sent.add(send(self.world, self.queue, "event", delay_seconds=delay_seconds, priority=priority).message_id)

    @rule(most=st.integers(min_value=1, max_value=16))
    def receive(self, most: int) -> None:
        for message in receive(self.world, self.queue, most):
            assert message.message_id not in self.deleted
            assert self._held_until(message.message_id) <= self._now()
            self._hold(message, VISIBILITY_SECONDS)

    @precondition(lambda self: self._in_hand())
    @rule(data=st.data())
    def delete(self, data: st.DataObject) -> None:
        message_id = data.draw(st.sampled_from(self._in_hand()))
        delete_message(self.world, self.queue, self.held.pop(message_id)[0])
        self.deleted.add(message_id)

    @precondition(lambda self: self._in_hand())
    @rule(data=st.data(), seconds=SECONDS)
    def change_visibility(self, data: st.DataObject, seconds: int) -> None:
        message_id = data.draw(st.sampled_from(self._in_hand()))
        message = change_visibility(self.world, self.queue, self.held[message_id][0], seconds)
        self._hold(message, seconds)

    @rule(seconds=SECONDS)
    def advance(self, seconds: int) -> None:
        advance(self.world, self.world.now + timedelta(seconds=seconds))

    @invariant()
    def nothing_is_lost(self) -> None:
        assert set(self.queue.messages) == self.sent - self.deleted

    @invariant()
    def what_is_held_is_not_visible(self) -> None:
        visible = {message.message_id for message in self.queue.visible(self.world.now)}
        assert visible.isdisjoint(self._in_hand())

    def teardown(self) -> None:
        advance(self.world, self.world.now + timedelta(seconds=61))
        assert {message.message_id for message in self.queue.visible(self.world.now)} == self.sent - self.deleted

    def _hold(self, message: Message, seconds: int) -> None:
        self.held[message.message_id] = (message.receipt_handle, self._now() + seconds)

    def _held_until(self, message_id: str) -> float:
        return self.held.get(message_id, ("", 0.0))[1]

    def _in_hand(self) -> list[str]:
        return [message_id for message_id in self.held if self._held_until(message_id) > self._now()]

    def _now(self) -> float:
        return self.world.now.timestamp()


TestConsumers = Consumers.TestCase
