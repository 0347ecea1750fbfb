"""Waiting on a task: when it is looked at, when the wait ends, and what becomes of looks without an answer."""

from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import Any

import pytest

from alicloud_ess_refresh.cloud.refresh_tasks import InstanceRefreshTask, RefreshStatus
from alicloud_ess_refresh.errors import ScalingGroupNotFoundError, ServiceApiError, ServiceError, UnexpectedStatusError
from alicloud_ess_refresh.refresh.errors import LostSightError, TaskNotFoundError
from alicloud_ess_refresh.refresh.estimate import Seen
from alicloud_ess_refresh.refresh.waiter import Waiter
from unit.refresh.conftest import Stage
from unit.refresh.fakes import GROUP, MIDNIGHT, FakeClock, Steady, refused, task, throttled, unreachable

ACTION = "DescribeInstanceRefresh"
LOOK = Seen(0.0, RefreshStatus.IN_PROGRESS, finished=0, total=4)


@dataclass
class Watchman:
    """A guard: is to be looked at every `every` seconds, and calls from a time on."""

    clock: FakeClock
    calls_at: float
    every: float = 7.0
    looks: list[float] = field(default_factory=list)

    def pause(self) -> float:
        return self.every

    def look(self) -> str:
        self.looks.append(self.clock.now())
        return "calls" if self.clock.now() >= self.calls_at else ""


def waiter(stage: Stage, *, poll_interval_seconds: float = 120.0) -> Waiter:
    return Waiter.on(
        GROUP,
        client=stage.ess,
        clock=stage.clock,
        engine=stage,
        poll_interval_seconds=poll_interval_seconds,
        chance=Steady(),
    )


def settle_at(stage: Stage, seconds: float) -> None:
    def settle() -> None:
        if stage.clock.now() >= seconds:
            stage.ess.tasks = [task(status="Successful")]

    stage.ess.runs(task())
    stage.clock.on_sleep = settle


def hide(stage: Stage, *spans: tuple[float, float]) -> None:
    """Leave the task out of the list from one time to another."""
    describe = stage.ess.describe_instance_refresh

    def describe_or_not(scaling_group_id: str, instance_refresh_task_id: str) -> InstanceRefreshTask | None:
        assert (scaling_group_id, instance_refresh_task_id) == (GROUP, "ir-1")
        now = stage.clock.now()
        is_hidden = any(since <= now < until for since, until in spans)
        return None if is_hidden else describe(scaling_group_id, instance_refresh_task_id)

    stage.ess.describe_instance_refresh = describe_or_not  # type: ignore[method-assign]


def test_task_is_looked_at_more_and_more_seldom_until_it_is_settled(stage: Stage) -> None:
    settle_at(stage, 16.0)
    assert waiter(stage).task(task(), 1000.0).status == "Successful"
    assert stage.clock.sleeps == [1.0, 2.0, 4.0, 8.0, 10.0]


def test_no_pause_is_longer_than_the_poll_interval(stage: Stage) -> None:
    settle_at(stage, 10.0)
    waiter(stage, poll_interval_seconds=3.0).task(task(), 1000.0)
    assert stage.clock.sleeps == [1.0, 2.0, 3.0, 3.0, 3.0]


@pytest.mark.parametrize(("deadline", "sleeps"), [(9.0, [1.0, 2.0, 4.0, 2.0]), (0.0, []), (-1.0, [])])
def test_last_pause_ends_when_the_time_is_up(stage: Stage, deadline: float, sleeps: list[float]) -> None:
    stage.ess.runs(task())
    assert waiter(stage).task(task(), deadline).status == "InProgress"
    assert stage.clock.sleeps == sleeps


def test_status_that_is_waited_for_ends_the_wait(stage: Stage) -> None:
    stage.ess.runs(task(), task(), task(status="Paused"), task(status="Successful"))
    found = waiter(stage).task(task(), 1000.0, is_over=lambda status: status is RefreshStatus.PAUSED)
    assert found.status == "Paused"


def test_pause_at_the_last_checkpoint_is_slept_through(stage: Stage) -> None:
    """All is replaced: looks are two minutes apart until two minutes before its end, and ten seconds after that."""
    stage.ess.runs(
        task(),
        task(finished_update_capacity=2),
        task(status="CheckpointPause", finished_update_capacity=4, checkpoint_pause_time=30),
    )
    waiter(stage).task(task(), 1700.0)
    assert stage.clock.sleeps[-10:] == [*[120.0] * 7, 113.0, 10.0, 9.0]


@pytest.mark.parametrize(
    ("calls_at", "looks", "ended_at"),
    [(0.0, [0.0], 0.0), (9.0, [0.0, 0.0, 1.0, 1.0, 1.0, 3.0, 3.0, 3.0, 7.0, 7.0, 7.0, 14.0, 14.0], 14.0)],
)
def test_guard_is_looked_at_when_it_is_time_for_it(
    stage: Stage, calls_at: float, looks: list[float], ended_at: float
) -> None:
    stage.ess.runs(task())
    guard = Watchman(stage.clock, calls_at)
    assert waiter(stage).task(task(), 1000.0, guard=guard).status == "InProgress"
    assert stage.clock.now() == ended_at
    assert guard.looks == looks


def test_task_that_is_missing_for_a_minute_is_gone(stage: Stage) -> None:
    hide(stage, (0.0, 1e9))
    with pytest.raises(TaskNotFoundError) as caught:
        waiter(stage, poll_interval_seconds=4.0).task(task(), 1000.0)
    assert str(caught.value) == (
        "instance refresh ir-1 of asg-1 has not been listed by DescribeInstanceRefreshes for 63 s: its end is unknown; "
        "look at the group in the console and run `pulumi up` again, which starts from what it finds"
    )
    assert caught.value.instance_refresh_task_id == "ir-1"


def test_task_is_missing_since_it_was_missed_first(stage: Stage) -> None:
    """Two times of less than a minute, with one look at it between them, are no minute."""
    settle_at(stage, 115.0)
    hide(stage, (2.0, 58.0), (62.0, 112.0))
    assert waiter(stage, poll_interval_seconds=1.0).task(task(), 1000.0).status == "Successful"


def test_task_that_is_missing_for_a_minute_to_the_second_is_gone(stage: Stage) -> None:
    hide(stage, (5.0, 1e9))
    stage.ess.runs(task())
    with pytest.raises(TaskNotFoundError, match="DescribeInstanceRefreshes for 60 s: "):
        waiter(stage, poll_interval_seconds=1.0).task(task(), 1000.0)
    assert stage.clock.now() == 65.0


def test_missing_task_is_nothing_when_the_time_is_up(stage: Stage) -> None:
    hide(stage, (0.0, 1e9))
    assert waiter(stage).task(task(), 60.0) == task()


@pytest.mark.parametrize(
    ("interval", "error", "pauses"),
    [
        (120.0, unreachable(ACTION), [5.0]),
        (3.0, unreachable(ACTION), [3.0]),
        (120.0, throttled(ACTION, 30.0), [30.0]),
        (120.0, throttled(ACTION), [5.0]),
    ],
)
def test_look_without_an_answer_is_repeated(
    stage: Stage, interval: float, error: ServiceError, pauses: list[float]
) -> None:
    stage.ess.runs(task(), task(status="Successful"))
    stage.ess.errors[ACTION] = [error]
    waiter(stage, poll_interval_seconds=interval).task(task(), 1000.0)
    assert stage.clock.sleeps == pauses
    assert stage.lines[0] == f"asg-1: {error}; trying again (0 s)"


@pytest.mark.parametrize(("deadline", "sleeps"), [(12.0, [5.0, 5.0, 2.0]), (5.5, [5.0, 0.5]), (5.0, [5.0])])
def test_looks_without_an_answer_end_when_the_time_is_up(stage: Stage, deadline: float, sleeps: list[float]) -> None:
    stage.ess.errors[ACTION] = [unreachable(ACTION)] * 100
    last = task(finished_update_capacity=3)
    assert waiter(stage).task(last, deadline) == last
    assert stage.clock.sleeps == sleeps


def test_guard_is_asked_while_looks_get_no_answer(stage: Stage) -> None:
    stage.ess.errors[ACTION] = [throttled(ACTION, 600.0)]
    stage.ess.runs(task())
    guard = Watchman(stage.clock, calls_at=21.0)
    waiter(stage).task(task(), 1000.0, guard=guard)
    assert stage.clock.sleeps == [7.0, 7.0, 7.0]


def test_guard_is_asked_after_the_last_look_without_an_answer(stage: Stage) -> None:
    stage.ess.errors[ACTION] = [throttled(ACTION, 600.0)]
    guard = Watchman(stage.clock, calls_at=21.0)
    waiter(stage).task(task(), 100.0, guard=guard)
    assert stage.clock.sleeps == [7.0, 7.0, 7.0]


def test_status_that_is_not_known_is_the_error(stage: Stage) -> None:
    stage.ess.runs(task(status="Baking"))
    with pytest.raises(UnexpectedStatusError) as caught:
        waiter(stage).task(task(), 1000.0)
    assert str(caught.value) == (
        "instance refresh ir-1: got status `Baking`, expected one of Pending, InProgress, Paused, CheckpointPause, "
        "Cancelling, RollbackInProgress, Successful, Failed, Cancelled, RollbackSuccessful, RollbackFailed: the task "
        "was left as it is; look at it in the console and update this package"
    )


def test_each_task_begins_with_short_pauses(stage: Stage) -> None:
    """The course of one says nothing of the next, although both are watched by the same waiter."""
    waiting = waiter(stage)
    stage.ess.runs(task())
    waiting.task(task(), 2000.0)
    assert stage.clock.sleeps[-1] > 10.0
    seen = waiting.pace.course.seen
    assert [each.at for each in seen] == [0.0]
    stage.ess.runs(task("ir-2"))
    waiting.task(task("ir-2"), 2001.0)
    assert [each.at for each in waiting.pace.course.seen] == [2000.0]
    for number in (3.0, 4.0):
        waiting.rest(f"subject {number}", replace(LOOK, at=number), 2002.0)
        assert [each.at for each in waiting.pace.course.seen] == [number]


def test_look_that_is_refused_is_the_end_of_the_wait(stage: Stage) -> None:
    stage.ess.errors[ACTION] = [refused(ACTION)]
    with pytest.raises(LostSightError) as caught:
        waiter(stage).task(task(), 1000.0)
    assert caught.value.task == task()
    assert isinstance(caught.value.__cause__, ServiceApiError)
    assert "DescribeInstanceRefresh on asg-1 was refused" in str(caught.value)


@pytest.mark.parametrize(
    ("errors", "seen", "calls", "sleeps"),
    [
        ([], "InProgress", 1, []),
        ([unreachable("Cancel")], "InProgress", 2, [5.0]),
        ([unreachable("Cancel")], "Cancelling", 1, []),
        ([refused("Cancel")], "Cancelling", 1, []),
    ],
)
def test_change_takes_effect_once(
    stage: Stage, errors: list[ServiceError], seen: str, calls: int, sleeps: list[float]
) -> None:
    called: list[tuple[str, str]] = []
    pending = list(errors)

    def cancel(scaling_group_id: str, task_id: str) -> None:
        called.append((scaling_group_id, task_id))
        if pending:
            raise pending.pop(0)

    stage.ess.runs(task(status=seen))
    hide(stage)
    waiter(stage).change(task(), cancel, 1000.0, is_done=lambda status: status is RefreshStatus.CANCELLING)
    assert called == [(GROUP, "ir-1")] * calls
    assert stage.clock.sleeps == sleeps


@pytest.mark.parametrize("is_listed", [True, False])
def test_change_that_is_refused_and_has_no_effect_is_the_error(stage: Stage, is_listed: bool) -> None:
    error = refused("Cancel")

    def cancel(*_: str) -> None:
        raise error

    if is_listed:
        stage.ess.runs(task())
    with pytest.raises(ServiceApiError) as caught:
        waiter(stage).change(task(), cancel, 1000.0, is_done=lambda status: status is RefreshStatus.CANCELLING)
    assert caught.value is error


def test_change_is_repeated_no_longer_than_its_time(stage: Stage) -> None:
    def cancel(*_: str) -> None:
        raise unreachable("Cancel")

    stage.ess.runs(task())
    with pytest.raises(ServiceError):
        waiter(stage).change(task(), cancel, 12.0, is_done=lambda _: False)
    assert stage.clock.sleeps == [5.0, 5.0]


@pytest.mark.parametrize(("deadline", "sleeps"), [(1000.0, [1.0, 2.0, 4.0, 8.0]), (5.0, [1.0, 2.0, 2.0])])
def test_rest_without_a_task_ends_when_the_time_is_up(stage: Stage, deadline: float, sleeps: list[float]) -> None:
    waiting = waiter(stage)
    for _ in sleeps:
        waiting.rest("a subject", LOOK, deadline)
    assert stage.clock.sleeps == sleeps


@pytest.mark.parametrize(("told", "seconds"), [(None, 9.0), (MIDNIGHT, datetime(2026, 1, 31, tzinfo=UTC).timestamp())])
def test_seconds_are_those_of_the_service_or_of_this_machine(
    stage: Stage, told: datetime | None, seconds: float
) -> None:
    stage.clock.sleep(9.0)
    stage.ess.now = lambda: told
    assert waiter(stage).service_seconds() == seconds


def test_group_is_looked_up_patiently(stage: Stage) -> None:
    stage.ess.errors["DescribeScalingGroups"] = [unreachable("DescribeScalingGroups")]
    assert waiter(stage).group(GROUP, 1000.0) == stage.ess.group
    assert stage.clock.sleeps == [5.0]


def test_group_that_is_not_there_is_the_error(stage: Stage) -> None:
    stage.ess.group = None
    with pytest.raises(ScalingGroupNotFoundError) as caught:
        waiter(stage).group(GROUP, 1000.0)
    assert str(caught.value).startswith("scaling group asg-1 does not exist in region `cn-hangzhou`: ")


def test_what_is_seen_is_told_unless_somebody_else_tells_it(stage: Stage) -> None:
    stage.ess.runs(task(status="Successful", finished_update_capacity=4))
    said: list[str] = []

    class Teller(Stage):
        def tell(self, line: str) -> None:
            said.append(line)

    settings: Any = {"client": stage.ess, "clock": stage.clock, "poll_interval_seconds": 10.0}
    waiting = Waiter.on("asg-2", engine=stage, **settings)
    waiting.task(task(), 1000.0)
    other = Waiter.on("asg-3", engine=Teller(), progress=waiting.progress, **settings)
    other.progress.say("told")
    assert stage.lines == ["asg-2: Successful, 4 of 4 instances replaced (0 s)", "asg-2: told (0 s)"]
    assert said == []
