"""Virtual time: it runs at a rate of real time, or only when it is advanced."""

from __future__ import annotations

import threading
import time
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

__all__ = ["DEFAULT_RATE", "VirtualClock"]

DEFAULT_RATE = 1.0


class VirtualClock:
    """
    A clock that can be sped up, stopped and moved on, from any thread.

    Args:
        rate: Virtual seconds per real second, 0 or more; 0 stands still until `advance`.
        start: First time shown, aware; by default the present, so that times look right beside a client's own.
        monotonic: Source of real time, in seconds.

    Raises:
        ValueError: The rate, or seconds to advance, is negative or not finite.
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
        self._rate = _checked("rate", rate)
        self._base = start or datetime.now(UTC).replace(microsecond=0)
        self._since = monotonic()

    def now(self) -> datetime:
        """Return the virtual time, aware, in UTC."""
        with self._lock:
            return self._rebase()

    def advance(self, seconds: float) -> datetime:
        """Move on by virtual seconds, 0 or more, and return the new time."""
        step = timedelta(seconds=_checked("seconds", seconds))
        with self._lock:
            self._base = self._rebase() + step
            return self._base

    @property
    def rate(self) -> float:
        """Virtual seconds per real second."""
        return self._rate

    @rate.setter
    def rate(self, rate: float) -> None:
        checked = _checked("rate", rate)
        with self._lock:
            self._rebase()
            self._rate = checked

    def _rebase(self) -> datetime:
        present = self._monotonic()
        self._base += timedelta(seconds=(present - self._since) * self._rate)
        self._since = present
        return self._base


def _checked(name: str, value: float) -> float:
    if not 0 <= value < float("inf"):
        raise ValueError(f"{name}: got {value}, expected a finite number of 0 or more")
    return value
