"""
Patience: calls that went wrong are made again, changes are never made twice.

What went wrong and may go right again is `ServiceError.is_transient`. Nothing here decides over a release.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar

from alicloud_ess_refresh.clock import Clock
from alicloud_ess_refresh.dynamic.engine import Engine
from alicloud_ess_refresh.errors import AbandonedError, ServiceError

__all__ = ["CALM_SECONDS", "RETRY_SECONDS", "Patience"]

T = TypeVar("T")

CALM_SECONDS = 60.0
"""How long a call that nothing depends on yet is repeated. Long enough for a throttled or restarted service,
short enough to tell a wrong endpoint from one."""
RETRY_SECONDS = 5.0
"""Pause before a call that went wrong is made again, unless polls are closer together."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Patience:
    """
    Repeats calls, as long as the engine is there.

    A process whose engine was killed would otherwise act on what the next update has adopted. So every method that
    sleeps raises AbandonedError when it wakes up and the engine is gone.

    Attributes:
        say: Tells the user that something is tried again.
        retry_seconds: Pause before a call that went wrong is made again; the service may ask for a longer one.
        calm_seconds: How long a call that nothing depends on yet is repeated.
    """

    clock: Clock
    engine: Engine
    say: Callable[[str], None]
    retry_seconds: float = RETRY_SECONDS
    calm_seconds: float = CALM_SECONDS

    def calmly(self, call: Callable[[], T]) -> T:
        """Make a call before anything is at stake: transient errors are waited out for `calm_seconds`."""
        return self.until(self.clock.now() + self.calm_seconds, call)

    def until(self, deadline: float, call: Callable[[], T]) -> T:
        """
        Make a call, again and again as long as it fails for a passing reason and there is time.

        Raises:
            ServiceError: It failed for good, or the time is up.
        """
        is_in_trouble = False
        while True:
            try:
                return call()
            except ServiceError as error:
                pause = self._pause(error)
                if not error.is_transient or self.clock.now() + pause > deadline:
                    raise
                if not is_in_trouble:
                    self.say(f"{error}; trying again")
                is_in_trouble = True
            self.sleep(pause)

    def ensure(self, deadline: float, act: Callable[[], T], observe: Callable[[], T | None]) -> T:
        """
        Make a change that must not be made twice.

        After every error, and before the change is tried again, `observe` looks whether it took effect: the
        reply may have been lost, and a refusal may mean no more than that it is done already.

        Raises:
            ServiceError: The change did not take effect, for good or until the time was up.
        """
        is_in_trouble = False
        while True:
            try:
                return act()
            except ServiceError as error:
                done = self.until(deadline, observe)
                if done is not None:
                    return done
                pause = self._pause(error)
                if not error.is_transient or self.clock.now() + pause > deadline:
                    raise
                if not is_in_trouble:
                    self.say(f"{error}; trying again")
                is_in_trouble = True
            self.sleep(pause)

    def sleep(self, seconds: float) -> None:
        self.clock.sleep(seconds)
        if self.engine.is_gone():
            raise AbandonedError

    def _pause(self, error: ServiceError) -> float:
        return max(self.retry_seconds, error.retry_after_seconds)
