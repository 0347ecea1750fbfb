"""How much longer a task will take, and how much longer at least, from the batches so far. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from math import ceil
from typing import Self

from alicloud_ess_refresh.cloud.refresh_tasks import InstanceRefreshTask, RefreshStatus
from alicloud_ess_refresh.refresh.band import band_of

__all__ = ["NO_PAUSES", "Pauses", "Seen", "remaining_seconds", "soonest_seconds"]

_AT_WORK = frozenset({RefreshStatus.IN_PROGRESS, RefreshStatus.ROLLBACK_IN_PROGRESS})
SOONEST_SHARE = 0.5
"""Share of the time of the batches so far that those to come take at least: a batch is rarely twice as quick as the
others."""
_MOVING = _AT_WORK | {RefreshStatus.CHECKPOINT_PAUSE}


@dataclass(frozen=True, slots=True)
class Seen:
    """
    A task at one moment. `at`: seconds of the clock; `finished` and `total`: capacity.

    `batch`: How much is replaced at a time, by its percentages; 0 where that is not known. It may be more where much of
    the group is not to be replaced.
    """

    at: float
    status: RefreshStatus
    finished: int
    total: int
    batch: int = 0

    @classmethod
    def of(cls, task: InstanceRefreshTask, at: float) -> Self:
        total = task.total_need_update_capacity or 0
        batch = band_of(total, task.min_healthy_percentage, task.max_healthy_percentage).batch
        return cls(at, task.status, task.finished_update_capacity or 0, total, batch)


@dataclass(frozen=True, slots=True)
class _Step:
    """Capacity that was replaced from one change of the count to the next, in so many seconds of work."""

    seconds: float
    capacity: int
    is_cut_short: bool


@dataclass(frozen=True, slots=True)
class Pauses:
    """
    Time in which nothing is replaced.

    Attributes:
        percentages: Where the task pauses, in percent of replaced capacity, the last one 100.
        seconds: How long each time.
        bake_seconds: How long its checks are watched after success.
    """

    percentages: tuple[int, ...]
    seconds: float
    bake_seconds: float = 0.0


NO_PAUSES = Pauses((), 0.0)


def remaining_seconds(seen: Sequence[Seen], pauses: Pauses) -> float | None:
    """
    Answer how many seconds are left after the last of these moments, pauses at checkpoints and the bake included.

    Args:
        seen: Every change of one task since it was first looked at, on its way forwards or on its way back.

    Returns:
        None where there is nothing to estimate from: no batch has ended yet, or the task stands still until somebody
        does something.
    """
    first, last = seen[0], seen[-1]
    replaced, left = last.finished - first.finished, last.total - last.finished
    worked = sum(after.at - before.at for before, after in pairwise(seen) if before.status in _AT_WORK)
    if last.status not in _MOVING or replaced <= 0 or worked <= 0 or left <= 0:
        return None
    work = worked / replaced * left
    if last.status is RefreshStatus.ROLLBACK_IN_PROGRESS:
        return work
    return work + _pauses_left(seen, pauses) * pauses.seconds + pauses.bake_seconds


def _pauses_left(seen: Sequence[Seen], pauses: Pauses) -> int:
    """Count pauses that have not ended; no page says how the service rounds, so those that were seen are counted."""
    first = seen[0]
    ahead = sum(1 for each in pauses.percentages if each < 100 and each * first.total > 100 * first.finished)
    ended = sum(1 for each in seen[:-1] if each.status is RefreshStatus.CHECKPOINT_PAUSE)
    return max(ahead - ended, 0)


def soonest_seconds(seen: Sequence[Seen], now: float, *, checkpoint_pause_seconds: float) -> float | None:
    """
    Answer how many seconds from now a task will take at least, if its batches go on about as they did.

    A pause at a checkpoint may be ended early, so that of pauses to come none is counted; while a task stands still,
    all its work is still to come. A batch that a checkpoint has cut short says nothing of the size of others: where
    there are no others, the rest comes in as few batches as it can.

    Args:
        seen: Every change of one task since it was first looked at, on its way forwards or on its way back.
        checkpoint_pause_seconds: How long it pauses at each checkpoint: at the last one nothing else is left.

    Returns:
        None where there is nothing to go by: no batch has ended yet.
    """
    last = seen[-1]
    left = last.total - last.finished
    if left <= 0:
        is_pausing = last.status is RefreshStatus.CHECKPOINT_PAUSE and len(seen) > 1
        return max(0.0, last.at + checkpoint_pause_seconds - now) if is_pausing else 0.0
    steps, worked = _steps(seen, now)
    if not steps:
        return None
    whole = [step for step in steps if not step.is_cut_short or step.capacity >= last.batch > 0]
    if whole:
        batch = min(left, max(last.batch, *(step.capacity for step in whole)))
        each = sum(step.seconds for step in whole) / sum(step.capacity for step in whole)
        this, others = each * batch, each * (left - batch)
    else:
        this = min(step.seconds for step in steps)
        others = this * (ceil(left / (last.batch or left)) - 1)
    # However long this batch takes, the others take their time after it.
    return max(0.0, SOONEST_SHARE * this - worked) + SOONEST_SHARE * others


def _steps(seen: Sequence[Seen], now: float) -> tuple[list[_Step], float]:
    """Answer the steps so far, and the seconds of work since the last of them."""
    pauses = {each.finished for each in seen if each.status is RefreshStatus.CHECKPOINT_PAUSE}
    steps: list[_Step] = []
    worked = 0.0
    for before, after in pairwise((*seen, replace(seen[-1], at=now))):
        worked += after.at - before.at if before.status in _AT_WORK else 0.0
        if after.finished > before.finished:
            steps.append(_Step(worked, after.finished - before.finished, after.finished in pauses))
            worked = 0.0
    return steps, worked
