"""A long poll without sockets: how long it waits, and what ends it."""

from datetime import UTC, datetime
from xml.etree import ElementTree as ET

import pytest

from alicloud_emulator.application import Application
from alicloud_emulator.clock import VirtualClock
from alicloud_emulator.state.mns.model import QueueAttributes
from alicloud_emulator.state.mns.queues import create_queue, send
from alicloud_emulator.wire import Request

START = datetime(2026, 1, 5, 8, 0, tzinfo=UTC)
NAMESPACE = "{http://mns.aliyuncs.com/doc/v1/}"


class Waiting:
    """An application whose real time passes only where it waits, `rate` times as fast in virtual time."""

    def __init__(self, rate: float) -> None:
        self.slept = 0.0
        self.application = Application(VirtualClock(rate, start=START, monotonic=lambda: self.slept), sleep=self._sleep)
        self.queue = create_queue(self.application.world, "events", "cn-hangzhou", QueueAttributes())

    def _sleep(self, seconds: float) -> None:
        self.slept += seconds

    def send(self, *, delay_seconds: int) -> None:
        send(self.application.world, self.queue, "event", delay_seconds=delay_seconds)

    def receive(self, wait_seconds: int) -> tuple[int, str]:
        """Answer status, and the message's body or the error's code."""
        target = f"/queues/events/messages?waitseconds={wait_seconds}"
        response = self.application.handle(Request(method="GET", target=target, headers={}))
        assert response is not None
        root = ET.fromstring(response.body)  # noqa: S314 - our own answer
        return response.status, root.findtext(f"{NAMESPACE}MessageBody") or root.findtext(f"{NAMESPACE}Code") or ""


@pytest.mark.parametrize(
    ("rate", "wait_seconds", "real_seconds"),
    [(0, 30, 1.0), (60, 30, 0.5), (1, 2, 2.0), (0.1, 2, 2.0), (60, 0, 0.0)],
)
def test_it_ends_with_its_time_on_either_clock(rate: float, wait_seconds: int, real_seconds: float) -> None:
    waiting = Waiting(rate)

    assert waiting.receive(wait_seconds) == (404, "MessageNotExist")
    assert waiting.slept == pytest.approx(real_seconds, abs=0.021)


def test_it_ends_with_a_message() -> None:
    waiting = Waiting(10)
    waiting.send(delay_seconds=5)

    assert waiting.receive(30) == (200, "event")
    assert waiting.slept == pytest.approx(0.5, abs=0.021)


def test_a_wait_that_is_too_long_is_refused_at_once() -> None:
    waiting = Waiting(10)

    assert waiting.receive(31) == (400, "InvalidParameter")
    assert waiting.slept == 0
