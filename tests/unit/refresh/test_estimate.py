"""How much longer a task takes, and how much longer at least: tables of what was seen of it."""

from typing import Any

import pytest

from alicloud_ess_refresh.cloud.refresh_tasks import RefreshStatus
from alicloud_ess_refresh.refresh.estimate import NO_PAUSES, Pauses, Seen, remaining_seconds, soonest_seconds
from unit.refresh.fakes import task

BAKED = Pauses((), 0.0, 900.0)
HALF_WAY = Pauses((25, 50, 100), 600.0)


def seen(*moments: tuple[float, str, int], batch: int = 0) -> list[Seen]:
    return [Seen(at, RefreshStatus(status), finished, 8, batch) for at, status, finished in moments]


@pytest.mark.parametrize(
    ("fields", "look"),
    [
        (
            {"total_need_update_capacity": 10, "finished_update_capacity": 3},
            Seen(7.0, RefreshStatus.IN_PROGRESS, finished=3, total=10, batch=4),
        ),
        (
            {"total_need_update_capacity": 10, "min_healthy_percentage": 50, "max_healthy_percentage": 110},
            Seen(7.0, RefreshStatus.IN_PROGRESS, finished=0, total=10, batch=6),
        ),
        (
            {"total_need_update_capacity": None, "finished_update_capacity": None},
            Seen(7.0, RefreshStatus.IN_PROGRESS, finished=0, total=0, batch=1),
        ),
    ],
)
def test_look_at_a_task_notes_its_counts_and_the_size_of_its_batches(fields: dict[str, Any], look: Seen) -> None:
    assert Seen.of(task(**fields), 7.0) == look


@pytest.mark.parametrize(
    ("moments", "pauses", "left"),
    [
        (seen((0, "Pending", 0), (30, "InProgress", 0)), NO_PAUSES, None),
        (seen((0, "Pending", 0), (30, "InProgress", 0), (90, "InProgress", 2)), NO_PAUSES, 180),
        (seen((0, "InProgress", 4), (60, "InProgress", 6)), NO_PAUSES, 60),
        (seen((0, "InProgress", 0), (60, "InProgress", 8)), NO_PAUSES, None),
        (seen((0, "InProgress", 0), (60, "Paused", 2)), NO_PAUSES, None),
        (seen((0, "InProgress", 0), (60, "Paused", 2), (999, "InProgress", 2)), NO_PAUSES, 180),
        (seen((0, "InProgress", 0), (60, "CheckpointPause", 2)), HALF_WAY, 180 + 1200),
        (seen((0, "InProgress", 0), (60, "CheckpointPause", 2), (660, "InProgress", 2)), HALF_WAY, 180 + 600),
        (seen((0, "InProgress", 4), (60, "InProgress", 6)), HALF_WAY, 60),
        (seen((0, "RollbackInProgress", 0), (60, "RollbackInProgress", 2)), HALF_WAY, 180),
        (seen((0, "InProgress", 0), (60, "InProgress", 2)), BAKED, 180 + 900),
        (seen((0, "RollbackInProgress", 0), (60, "RollbackInProgress", 2)), BAKED, 180),
        (seen((0, "InProgress", 2), (0, "InProgress", 4)), NO_PAUSES, None),
        (seen((0, "InProgress", 0), (60, "CheckpointPause", 0)), NO_PAUSES, None),
        (seen((0, "InProgress", 0), (60, "InProgress", 1)), NO_PAUSES, 420),
        (seen((0, "InProgress", 0), (1, "InProgress", 4)), NO_PAUSES, 1),
        (seen((0, "InProgress", 0), (70, "InProgress", 7)), NO_PAUSES, 10),
        (seen((0, "InProgress", 1), (60, "InProgress", 3)), HALF_WAY, 150 + 1200),
        # 5 of 8 are 62.5 %.
        (seen((0, "InProgress", 5), (60, "InProgress", 6)), Pauses((62, 63, 100), 600.0), 120 + 600),
    ],
    ids=[
        "nothing to go by",
        "pending is no work",
        "adopted half-way",
        "all replaced",
        "paused by somebody",
        "a pause is no work",
        "two pauses to come",
        "one pause to come",
        "adopted after the pauses",
        "no pauses on the way back",
        "a bake to come",
        "no bake on the way back",
        "no time has passed",
        "work without an end",
        "one instance so far",
        "a second of work",
        "one instance left",
        "adopted before the pauses",
        "adopted between two checkpoints of the same batch",
    ],
)
def test_time_left_goes_by_the_batches_so_far(moments: list[Seen], pauses: Pauses, left: float | None) -> None:
    assert remaining_seconds(moments, pauses) == left


def _cut_short(first: int, second: int, *, batch: int) -> list[Seen]:
    """See two checkpoints reached, one after a minute of work, one after a minute and a half."""
    pauses = ((60, "CheckpointPause", first), (660, "InProgress", first), (750, "CheckpointPause", second))
    return seen((0, "InProgress", 0), *pauses, batch=batch)


@pytest.mark.parametrize(
    ("course", "now", "soonest"),
    [
        (seen((0, "InProgress", 0)), 60, None),
        (seen((0, "InProgress", 0), (60, "InProgress", 2)), 60, 90),
        (seen((0, "InProgress", 0), (60, "InProgress", 2)), 80, 70),
        (seen((0, "InProgress", 0), (60, "InProgress", 2)), 999, 60),
        (seen((0, "InProgress", 0), (60, "InProgress", 2), (300, "InProgress", 6)), 999, 0),
        (seen((0, "InProgress", 0), (60, "CheckpointPause", 2)), 999, 30),
        (seen((0, "InProgress", 0), (60, "CheckpointPause", 2), batch=4), 999, 60),
        (seen((0, "InProgress", 0), (60, "CheckpointPause", 2), batch=2), 999, 90),
        (seen((0, "InProgress", 0), (60, "InProgress", 4), (120, "CheckpointPause", 6)), 999, 15),
        (seen((0, "InProgress", 0), (60, "InProgress", 2), (70, "Paused", 2)), 999, 80),
        (seen((0, "InProgress", 0), (60, "InProgress", 8)), 61, 0),
        (seen((0, "InProgress", 0), (60, "InProgress", 2), (120, "InProgress", 4)), 120, 60),
        (seen((0, "InProgress", 0), (70, "InProgress", 7)), 70, 5),
        (_cut_short(2, 3, batch=2), 750, 75),
        (_cut_short(1, 2, batch=1), 750, 225),
        (seen((0, "InProgress", 0), (60, "CheckpointPause", 8)), 160, 500),
        (seen((0, "InProgress", 0), (60, "CheckpointPause", 8)), 661, 0),
        (seen((0, "CheckpointPause", 8)), 160, 0),
    ],
    ids=[
        "no batch has ended",
        "half of what is left at the pace so far",
        "less what has passed since the batch",
        "a batch that drags on, and then the others",
        "the last batch may end any moment",
        "all the rest in one batch, after a first one that a checkpoint cut short",
        "after that, as few batches as there can be",
        "a batch that ends at a checkpoint is whole, if it is as large as one can be",
        "batches that were not cut short count",
        "nothing is worked while it stands still",
        "nothing is left",
        "two batches of the same size",
        "one instance is left",
        "of two batches that checkpoints cut short, the one that is as large as one can be counts",
        "both count, if one instance is all that a batch can be",
        "the pause after the last batch",
        "that pause is over, and its end was not seen yet",
        "a pause that was found may end any moment",
    ],
)
def test_least_time_left_goes_by_the_batches_so_far(course: list[Seen], now: float, soonest: float | None) -> None:
    assert soonest_seconds(course, now, checkpoint_pause_seconds=600.0) == soonest
