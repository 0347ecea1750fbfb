"""Virtual time."""

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


@pytest.mark.parametrize("value", [-1, float("nan"), float("inf")])
def test_wrong_rates_and_steps_are_refused(value: float) -> None:
    clock = VirtualClock(0, start=START)
    expected = f"got {value}, expected a finite number of 0 or more"
    with pytest.raises(ValueError, match=f"^seconds: {expected}$"):
        clock.advance(value)
    with pytest.raises(ValueError, match=f"^rate: {expected}$"):
        clock.rate = value

    assert clock.now() == START
