"""Times of ECS: parameters are ISO 8601 in UTC; answers show them to the minute, or to the second for events."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

from alicloud_emulator.parameters import invalid_parameter

if TYPE_CHECKING:
    from alicloud_emulator.parameters import Parameters

__all__ = ["MomentRange", "in_range", "moment_of", "range_of", "to_the_minute", "to_the_second"]

# Earliest and latest time, None for no limit.
MomentRange = tuple[datetime | None, datetime | None]


def moment_of(parameters: Parameters, name: str) -> datetime | None:
    """Return a parameter as a time; None if it is absent."""
    text = parameters.text(name)
    if text is None:
        return None
    try:
        moment = datetime.fromisoformat(text)
    except ValueError as error:
        raise invalid_parameter(name, text, "a time such as 2026-11-21T05:00:00Z") from error
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def range_of(parameters: Parameters, name: str) -> MomentRange:
    """Return the limits `<name>.Start` and `<name>.End`."""
    return moment_of(parameters, f"{name}.Start"), moment_of(parameters, f"{name}.End")


def in_range(moment: datetime | None, limits: MomentRange) -> bool:
    """Tell whether a time is within the limits, both included; no time is only within no limits."""
    start, end = limits
    if moment is None:
        return start is None and end is None
    return (start is None or start <= moment) and (end is None or moment <= end)


def to_the_minute(moment: datetime | None) -> str:
    """Return for example `2026-01-05T08:00Z`, nothing for no time."""
    return moment.strftime("%Y-%m-%dT%H:%MZ") if moment else ""


def to_the_second(moment: datetime | None) -> str:
    """Return for example `2026-01-05T08:00:59Z`, nothing for no time."""
    return moment.strftime("%Y-%m-%dT%H:%M:%SZ") if moment else ""
