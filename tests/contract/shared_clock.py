"""Virtual time for several threads at once."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from threading import Condition, get_ident

from alicloud_emulator import Emulator

__all__ = ["SharedClock"]


@dataclass
class SharedClock:
    """
    Time passes while every thread sleeps, and only to where the first of them wakes.

    With a clock for each, one thread that waits would take the emulator through hours in which another one does not
    get to run.
    """

    emulator: Emulator
    threads: int
    _passed: float = 0.0
    _wakes: dict[int, float] = field(default_factory=dict)
    _condition: Condition = field(default_factory=Condition)

    def now(self) -> float:
        return self._passed

    def utc_now(self) -> datetime:
        return self.emulator.clock.now()

    def sleep(self, seconds: float) -> None:
        with self._condition:
            wake = self._wakes[get_ident()] = self._passed + seconds
            self._pass_time()
            self._condition.wait_for(lambda: self._passed >= wake)
            del self._wakes[get_ident()]

    @contextmanager
    def leaving(self) -> Iterator[None]:
        """Time does not wait any longer for the thread that leaves this."""
        try:
            yield
        finally:
            with self._condition:
                self.threads -= 1
                self._pass_time()

    def _pass_time(self) -> None:
        asleep = [wake for wake in self._wakes.values() if wake > self._passed]
        if asleep and len(asleep) == self.threads:
            self.emulator.clock.advance(min(asleep) - self._passed)
            self._passed = min(asleep)
            self._condition.notify_all()
