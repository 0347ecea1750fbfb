"""
Geometry of the charts: paths in a box of 1,000 by whatever the chart needs, which the page stretches. Pure.

Text is not part of it: stretched text cannot be read on a phone.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from alicloud_ess_refresh.report.model import Lifetime, Report

__all__ = ["CapacityChart", "LifetimesChart", "Span", "capacity_chart", "lifetimes_chart", "spans"]

WIDTH = 1000
CAPACITY_HEIGHT = 160
MARGIN = 1
"""Instances of room above and below the bounds."""
_SEEN = 0.003
"""Share of the width that can be seen: a life within one minute has no length, and was there."""


@dataclass(frozen=True, slots=True)
class Span:
    """A bar, in percent of the width."""

    left: float
    width: float
    title: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CapacityChart:
    """
    Instances over time. `line` and `area` are SVG paths; `floor` and `ceiling` are heights.

    Attributes:
        lowest, highest: Instances at the lower and the upper edge.
    """

    line: str
    area: str
    floor: float
    ceiling: float
    lowest: int
    highest: int


@dataclass(frozen=True, slots=True, kw_only=True)
class LifetimesChart:
    """One row an instance. `old`, `new`, `moving` and `sick` are SVG paths of bars; `rows` is the height of the box."""

    old: str
    new: str
    moving: str
    sick: str
    rows: int


@dataclass(frozen=True, slots=True)
class _Axis:
    began: datetime
    ended: datetime

    def share(self, at: datetime | None, otherwise: float) -> float:
        """Answer where a moment is, from 0 to 1; a task of no length is all at its beginning."""
        length = (self.ended - self.began).total_seconds()
        if at is None or length <= 0:
            return otherwise
        return min(max((at - self.began).total_seconds() / length, 0.0), 1.0)


def capacity_chart(report: Report) -> CapacityChart | None:
    """Draw the points of a report; None where it has none."""
    if report.lowest is None or report.highest is None:
        return None
    axis = _Axis(report.began, report.ended)
    lowest = max(0, min(report.lowest, report.band.floor) - MARGIN)
    highest = max(report.highest, report.band.most) + MARGIN

    def height(instances: int) -> float:
        return round(CAPACITY_HEIGHT * (highest - instances) / (highest - lowest), 1)

    first, *rest = [(round(WIDTH * axis.share(each.at, 0.0)), height(each.instances)) for each in report.points]
    steps = "".join(f"H{x}V{y}" for x, y in rest)
    line = f"M{first[0]} {first[1]}{steps}"
    # A task that has only just begun has no length yet, and still a capacity.
    line = line if report.ended > report.began else f"{line}H{WIDTH}"
    return CapacityChart(
        line=line,
        area=f"{line}V{CAPACITY_HEIGHT}H0Z",
        floor=height(report.band.floor),
        ceiling=height(report.band.most),
        lowest=lowest,
        highest=highest,
    )


def spans(report: Report, bars: Iterable[tuple[datetime, datetime | None, str]]) -> Sequence[Span]:
    """Answer a bar for each beginning, end (None: it goes on) and title."""
    axis = _Axis(report.began, report.ended)
    found = []
    for began, ended, title in bars:
        left, right = axis.share(began, 0.0), axis.share(ended, 1.0)
        found.append(Span(round(100 * left, 2), round(100 * max(0.0, right - left), 2), title))
    return found


def lifetimes_chart(report: Report) -> LifetimesChart | None:
    """Draw the lives of instances, one below the other; None where there are none."""
    if not report.lifetimes:
        return None
    axis = _Axis(report.began, report.ended)
    old: list[str] = []
    new: list[str] = []
    moving: list[str] = []
    sick: list[str] = []
    for row, each in enumerate(report.lifetimes):
        is_new = each.added is not None
        if each.failure:
            began = axis.share(each.added or each.removed, 0.0)
            sick.append(_bar(row, began, max(axis.share(each.gone, 1.0), began + _SEEN)))
            old.append("" if is_new else _bar(row, 0.0, began))
            continue
        serves = axis.share(each.in_service, 1.0) if is_new else 0.0
        leaves = axis.share(each.removed, 1.0)
        (new if is_new else old).append(_bar(row, serves, max(leaves, serves + _SEEN)))
        moving += _changes(axis, row, each)
    return LifetimesChart(
        old="".join(old), new="".join(new), moving="".join(moving), sick="".join(sick), rows=len(report.lifetimes)
    )


def _changes(axis: _Axis, row: int, each: Lifetime) -> list[str]:
    bars = []
    if each.added is not None:
        bars.append(_bar(row, axis.share(each.added, 0.0), axis.share(each.in_service, 1.0)))
    if each.removed is not None:
        bars.append(_bar(row, axis.share(each.removed, 0.0), axis.share(each.gone, 1.0)))
    return bars


def _bar(row: int, left: float, right: float) -> str:
    if right <= left:
        return ""
    return f"M{round(WIDTH * left)} {row}H{round(WIDTH * right)}v.8H{round(WIDTH * left)}z"
