"""The bake after a kill -9: gone on with by the next update, which still knows the way back."""

from dataclasses import replace
from datetime import datetime
from typing import Any

import pytest

from alicloud_ess_refresh.refresh.baking import remaining_bake_seconds
from alicloud_ess_refresh.refresh.errors import CheckFailedError
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


def test_alarm_in_the_bake_of_a_first_update_that_was_killed_says_that_no_way_back_is_known(stage: Stage) -> None:
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
