"""Virtual time."""

import re
from datetime import UTC, datetime, timedelta

import pytest

from alicloud_emulator.clock import VirtualClock

START = datetime(2026, 1, 5, tzinfo=UTC)


class RealTime:
    """A source of real time that moves when it is told."""

    def __init__(self) -> None:
        self.seconds = 100.0

    def __call__(self) -> float:
        return self.seconds


def test_time_runs_at_the_rate_from_when_it_is_set() -> None:
    real = RealTime()
    clock = VirtualClock(1, start=START, monotonic=real)
    real.seconds += 10
    clock.rate = 60
    real.seconds += 2
    assert clock.now() == START + timedelta(seconds=10 + 120)
    clock.rate = 0
    real.seconds += 1000

    assert clock.now() == START + timedelta(seconds=130)
    assert clock.advance(0.5) == START + timedelta(seconds=130.5)


@pytest.mark.parametrize("value", [-1, 1e300, float("nan"), float("inf")])
def test_wrong_rates_and_steps_are_refused(value: float) -> None:
    clock = VirtualClock(0, start=START)
    with pytest.raises(ValueError, match=f"^seconds: got {re.escape(str(value))}, expected 0 to 31622400$"):
        clock.advance(value)
    with pytest.raises(ValueError, match=f"^rate: got {re.escape(str(value))}, expected 0 to 100000$"):
        clock.rate = value

    assert clock.now() == START


def test_time_stands_still_at_its_end_instead_of_breaking() -> None:
    real = RealTime()
    clock = VirtualClock(100_000, start=START, monotonic=real)
    real.seconds += 10.0**9

    assert clock.now() == datetime(2300, 1, 1, tzinfo=UTC)
    assert clock.advance(366 * 24 * 3600) == clock.now() == datetime(2300, 1, 1, tzinfo=UTC)
