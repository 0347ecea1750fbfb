"""Calls that go wrong: when they are made again, for how long, and what the user is told."""

from dataclasses import dataclass, field
from random import Random

import pytest

from alicloud_ess_refresh.dynamic.engine import Engine
from alicloud_ess_refresh.dynamic.patience import Patience
from alicloud_ess_refresh.errors import AbandonedError, ServiceError
from unit.refresh.fakes import FakeClock, Steady, refused, throttled, unreachable


class Hasty(Random):
    """Draws the shortest pause each time."""

    def uniform(self, a: float, b: float) -> float:
        return min(a, b)


@dataclass
class Stage(Engine):
    """A call that fails with each of `errors`, and then answers; it is the engine, too."""

    errors: list[ServiceError] = field(default_factory=list)
    clock: FakeClock = field(default_factory=FakeClock)
    chance: Random = field(default_factory=Steady)
    lines: list[str] = field(default_factory=list)
    is_abandoned: bool = False

    @property
    def patience(self) -> Patience:
        return Patience(clock=self.clock, engine=self, say=self.lines.append, chance=self.chance)

    def call(self) -> str:
        if self.errors:
            raise self.errors.pop(0)
        return "done"

    def tell(self, line: str) -> None:
        raise NotImplementedError

    def is_gone(self) -> bool:
        return self.is_abandoned


UNREACHABLE, THROTTLED = unreachable("Describe"), throttled("Describe")


@pytest.mark.parametrize(
    ("chance", "errors", "sleeps"),
    [
        (Steady(), [], []),
        (Steady(), [UNREACHABLE] * 3, [5.0, 5.0, 5.0]),
        # Twice as long each time, up to a minute, and longer only where the service asks for it.
        (Steady(), [THROTTLED] * 6, [5.0, 10.0, 20.0, 40.0, 60.0, 60.0]),
        (Steady(), [throttled("Describe", 7.0), throttled("Describe", 7.0)], [7.0, 10.0]),
        (Steady(), [throttled("Describe", 90.0)], [90.0]),
        # Only throttled calls count for the next pause of a throttled one.
        (Steady(), [UNREACHABLE, THROTTLED, UNREACHABLE, THROTTLED], [5.0, 5.0, 5.0, 10.0]),
        # The least draw is half of it.
        (Hasty(), [THROTTLED] * 6, [2.5, 5.0, 10.0, 20.0, 30.0, 30.0]),
        (Hasty(), [UNREACHABLE], [5.0]),
    ],
)
def test_pauses_before_a_call_is_made_again(chance: Random, errors: list[ServiceError], sleeps: list[float]) -> None:
    stage = Stage(list(errors), chance=chance)
    assert stage.patience.until(1000.0, stage.call) == "done"
    assert stage.clock.sleeps == sleeps
    assert stage.lines == [f"{error}; trying again" for error in errors[:1]]


@pytest.mark.parametrize(
    ("error", "deadline", "sleeps"),
    [
        (refused("Describe"), 100.0, []),
        # A pause that ends with the time is still made; one that ends after it is not.
        (UNREACHABLE, 10.0, [5.0, 5.0]),
        (UNREACHABLE, 9.9, [5.0]),
        (UNREACHABLE, 4.9, []),
        # A throttled call is tried a last time when the time is up, if there is time for half a pause.
        (THROTTLED, 15.0, [5.0, 10.0]),
        (THROTTLED, 12.5, [5.0, 7.5]),
        (THROTTLED, 7.5, [5.0, 2.5]),
        (THROTTLED, 7.4, [5.0]),
        # What the service asks for is not shortened.
        (throttled("Describe", 20.0), 59.0, [20.0, 20.0]),
    ],
)
def test_error_is_raised_when_the_time_would_be_up(error: ServiceError, deadline: float, sleeps: list[float]) -> None:
    stage = Stage([error] * 100)
    with pytest.raises(type(error)) as caught:
        stage.patience.until(deadline, stage.call)
    assert caught.value is error
    assert stage.clock.sleeps == sleeps


def test_call_that_nothing_depends_on_is_made_again_for_a_minute() -> None:
    stage = Stage([UNREACHABLE] * 100)
    stage.clock.sleep(1000.0)
    with pytest.raises(ServiceError):
        stage.patience.calmly(stage.call)
    assert stage.clock.now() == 1060.0


def test_call_that_is_no_longer_wanted_is_not_made_again() -> None:
    stage = Stage([UNREACHABLE] * 3)
    pauses: list[float] = []

    def rest(seconds: float) -> bool:
        pauses.append(seconds)
        return len(pauses) == 2

    with pytest.raises(ServiceError):
        stage.patience.until(1000.0, stage.call, rest=rest)
    assert (pauses, stage.clock.sleeps, len(stage.errors)) == ([5.0, 5.0], [], 1)


@pytest.mark.parametrize(
    ("errors", "observed", "outcome", "sleeps"),
    [
        ([], [], "done", []),
        # The reply was lost, or another one did it: it is not done twice.
        ([UNREACHABLE], ["seen"], "seen", []),
        ([refused("Start")], ["seen"], "seen", []),
        ([UNREACHABLE, THROTTLED], [None, None], "done", [5.0, 5.0]),
        ([UNREACHABLE, UNREACHABLE], [None, "seen"], "seen", [5.0]),
    ],
)
def test_change_is_made_once(
    errors: list[ServiceError], observed: list[str | None], outcome: str, sleeps: list[float]
) -> None:
    stage = Stage(list(errors))
    looks = list(observed)
    assert stage.patience.ensure(1000.0, stage.call, lambda: looks.pop(0)) == outcome
    assert (stage.clock.sleeps, looks) == (sleeps, [])


@pytest.mark.parametrize(
    ("error", "deadline", "sleeps"), [(refused("Start"), 100.0, []), (UNREACHABLE, 12.0, [5.0, 5.0])]
)
def test_change_that_did_not_take_effect_is_the_error(
    error: ServiceError, deadline: float, sleeps: list[float]
) -> None:
    stage = Stage([error] * 100)
    with pytest.raises(ServiceError) as caught:
        stage.patience.ensure(deadline, stage.call, lambda: None)
    assert caught.value is error
    assert stage.clock.sleeps == sleeps


def test_look_after_a_change_that_went_wrong_is_made_again_until_the_same_time() -> None:
    stage = Stage([UNREACHABLE])
    looks = Stage([UNREACHABLE] * 100, clock=stage.clock)
    with pytest.raises(ServiceError):
        stage.patience.ensure(12.0, stage.call, looks.call)
    assert stage.clock.sleeps == [5.0, 5.0]


def test_process_that_wakes_up_without_its_engine_makes_no_call() -> None:
    stage = Stage([UNREACHABLE] * 100)
    stage.clock.on_sleep = lambda: setattr(stage, "is_abandoned", True)
    with pytest.raises(AbandonedError):
        stage.patience.until(1000.0, stage.call)
    assert (stage.clock.sleeps, len(stage.errors)) == ([5.0], 99)
