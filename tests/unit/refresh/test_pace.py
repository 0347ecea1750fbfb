"""When a task is looked at: the promises hold for every course that a release may take."""

# ruff: noqa: S311  # no secrets

from collections.abc import Sequence
from itertools import pairwise
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from alicloud_ess_refresh.cloud.refresh_tasks import RefreshStatus
from alicloud_ess_refresh.refresh.estimate import Seen
from alicloud_ess_refresh.refresh.pace import QUICK_SECONDS, ReleasePace, calm_seconds
from unit.refresh.fakes import Steady

HOUR = 3600.0
LONGEST = 120.0


def seen(*moments: tuple[float, str, int], batch: int = 0) -> list[Seen]:
    return [Seen(at, RefreshStatus(status), finished, 8, batch) for at, status, finished in moments]


def looks(batches: Sequence[float], chance: Random, *, longest: float = LONGEST, until: float = 1e9) -> list[float]:
    """
    Look at a task of batches of one instance that take so many seconds, and answer when.

    The last look is the first one at or after the end, or after `until`.
    """
    ends = [sum(batches[: number + 1]) for number in range(len(batches))]
    pace, times = ReleasePace(chance), [0.0]
    while times[-1] < min(ends[-1], until):
        finished = sum(end <= times[-1] for end in ends)
        pace.course.note("ir-1", Seen(times[-1], RefreshStatus.IN_PROGRESS, finished, len(batches)))
        times.append(times[-1] + pace.pause(times[-1], longest, checkpoint_pause_seconds=HOUR))
    return times


def pauses(times: Sequence[float]) -> list[float]:
    return [after - before for before, after in pairwise(times)]


def test_first_looks_are_close_together_then_further_and_further_apart() -> None:
    found = pauses(looks([5 * HOUR], Steady(), until=1500))
    assert found[:5] == [1.0, 2.0, 4.0, 8.0, 10.0]
    assert found[5:61] == [10.0] * 56
    assert [round(pause) for pause in found[61:]] == [10, 10, 10, 15, 30, 60, *[120] * 7]


def test_change_in_the_first_minutes_is_followed_by_a_short_pause() -> None:
    times = looks([100, 300, 300], Steady(), until=120)
    assert pauses([time for time in times if time >= 100])[:3] == [1.0, 2.0, 4.0]


def test_what_was_done_to_a_task_is_looked_at_at_once() -> None:
    pace = ReleasePace(Steady())
    pace.course.note("ir-1", Seen(0.0, RefreshStatus.IN_PROGRESS, 0, 4))

    def next_pauses(number: int) -> list[float]:
        return [pace.pause(2 * HOUR, LONGEST, checkpoint_pause_seconds=HOUR) for _ in range(number)]

    assert next_pauses(9)[-2:] == [120.0, 120.0]
    pace.stir()
    assert next_pauses(8) == [1.0, 2.0, 4.0, 8.0, 16.0, 32.0, 64.0, 120.0]


def test_way_back_begins_with_close_looks_again() -> None:
    pace = ReleasePace(Steady())
    pace.course.note("ir-1", Seen(0.0, RefreshStatus.IN_PROGRESS, 1, 4))
    pace.course.note("ir-1", Seen(HOUR, RefreshStatus.ROLLBACK_IN_PROGRESS, 0, 4))
    assert pace.course.seen == [Seen(HOUR, RefreshStatus.ROLLBACK_IN_PROGRESS, 0, 4)]
    assert [pace.pause(HOUR, LONGEST, checkpoint_pause_seconds=HOUR) for _ in range(3)] == [1.0, 2.0, 4.0]


def test_groups_that_started_together_are_out_of_step() -> None:
    """Of the looks of 64 groups in the middle, a quarter at most falls within the same ten seconds of two minutes."""
    phases = [looks([5 * HOUR], Random(group), until=2 * HOUR)[-1] % LONGEST for group in range(64)]
    assert max(sum((other - phase) % LONGEST < 10 for other in phases) for phase in phases) <= 16


@settings(max_examples=50, deadline=None)
@given(
    batches=st.lists(st.floats(0.0, HOUR), min_size=1, max_size=8),
    seed=st.integers(),
    longest=st.floats(5.0, 300.0),
)
def test_no_pause_is_longer_than_the_longest(batches: list[float], seed: int, longest: float) -> None:
    assert all(0.0 < pause <= longest + 1e-6 for pause in pauses(looks(batches, Random(seed), longest=longest)))


@settings(max_examples=50, deadline=None)
@given(
    mean=st.floats(30.0, HOUR),
    shares=st.lists(st.floats(0.7, 1.3), min_size=3, max_size=12),
    seed=st.integers(),
)
def test_end_of_batches_that_are_about_alike_is_seen_at_once(mean: float, shares: list[float], seed: int) -> None:
    batches = [mean * share for share in shares]
    assert looks(batches, Random(seed))[-1] - sum(batches) <= QUICK_SECONDS


@settings(max_examples=50, deadline=None)
@given(batch=st.floats(120.0, HOUR), share=st.floats(0.7, 1.3), seed=st.integers())
def test_no_hour_in_the_middle_has_more_than_thirty_looks(batch: float, share: float, seed: int) -> None:
    """From a quarter of an hour after the start, until the time of the last two batches and a quarter of an hour."""
    batches = [batch, batch * share] * max(2, int(2 * HOUR / batch))
    close = sum(batches) - 2 * max(batches) - 900
    middle = [time for time in looks(batches, Random(seed)) if 900 <= time < close]
    # A second less, because sums of floating numbers are not exact.
    busiest = max((sum(start <= time < start + HOUR - 1 for time in middle) for start in middle), default=0)
    assert busiest <= 30


def test_nothing_is_calm_at_first_nor_near_the_end() -> None:
    course = seen((0, "InProgress", 0), (1800, "InProgress", 4), (3600, "InProgress", 7))
    calm = [calm_seconds(course, now, LONGEST, checkpoint_pause_seconds=0.0) for now in (599.0, 3600.0, 3700.0)]
    assert calm == [0.0, pytest.approx(3600 / 7 / 2 - 120), pytest.approx(3600 / 7 / 2 - 220)]
