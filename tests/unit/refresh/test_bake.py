"""The bake: how long it takes and what is said; after a `kill -9` the next update goes on with it."""

from dataclasses import replace
from datetime import datetime
from typing import Any, cast

import pytest

from alicloud_ess_refresh.checks import Checks, Verdict
from alicloud_ess_refresh.refresh.baking import bake, remaining_bake_seconds
from alicloud_ess_refresh.refresh.errors import CheckFailedError
from alicloud_ess_refresh.refresh.journal import Event
from alicloud_ess_refresh.refresh.progress import Progress
from alicloud_ess_refresh.refresh.waiter import Waiter
from unit.refresh.conftest import Stage, props
from unit.refresh.endings_table import MEND, OLD_ONLY
from unit.refresh.fake_checks import FIRING, FOREVER
from unit.refresh.fakes import GROUP, MIDNIGHT, NEW, OLD, task

ENDED = task("ir-2", "Successful", finished_update_capacity=4, end_time="2026-01-31T00:00:00Z")
RECORDED = props(
    scaling_configuration_id=OLD,
    outcome="refreshed",
    instance_refresh_task_id="ir-1",
    wait_timeout_seconds=3600.0,
    poll_interval_seconds=10.0,
)
PASSED = Verdict()
BAKING: dict[str, Any] = {"alarms": ["rule-1"], "bake_time_minutes": 10.0}


def kill_in_the_bake(stage: Stage, *, seconds: float) -> None:
    """Stand where an update was killed so long after its task had succeeded."""
    stage.ess.becomes(NEW, new=4)()
    stage.ess.tasks = [ENDED, task("ir-1", "Successful", to=OLD)]
    stage.clock.sleep(seconds)
    stage.lines.clear()


@pytest.mark.parametrize(("killed", "left"), [(60.0, 540.0), (3600.0, 0.0)])
def test_bake_is_gone_on_with_by_the_next_update(stage: Stage, killed: float, left: float) -> None:
    kill_in_the_bake(stage, seconds=killed)
    outs = stage.update(RECORDED, **BAKING)
    assert (outs["outcome"], outs["instance_refresh_task_id"]) == ("adopted", "ir-2")
    assert (stage.clock.now(), stage.ess.changes) == (killed + left, [])


def test_alarm_in_a_bake_that_was_gone_on_with_takes_the_group_back(stage: Stage) -> None:
    kill_in_the_bake(stage, seconds=60)
    stage.ess.will(task("ir-3", to=OLD), task("ir-3", "Successful", to=OLD), then=stage.ess.becomes(OLD, old=4))
    stage.cms.fires["rule-1"] = (200.0, FOREVER)
    with pytest.raises(CheckFailedError) as caught:
        stage.update(RECORDED, **BAKING)
    assert str(caught.value) == (
        "instance refresh ir-2 of asg-1 to scaling configuration asc-new failed a check (`Successful`, 4 of 4 "
        f"instances): {FIRING}; instance refresh ir-3 took the group back; {OLD_ONLY}; {MEND}"
    )
    assert stage.ess.changes == [
        f"ModifyScalingGroup scaling configuration {OLD}",
        f"StartInstanceRefresh scaling configuration {OLD}",
    ]


def test_way_back_is_estimated_without_the_bake(stage: Stage) -> None:
    kill_in_the_bake(stage, seconds=60)
    under_way = [task("ir-3", to=OLD, finished_update_capacity=count) for count in (0, 1, 2)]
    stage.ess.will(*under_way, task("ir-3", "Successful", to=OLD), then=stage.ess.becomes(OLD, old=4))
    stage.cms.fires["rule-1"] = (200.0, FOREVER)
    with pytest.raises(CheckFailedError):
        stage.update(RECORDED, **BAKING)
    estimates = [line.partition("about ")[2].partition(" left")[0] for line in stage.lines if "2 of 4" in line]
    assert estimates == ["10 s"]


def test_release_that_was_taken_back_begins_again_and_not_with_its_bake(stage: Stage) -> None:
    """The newest task is the way back: the one before it is not adopted, whatever it ended in."""
    kill_in_the_bake(stage, seconds=60)
    stage.ess.becomes(OLD, old=4)()
    stage.ess.tasks.insert(0, task("ir-3", "Successful", to=OLD))
    stage.ess.will(task("ir-4"), task("ir-4", "Successful"), then=stage.ess.becomes(NEW, new=4))
    assert stage.update(RECORDED, **BAKING)["instance_refresh_task_id"] == "ir-4"


@pytest.mark.parametrize(
    ("end_time", "now", "left"),
    [
        ("2026-01-31T00:00:00Z", MIDNIGHT, 600.0),
        ("2026-01-30T23:55:00Z", MIDNIGHT, 300.0),
        ("2026-01-30T12:00:00Z", MIDNIGHT, 0.0),
        ("2026-01-30T12:00:00Z", None, 600.0),
        ("", MIDNIGHT, 600.0),
    ],
)
def test_bake_begins_when_the_task_ended(end_time: str, now: datetime | None, left: float) -> None:
    assert remaining_bake_seconds(600.0, replace(ENDED, end_time=end_time), now) == left


def test_alarm_in_the_bake_after_a_killed_first_update_says_that_no_rollback_is_known(stage: Stage) -> None:
    kill_in_the_bake(stage, seconds=60)
    stage.ess.tasks.pop()
    stage.cms.fires["rule-1"] = (0.0, FOREVER)
    with pytest.raises(CheckFailedError) as caught:
        stage.provider().create(props(**BAKING))
    assert caught.value.aftermath == (
        "there was none to go back to: scaling configuration asc-new is active already, and no other configuration "
        "that the group was on before is known; instances now: 4 on asc-new (active); "
        "mend the cause and run `pulumi up` again, which checks again, or take the change back"
    )
    assert GROUP in str(caught.value)


class Quiet:
    """Checks of which none fails until `fails_at`; they are to be looked at once a minute."""

    def __init__(self, stage: Stage, *, fails_at: float = FOREVER, verdict: Verdict = PASSED) -> None:
        self._clock, self._fails_at, self._verdict = stage.clock, fails_at, verdict
        self.failure = ""
        self.concluded: list[float] = []

    def look(self) -> str:
        self.failure = "a probe failed" if self._clock.now() >= self._fails_at else ""
        return self.failure

    def pause(self) -> float:
        return 60.0

    def conclude(self, limit_seconds: float) -> Verdict:
        self.concluded.append(limit_seconds)
        return self._verdict


class Said(Progress):
    """Keeps what is said, with what it is about and when."""

    def __init__(self, stage: Stage) -> None:
        super().__init__(GROUP, clock=stage.clock, engine=stage)
        self.said: list[tuple[float, str, str]] = []

    def say(self, text: str, *, event: str = Event.NOTE) -> None:
        self.said.append((self._clock.now(), event, text))


def watch(stage: Stage, checks: Quiet, seconds: float) -> tuple[Verdict, list[tuple[float, str, str]]]:
    said = Said(stage)
    waiter = Waiter.on(
        GROUP, client=stage.ess, clock=stage.clock, engine=stage, poll_interval_seconds=10.0, progress=said
    )
    return bake(waiter, cast("Checks", checks), seconds, limit_seconds=77.0), said.said


@pytest.mark.parametrize(
    ("seconds", "said"),
    [
        (0.0, [(0.0, "checks passed")]),
        (1.0, [(0.0, "succeeded: baking for 1 s"), (1.0, "baked for 1 s: checks passed")]),
        (
            210.0,
            [
                (0.0, "succeeded: baking for 3 min 30 s"),
                (60.0, "baking: 2 min 30 s left, no check has failed"),
                (120.0, "baking: 1 min 30 s left, no check has failed"),
                (180.0, "baking: 30 s left, no check has failed"),
                (210.0, "baked for 3 min 30 s: checks passed"),
            ],
        ),
        (
            80.0,
            [
                (0.0, "succeeded: baking for 1 min 20 s"),
                (60.0, "baking: 20 s left, no check has failed"),
                (80.0, "baked for 1 min 20 s: checks passed"),
            ],
        ),
    ],
    ids=["no bake", "a second", "told at each quarter", "told once for quarters that are over"],
)
def test_bake_ends_to_the_second_and_says_how_it_goes_on(
    stage: Stage, seconds: float, said: list[tuple[float, str]]
) -> None:
    checks = Quiet(stage)
    assert watch(stage, checks, seconds) == (PASSED, [(at, "bake", text) for at, text in said])
    assert (stage.clock.now(), checks.concluded) == (seconds, [77.0])


def test_check_that_fails_ends_the_bake(stage: Stage) -> None:
    checks = Quiet(stage, fails_at=60.0)
    verdict, said = watch(stage, checks, 600.0)
    assert (verdict, stage.clock.now(), checks.concluded) == (Verdict("a probe failed"), 60.0, [])
    assert [text for _, _, text in said] == ["succeeded: baking for 10 min"]


@pytest.mark.parametrize("verdict", [Verdict(failure="it fires"), Verdict(unseen="it cannot be read")])
def test_bake_that_is_not_passed_at_its_end_does_not_say_so(stage: Stage, verdict: Verdict) -> None:
    found, said = watch(stage, Quiet(stage, verdict=verdict), 0.0)
    assert (found, said) == (verdict, [])
