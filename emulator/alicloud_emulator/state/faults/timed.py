"""Faults that begin at a virtual time after they were set: alarms, and what an operator does meanwhile."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, ClassVar

from alicloud_emulator.state.faults.values import is_duration, is_text

if TYPE_CHECKING:
    from collections.abc import Mapping

    from alicloud_emulator.state.faults.values import Field, Names

__all__ = ["FIELDS", "FIELDS_OF_KIND", "LONGEST_SECONDS", "Alarm", "LastingFault", "OperatorCall", "TimedFault"]

# Four weeks: a refresh task lasts one at most.
LONGEST_SECONDS = 28 * 24 * 3600
ALARM_STATES = ("ALARM", "INSUFFICIENT_DATA")


@dataclass(slots=True, kw_only=True)
class TimedFault:
    """It begins `after_seconds` of virtual time after `set_at`, when it was set."""

    after_seconds: float = 0
    set_at: datetime = field(default=datetime.min.replace(tzinfo=UTC), init=False)

    @property
    def begins_at(self) -> datetime:
        """The virtual time from which on it holds."""
        return self.set_at + timedelta(seconds=self.after_seconds)


@dataclass(slots=True, kw_only=True)
class LastingFault(TimedFault):
    """It holds for `for_seconds`, or until the faults are cleared."""

    for_seconds: float | None = None

    @property
    def ends_at(self) -> datetime | None:
        """The virtual time from which on it does not hold any more, None if it does not end."""
        return None if self.for_seconds is None else self.begins_at + timedelta(seconds=self.for_seconds)

    def is_on(self, now: datetime) -> bool:
        """Tell whether it has begun and not ended."""
        return self.begins_at <= now and (self.ends_at is None or now < self.ends_at)


@dataclass(slots=True, kw_only=True)
class Alarm(LastingFault):
    """A metric rule, by name or id, is in ALARM, or has no data; it may be made after the fault is set."""

    kind: ClassVar[str] = "alarm"
    rule: str
    state: str = "ALARM"


@dataclass(slots=True, kw_only=True)
class OperatorCall(TimedFault):
    """
    Somebody calls an action of Auto Scaling, version 2014-08-28, once; the call log tells what came of it.

    Calls about a refresh that name no task are about the group's running one.
    """

    kind: ClassVar[str] = "operator"
    action: str
    parameters: Mapping[str, str]
    is_done: bool = field(default=False, init=False)


FIELDS_OF_KIND: dict[str, Names] = {
    Alarm.kind: (("rule",), ("state", "after_seconds", "for_seconds")),
    OperatorCall.kind: (("action", "parameters"), ("after_seconds",)),
}
FIELDS: dict[str, Field] = {
    "rule": ("the name or the id of a metric rule", is_text),
    "state": ("one of " + ", ".join(ALARM_STATES), ALARM_STATES.__contains__),
    "after_seconds": (f"0 to {LONGEST_SECONDS}", lambda value: is_duration(value, LONGEST_SECONDS)),
    "for_seconds": (f"0 to {LONGEST_SECONDS}", lambda value: is_duration(value, LONGEST_SECONDS)),
}
