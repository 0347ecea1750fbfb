"""
Patience: calls that went wrong are made again, changes are never made twice.

What went wrong and may go right again is `ServiceError.is_transient`. Nothing here decides over a release.
"""

from collections.abc import Callable
from dataclasses import dataclass
from random import Random
from typing import TypeVar

from alicloud_ess_refresh.clock import Clock
from alicloud_ess_refresh.dynamic.engine import Engine
from alicloud_ess_refresh.dynamic.pace import ANY_CHANCE, LEAST_SHARE
from alicloud_ess_refresh.errors import AbandonedError, ServiceError, ThrottledError

__all__ = ["CALM_SECONDS", "LONGEST_BACK_OFF_SECONDS", "RETRY_SECONDS", "Patience"]

T = TypeVar("T")

CALM_SECONDS = 60.0
"""How long a call that nothing depends on yet is repeated. Long enough for a throttled or restarted service,
short enough to tell a wrong endpoint from one."""
RETRY_SECONDS = 5.0
"""Pause before a call that went wrong is made again, unless polls are closer together."""
LONGEST_BACK_OFF_SECONDS = 60.0
"""Longest pause before a call that was throttled is made again, unless the service asks for a longer one: limits of
Alibaba Cloud's APIs count calls a minute, or a shorter time."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Patience:
    """
    Repeats calls, as long as the engine is there.

    A process whose engine was killed would otherwise act on what the next update has adopted. So every method that
    sleeps raises AbandonedError when it wakes up and the engine is gone.

    Attributes:
        say: Tells the user that something is tried again.
        retry_seconds: Pause before a call that went wrong is made again. It doubles with each time that the call is
            throttled; the service may ask for a longer one.
        chance: Draws the pauses of throttled calls: all that were throttled together would come back together.
        calm_seconds: How long a call that nothing depends on yet is repeated.
    """

    clock: Clock
    engine: Engine
    say: Callable[[str], None]
    retry_seconds: float = RETRY_SECONDS
    chance: Random = ANY_CHANCE
    calm_seconds: float = CALM_SECONDS

    def calmly(self, call: Callable[[], T]) -> T:
        """Make a call before anything is at stake: transient errors are waited out for `calm_seconds`."""
        return self.until(self.clock.now() + self.calm_seconds, call)

    def until(self, deadline: float, call: Callable[[], T], *, rest: Callable[[float], bool] | None = None) -> T:
        """
        Make a call, again and again as long as it fails for a passing reason and there is time.

        Args:
            rest: Sleeps so many seconds in place of `sleep`, and tells whether the call is no longer wanted.

        Raises:
            ServiceError: It failed for good, or the time is up, or it is no longer wanted.
        """
        trouble = _Trouble(self)
        while True:
            try:
                return call()
            except ServiceError as error:
                pause = trouble.pause(error, deadline)
                if (rest or self.sleep)(pause):
                    raise

    def ensure(self, deadline: float, act: Callable[[], T], observe: Callable[[], T | None]) -> T:
        """
        Make a change that must not be made twice.

        After every error, and before the change is tried again, `observe` looks whether it took effect: the
        reply may have been lost, and a refusal may mean no more than that it is done already.

        Raises:
            ServiceError: The change did not take effect, for good or until the time was up.
        """
        trouble = _Trouble(self)
        while True:
            try:
                return act()
            except ServiceError as error:
                done = self.until(deadline, observe)
                if done is not None:
                    return done
                pause = trouble.pause(error, deadline)
            self.sleep(pause)

    def sleep(self, seconds: float) -> None:
        self.clock.sleep(seconds)
        if self.engine.is_gone():
            raise AbandonedError


class _Trouble:
    """One call that goes wrong, time and again."""

    def __init__(self, patience: Patience) -> None:
        self._patience = patience
        self._is_told = False
        self._times_throttled = 0

    def pause(self, error: ServiceError, deadline: float) -> float:
        """
        Answer after how many seconds to try again; the first time, the user is told.

        Raises:
            ServiceError: The error itself: it is for good, or the time would be up by then.
        """
        patience = self._patience
        left = deadline - patience.clock.now()
        pause = max(self._back_off(error, left), error.retry_after_seconds)
        if not error.is_transient or pause > left:
            raise error
        if not self._is_told:
            patience.say(f"{error}; trying again")
        self._is_told = True
        return pause

    def _back_off(self, error: ServiceError, left: float) -> float:
        """Answer a pause that leaves time for a last try, if there is any."""
        patience = self._patience
        if not isinstance(error, ThrottledError):
            return patience.retry_seconds
        doubled = patience.retry_seconds * 2.0**self._times_throttled
        self._times_throttled += 1
        drawn = min(doubled, LONGEST_BACK_OFF_SECONDS) * patience.chance.uniform(LEAST_SHARE, 1.0)
        return max(patience.retry_seconds * LEAST_SHARE, min(drawn, left))
