"""How much longer a task will take, from the batches so far. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from alicloud_ess_refresh.cloud.model import RefreshStatus

__all__ = ["NO_PAUSES", "Pauses", "Seen", "remaining_seconds"]

_AT_WORK = frozenset({RefreshStatus.IN_PROGRESS, RefreshStatus.ROLLBACK_IN_PROGRESS})
_MOVING = _AT_WORK | {RefreshStatus.CHECKPOINT_PAUSE}


@dataclass(frozen=True, slots=True)
class Seen:
    """A task at one moment. `at`: seconds of the clock; `finished` and `total`: capacity."""

    at: float
    status: RefreshStatus
    finished: int
    total: int


@dataclass(frozen=True, slots=True)
class Pauses:
    """Where a task pauses: percentages of replaced capacity, the last one 100; and for how many seconds each time."""

    percentages: tuple[int, ...]
    seconds: float


NO_PAUSES = Pauses((), 0.0)


def remaining_seconds(seen: Sequence[Seen], pauses: Pauses) -> float | None:
    """
    Answer how many seconds are left after the last of these moments, pauses at checkpoints included.

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
    is_back = last.status is RefreshStatus.ROLLBACK_IN_PROGRESS
    return worked / replaced * left + (0 if is_back else _pauses_left(seen, pauses) * pauses.seconds)


def _pauses_left(seen: Sequence[Seen], pauses: Pauses) -> int:
    """Count pauses that have not ended; no page says how the service rounds, so those that were seen are counted."""
    first = seen[0]
    ahead = sum(1 for each in pauses.percentages if each < 100 and each * first.total > 100 * first.finished)
    ended = sum(1 for each in seen[:-1] if each.status is RefreshStatus.CHECKPOINT_PAUSE)
    return max(ahead - ended, 0)
