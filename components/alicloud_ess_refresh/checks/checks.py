"""The checks of one release together: due when, failed why."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from alicloud_ess_refresh.checks.alarms import Alarms
from alicloud_ess_refresh.checks.probes import ProbeWatch
from alicloud_ess_refresh.cloud.cms import MetricRule
from alicloud_ess_refresh.dynamic.patience import CALM_SECONDS, Patience
from alicloud_ess_refresh.errors import ServiceApiError, ServiceError

__all__ = ["ALARM_SECONDS", "NO_OBSTACLES", "Checks", "Obstacles", "Verdict"]

ALARM_SECONDS = 60.0
"""Pause between two readings of the alarms. CloudMonitor evaluates a rule once in its period, 60 s at least
(PutResourceMetricRule, Period), so that more often tells nothing new; an alarm is seen within two minutes."""


class Tell(Protocol):
    def __call__(self, text: str, *, event: str) -> None: ...


@dataclass(frozen=True, slots=True)
class Verdict:
    """
    What a full round of checks came to; with both empty it was passed.

    Attributes:
        failure: Why a check has failed.
        unseen: Why some could not be made.
    """

    failure: str = ""
    unseen: str = ""

    @property
    def is_passed(self) -> bool:
        return not (self.failure or self.unseen)


@dataclass(frozen=True, slots=True)
class Obstacles:
    """
    What speaks against a start.

    Attributes:
        firing: Alarms that fire already.
        others: Sentences on alarms that cannot be watched, and on probes that fail.
        unread: Why no alarm could be read; empty where all were.
    """

    firing: tuple[MetricRule, ...]
    others: tuple[str, ...]
    unread: str = ""


NO_OBSTACLES = Obstacles((), ())


class Checks:
    """
    Alarms and probes of one release.

    Attributes:
        failure: Why a check has failed; once one has, it stays so.
    """

    def __init__(self, alarms: Alarms | None, probes: Sequence[ProbeWatch], *, patience: Patience, tell: Tell) -> None:
        self.failure = ""
        self._alarms = alarms
        self._probes = tuple(probes)
        self._patience = patience
        self._tell = tell
        self._alarms_due_at = 0.0
        self._excused: set[str] = set()
        self._told: frozenset[str] = frozenset()

    def __bool__(self) -> bool:
        """Tell whether there is anything to check."""
        return self._alarms is not None or bool(self._probes)

    def obstacles(self) -> Obstacles:
        """Check before anything is changed."""
        failed = self._probe_round()
        if self._alarms is None:
            return Obstacles((), failed)
        try:
            reading = self._patience.calmly(self._alarms.read)
        except ServiceError as error:
            return Obstacles((), failed, unread=f"its {_unread(error)}")
        return Obstacles(reading.firing, (*reading.unseen, *failed))

    def excuse(self, rules: Sequence[MetricRule]) -> None:
        """Let alarms fire that did so before anything was changed, until they have been quiet once."""
        self._excused = {rule.rule_id for rule in rules}

    def pause(self) -> float:
        """Answer after how many seconds something is due."""
        due = [probe.due_at for probe in self._probes]
        if self._alarms is not None:
            due.append(self._alarms_due_at)
        return max(0.0, min(due, default=math.inf) - self._now())

    def look(self) -> str:
        """Make the checks that are due, and answer `failure`."""
        now = self._now()
        if not self.failure and self._alarms is not None and now >= self._alarms_due_at:
            self._look_at(self._alarms, now)
        for probe in self._probes:
            if not self.failure and now >= probe.due_at:
                self.fail(probe.ask(now))
        return self.failure

    def conclude(self, seconds: float = CALM_SECONDS) -> Verdict:
        """
        Make all checks once more, whether they are due or not; probes until they pass or have failed.

        Args:
            seconds: How long alarms that cannot be read for a passing reason are asked for again.
        """
        unseen = self._conclude_alarms(seconds) if self._alarms is not None and not self.failure else ""
        if not self.failure:
            self.fail(next(iter(self._probe_round()), ""))
        return Verdict(self.failure, "" if self.failure else unseen)

    def fail(self, failure: str) -> None:
        """Note a failure, if this is one and the first; it is told at once."""
        if failure and not self.failure:
            self.failure = failure
            self._tell(failure, event="check_failed")

    def _look_at(self, alarms: Alarms, now: float) -> None:
        self._alarms_due_at = now + ALARM_SECONDS
        try:
            self._judge(alarms)
        except ServiceError as error:
            self._alarms_due_at = now + max(ALARM_SECONDS, error.retry_after_seconds)
            self._tell_once({_kind(error): f"{_unread(error)}; the release goes on, and they are asked for again"})

    def _conclude_alarms(self, seconds: float) -> str:
        alarms = self._alarms
        if alarms is None:
            return ""
        self._alarms_due_at = self._now() + ALARM_SECONDS
        try:
            return self._patience.until(self._now() + seconds, lambda: self._judge(alarms))
        except ServiceError as error:
            return _unread(error)

    def _judge(self, alarms: Alarms) -> str:
        """Read the alarms, and answer why some cannot be watched."""
        reading = alarms.read()
        self._excused &= {rule.rule_id for rule in reading.firing}
        for rule in reading.firing:
            if rule.rule_id not in self._excused:
                self.fail(f"alarm {rule.described} is in ALARM")
        self._tell_once({problem: f"{problem}; the release goes on without it" for problem in reading.unseen})
        return "; ".join(reading.unseen)

    def _tell_once(self, texts: Mapping[str, str]) -> None:
        """Tell what was not told at the last reading; `texts` by what makes them the same."""
        for kind, text in texts.items():
            if kind not in self._told:
                self._tell(text, event="check_unseen")
        self._told = frozenset(texts)

    def _probe_round(self) -> tuple[str, ...]:
        """Ask every probe until it passes, or has failed as often in a row as it takes; answer why some have."""
        return tuple(failure for probe in self._probes if (failure := self._ask_until_settled(probe)))

    def _ask_until_settled(self, probe: ProbeWatch) -> str:
        probe.forget()
        while True:
            failure = probe.ask(self._now())
            if failure or probe.is_passing:
                return failure
            self._patience.sleep(probe.due_at - self._now())

    def _now(self) -> float:
        return self._patience.clock.now()


def _kind(error: ServiceError) -> str:
    """Answer what is the same when it happens again: a message has another RequestId each time."""
    return error.code if isinstance(error, ServiceApiError) else type(error).__name__


def _unread(error: ServiceError) -> str:
    permission = "" if error.is_transient else "; `alarms` take the permission `cms:DescribeMetricRuleList`"
    return f"alarms cannot be read: {error}{permission}"
