"""
The arithmetic of a refresh: from counts to the next step. Pure, and the same forwards and in a rollback.

The percentages are of the group's capacity (StartInstanceRefresh); rounding and order are assumptions, see
`assumptions.BEHAVIOURS`.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum, auto

__all__ = ["Band", "Fleet", "Plan", "Step", "band", "next_step"]


@dataclass(frozen=True, slots=True)
class Band:
    """How many instances there may be: at least `floor` healthy in service, at most `ceiling` at all."""

    floor: int
    ceiling: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Fleet:
    """
    A group seen by its refresh. Standby instances count nowhere.

    Args:
        capacity: How many instances the group strives for.
        total: All instances, those on their way in and out too.
        healthy: In service and healthy.
        old: To be replaced, not on their way out.
        old_unhealthy: Those of them that do not count as healthy.
        fresh: Neither old nor on their way out: new, matching or ignored ones.
        fresh_unhealthy: Made by the task, in service, and not healthy.
        created: Made by the task and not on their way out.
        released: Taken out by the task.
        is_moving: Whether any instance is on its way in or out.
    """

    capacity: int
    total: int
    healthy: int
    old: int
    old_unhealthy: int
    fresh: int
    fresh_unhealthy: int
    created: int
    released: int
    is_moving: bool


class Step(Enum):
    """What to do next."""

    CREATE = auto()
    RELEASE = auto()
    WAIT = auto()
    # Nothing moves, and what there is may not be built on.
    WAIT_FOR_HEALTH = auto()
    CHECKPOINT = auto()
    DONE = auto()


@dataclass(frozen=True, slots=True)
class Plan:
    """A step, and for CREATE and RELEASE the number of instances."""

    step: Step
    count: int = 0


def band(capacity: int, *, min_healthy_percentage: int, max_healthy_percentage: int) -> Band:
    """
    Return the bounds for a capacity.

    Where rounding, or min = max = 100, leaves no room, one instance more than the ceiling is allowed: the service
    says that one instance is refreshed at a time then.
    """
    floor = -(-capacity * min_healthy_percentage // 100)
    ceiling = capacity * max_healthy_percentage // 100
    return Band(floor, max(ceiling, floor + 1))


def next_step(fleet: Fleet, bounds: Band, *, threshold: int | None = None) -> Plan:
    """
    Return what a running task does now.

    Args:
        threshold: How many instances may be replaced before the next checkpoint; None without one.
    """
    if fleet.is_moving:
        return Plan(Step.WAIT)
    if fleet.fresh_unhealthy:
        return Plan(Step.WAIT_FOR_HEALTH)
    missing = fleet.capacity - fleet.fresh
    if fleet.old == 0 and missing <= 0:
        return Plan(Step.DONE)
    return _replace(fleet, bounds, missing, threshold)


def _replace(fleet: Fleet, bounds: Band, missing: int, threshold: int | None) -> Plan:
    create = min(missing, bounds.ceiling - fleet.total)
    release = min(fleet.old, fleet.old_unhealthy + max(0, fleet.healthy - bounds.floor))
    if threshold is not None:
        # What the group lacks of its capacity is made all the same: scaling goes on during a refresh.
        create = min(create, max(threshold - fleet.created, fleet.capacity - fleet.total))
        release = min(release, threshold - fleet.released)
    if create > 0:
        return Plan(Step.CREATE, create)
    if release > 0:
        return Plan(Step.RELEASE, release)
    if threshold is not None and max(fleet.created, fleet.released) >= threshold:
        return Plan(Step.CHECKPOINT)
    return Plan(Step.WAIT_FOR_HEALTH)
