"""Date and time by the service's clock, which sets the times of tasks: this machine's may be wrong."""

from collections.abc import Callable
from datetime import datetime, timedelta

from alicloud_ess_refresh.clock import Clock

__all__ = ["ServiceCalendar"]


class ServiceCalendar:
    """Tells what the service's clock shows: what it has told with its last answer, and the time since then."""

    def __init__(self, told: Callable[[], datetime | None], clock: Clock) -> None:
        """
        Begin.

        Args:
            told: Tells when the service has answered last, by its own clock; None where it has not told.
            clock: This machine's: it measures the time between two answers, and its calendar counts without any.
        """
        self._told = told
        self._clock = clock
        self._last: datetime | None = None
        self._seen_at = 0.0

    def look(self) -> None:
        """Note the time that the service has just told."""
        told = self._told()
        if told != self._last:
            self._last, self._seen_at = told, self._clock.now()

    def utc_now(self) -> datetime:
        """Return date and time, aware, in UTC, to the second at best."""
        self.look()
        if self._last is None:
            return self._clock.utc_now()
        return self._last + timedelta(seconds=self._clock.now() - self._seen_at)
