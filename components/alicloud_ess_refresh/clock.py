"""Time as the code that waits sees it, so that a test can put its own in its place."""

import time
from datetime import UTC, datetime
from typing import Protocol

__all__ = ["Clock", "SystemClock"]


class Clock(Protocol):
    """Seconds since some fixed moment, never going back, a way to let them pass, and what the calendar says."""

    def now(self) -> float: ...

    def utc_now(self) -> datetime:
        """Answer date and time, aware, in UTC: to compare with times that a service tells, and for nothing else."""

    def sleep(self, seconds: float) -> None: ...


class SystemClock:
    """The machine's monotonic clock, and its calendar."""

    def now(self) -> float:
        return time.monotonic()

    def utc_now(self) -> datetime:
        return datetime.now(UTC)

    def sleep(self, seconds: float) -> None:
        time.sleep(seconds)
