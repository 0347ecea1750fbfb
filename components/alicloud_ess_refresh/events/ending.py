"""How a process of `ess-events` speaks, and how it learns that it is to end."""

from datetime import UTC, datetime
from threading import Event

import click

from alicloud_ess_refresh.clock import SystemClock
from alicloud_ess_refresh.dynamic.engine import Engine
from alicloud_ess_refresh.printable import one_line

__all__ = ["Ending", "say"]


class Ending(Engine):
    """Whether this process is to end: the engine that the waiting code asks, and the clock that it sleeps by."""

    def __init__(self) -> None:
        self._event = Event()
        self._clock = SystemClock()

    def begin(self, *_: object) -> None:
        self._event.set()

    def interrupt(self, *_: object) -> None:
        """Begin, and leave whatever the main thread waits for."""
        self.begin()
        raise KeyboardInterrupt

    def tell(self, line: str) -> None:
        say(line)

    def is_gone(self) -> bool:
        return self._event.is_set()

    def now(self) -> float:
        return self._clock.now()

    def utc_now(self) -> datetime:
        return self._clock.utc_now()

    def sleep(self, seconds: float) -> None:
        self._event.wait(seconds)


def say(line: str) -> None:
    click.echo(f"{datetime.now(UTC):%Y-%m-%dT%H:%M:%SZ} {one_line(line)}")
