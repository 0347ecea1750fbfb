"""Virtual time: it runs at a rate of real time, or only when it is advanced."""

from __future__ import annotations

import threading
import time
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

__all__ = ["DEFAULT_RATE", "FASTEST_RATE", "LONGEST_STEP_SECONDS", "VirtualClock"]

DEFAULT_RATE = 1.0
# More than a virtual day in a real second.
FASTEST_RATE = 100_000
# One step ahead: a leap year.
LONGEST_STEP_SECONDS = 366 * 24 * 3600
# Time stands still here, so that what is counted on from it is a date, too.
LAST = datetime(2300, 1, 1, tzinfo=UTC)


class VirtualClock:
    """
    A clock that can be sped up, stopped and moved on, from any thread.

    Args:
        rate: Virtual seconds per real second, 0 to 100,000; 0 stands still until `advance`.
        start: First time shown, aware; by default the present, so that times look right beside a client's own.
        monotonic: Source of real time, in seconds.

    Raises:
        ValueError: The rate, or seconds to advance (0 to a leap year's), is out of range.
    """

    def __init__(
        self,
        rate: float = DEFAULT_RATE,
        *,
        start: datetime | None = None,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        self._monotonic = monotonic
        self._lock = threading.Lock()
        self._rate = _checked("rate", rate, FASTEST_RATE)
        self._base = start or datetime.now(UTC).replace(microsecond=0)
        self._since = monotonic()

    def now(self) -> datetime:
        """Return the virtual time, aware, in UTC."""
        with self._lock:
            return self._rebase()

    def advance(self, seconds: float) -> datetime:
        """Move on by virtual seconds, 0 to a leap year's, and return the new time."""
        step = _checked("seconds", seconds, LONGEST_STEP_SECONDS)
        with self._lock:
            self._rebase()
            return self._move_on(step)

    @property
    def rate(self) -> float:
        """Virtual seconds per real second."""
        return self._rate

    @rate.setter
    def rate(self, rate: float) -> None:
        checked = _checked("rate", rate, FASTEST_RATE)
        with self._lock:
            self._rebase()
            self._rate = checked

    def _rebase(self) -> datetime:
        present = self._monotonic()
        passed, self._since = present - self._since, present
        return self._move_on(passed * self._rate)

    def _move_on(self, seconds: float) -> datetime:
        self._base += timedelta(seconds=min(seconds, (LAST - self._base).total_seconds()))
        return self._base


def _checked(name: str, value: float, largest: float) -> float:
    if not 0 <= value <= largest:
        raise ValueError(f"{name}: got {value}, expected 0 to {largest}")
    return value
