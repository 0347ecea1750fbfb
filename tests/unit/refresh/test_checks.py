"""Checks that fail: what is done to the task and to the group, and the one message that the user reads."""

from dataclasses import replace
from typing import Any

import pytest

from alicloud_ess_refresh.cloud.desired_configuration import DesiredConfiguration
from alicloud_ess_refresh.refresh.errors import CheckFailedError
from unit.refresh.check_scripts import fail, script, script_a_success, script_the_way_back
from unit.refresh.conftest import Stage, props
from unit.refresh.endings_table import (
    BOTH,
    CHECK_FAILED,
    CHOOSE,
    MEND,
    OLD_ONLY,
    ROLL_BACK,
    SETTLED_AS,
    WINDING_DOWN,
)
from unit.refresh.fake_checks import FAILING, FIRING, FOREVER, PROBE
from unit.refresh.fakes import NEW, OLD, refused, task

BACK = f"StartInstanceRefresh scaling configuration {OLD}"
CHECK_AGAIN = "mend the cause and run `pulumi up` again, which checks again, or take the change back"


@pytest.mark.parametrize(("option", "status"), CHECK_FAILED)
def test_alarm_while_the_task_runs(stage: Stage, option: str, status: str) -> None:
    calls, done, where, next_step = CHECK_FAILED[option, status]
    finished = script(stage, status)
    if status in WINDING_DOWN:  # it was not yet when it was adopted
        stage.ess.tasks, stage.ess.scripts["ir-1"] = [task(finished_update_capacity=finished)], list(stage.ess.tasks)
    stage.ess.errors["ResumeInstanceRefresh"] = [refused("ResumeInstanceRefresh", "IncorrectStatus", 400)]
    for call in calls:
        stage.ess.futures.append([task(status=SETTLED_AS[call], finished_update_capacity=finished)])
        if call == ROLL_BACK:
            stage.ess.effects["ir-1"] = stage.ess.becomes(OLD, old=4)
    stage.cms.fires["rule-1"] = (90.0, FOREVER)

    def begin_or_go_on() -> None:
        if stage.clock.now() > 180 and not stage.ess.changes:
            stage.ess.scripts["ir-1"] = [task(finished_update_capacity=finished)]

    stage.clock.on_sleep = begin_or_go_on

    assert fail(stage, alarms=["web-5xx"], on_failure=option) == (
        "instance refresh ir-1 of asg-1 to scaling configuration asc-new failed a check "
        f"(`{status}`, {finished} of 4 instances): {FIRING}; {done}; {where}; {next_step}"
    )
    assert stage.ess.changes == calls


def test_alarm_in_the_refresh_is_told_with_what_was_done(stage: Stage) -> None:
    stage.ess.will(task(finished_update_capacity=1))
    stage.ess.will(task(status="RollbackInProgress"), task(status="RollbackSuccessful"))
    stage.cms.fires["rule-1"] = (90.0, FOREVER)
    fail(stage, alarms=["web-5xx", "rule-2"])
    assert [line for line in stage.lines if "InProgress" not in line] == [
        "asg-1: instance refresh ir-1 to scaling configuration asc-new was started (0 s)",
        f"asg-1: {FIRING} (2 min)",
        "asg-1: a check has failed: rolling instance refresh ir-1 back (2 min)",
        "asg-1: RollbackSuccessful, 0 of 4 instances replaced (2 min 1 s)",
    ]


@pytest.mark.parametrize(
    ("check", "told"),
    [({"alarms": ["web-5xx"]}, FIRING), ({"probes": [PROBE]}, FAILING)],
    ids=["alarm", "probe"],
)
@pytest.mark.parametrize("bake_time_minutes", [0.0, 5.0])
def test_check_that_fails_after_success_takes_the_group_back(
    stage: Stage, bake_time_minutes: float, check: dict[str, Any], told: str
) -> None:
    """RollbackInstanceRefresh takes only a task that runs."""
    script_a_success(stage, after_seconds=120)
    script_the_way_back(stage)
    since = 121.0 if bake_time_minutes else 119.0
    stage.cms.fires["rule-1"] = stage.web.fails = (since, FOREVER)

    message = fail(stage, bake_time_minutes=bake_time_minutes, **check)

    assert message == (
        "instance refresh ir-1 of asg-1 to scaling configuration asc-new failed a check (`Successful`, 4 of 4 "
        f"instances): {told}; instance refresh ir-2 took the group back; {OLD_ONLY}; {MEND}"
    )
    assert stage.ess.changes == [
        f"StartInstanceRefresh scaling configuration {NEW}",
        f"ModifyScalingGroup scaling configuration {OLD}",
        BACK,
    ]


@pytest.mark.parametrize(
    ("option", "done"),
    [
        ("cancel", "the group was left as it is, because nothing was running any more to cancel"),
        ("suspend", "the group was left as it is, because nothing was running any more to suspend"),
        ("leave", "the group was left as it is, as `on_failure` says"),
    ],
)
def test_check_that_fails_after_success_leaves_the_group_where_it_is_to(stage: Stage, option: str, done: str) -> None:
    script_a_success(stage)
    stage.cms.fires["rule-1"] = (1.0, FOREVER)
    assert fail(stage, alarms=["rule-1"], on_failure=option) == (
        "instance refresh ir-1 of asg-1 to scaling configuration asc-new failed a check (`Successful`, 4 of 4 "
        f"instances): {FIRING}; {done}; instances now: 4 on asc-new (active); {CHECK_AGAIN}"
    )
    assert len(stage.ess.changes) == 1


def test_bake_is_as_long_as_it_says(stage: Stage) -> None:
    script_a_success(stage, after_seconds=10)
    assert stage.create(alarms=["rule-1"], bake_time_minutes=5.0)["outcome"] == "refreshed"
    assert stage.lines[-6:] == [
        "asg-1: succeeded: baking for 5 min (15 s)",
        "asg-1: baking: 3 min 15 s left, no check has failed (2 min)",
        "asg-1: baking: 2 min 15 s left, no check has failed (3 min)",
        "asg-1: baking: 1 min 15 s left, no check has failed (4 min)",
        "asg-1: baked for 5 min: checks passed (5 min 15 s)",
        "asg-1: done: 4 of 4 instances replaced, the group is on scaling configuration asc-new (5 min 15 s)",
    ]
    assert stage.clock.now() == 315.0


def test_probe_without_an_answer_says_why_and_shows_no_secret(stage: Stage) -> None:
    script_a_success(stage, after_seconds=300)
    stage.ess.will(task(status="RollbackSuccessful"))
    stage.web.fails, stage.web.answer = (10.0, FOREVER), "no answer (ConnectTimeout)"
    message = fail(stage, probes=[{**PROBE, "failure_threshold": 1.0}])
    assert "probe https://shop.example.com/health failed: no answer (ConnectTimeout), expected 200; " in message
    assert "secret" not in message + "".join(stage.lines)


@pytest.mark.parametrize("status", ["Pending", "InProgress", "Paused", "CheckpointPause"])
def test_alarm_on_a_task_that_cannot_be_rolled_back_stops_it(stage: Stage, status: str) -> None:
    stage.ess.runs(task(status=status, to=OLD, finished_update_capacity=1))
    stage.ess.futures.append([task(status="Cancelled", to=OLD, finished_update_capacity=1)])
    stage.cms.fires["rule-1"] = (0.0, FOREVER)
    message = fail(stage, scaling_configuration_id=OLD, alarms=["rule-1"])
    assert message.split("; ", 1)[1] == (
        "it was cancelled because it goes to the active configuration, so there is none to go back to (`Cancelled`, 1 "
        f"of 4 instances), and what is replaced stays; {OLD_ONLY}; {CHOOSE}"
    )
    assert stage.ess.changes == ["CancelInstanceRefresh ir-1"]


def test_alarm_after_all_matching_instances_were_replaced_has_nowhere_to_go_back_to(stage: Stage) -> None:
    """`triggers`, with an unchanged configuration."""
    stage.ess.will(task(to=OLD), task(status="Successful", to=OLD, finished_update_capacity=4))
    stage.cms.fires["rule-1"] = (1.0, FOREVER)
    stage.clock.on_sleep = lambda: None
    with pytest.raises(CheckFailedError) as caught:
        stage.update(
            props(scaling_configuration_id=OLD, triggers="a"),
            scaling_configuration_id=OLD,
            triggers="b",
            alarms=["rule-1"],
            bake_time_minutes=1.0,
        )
    assert caught.value.aftermath == (
        "there was none to go back to: scaling configuration asc-old is active already, and no other configuration "
        "that the group was on before is known; "
        f"{OLD_ONLY}; {CHECK_AGAIN}"
    )


def test_alarm_as_the_task_succeeds_before_it_could_be_stopped_rolls_the_group_back(stage: Stage) -> None:
    stage.ess.will(task(finished_update_capacity=3))
    stage.ess.will(task(status="Successful", finished_update_capacity=4), then=None)
    stage.ess.effects["ir-1"] = stage.ess.becomes(NEW, new=4)
    script_the_way_back(stage)
    stage.cms.fires["rule-1"] = (1.0, FOREVER)
    message = fail(stage, alarms=["rule-1"])
    assert f": {FIRING}; instance refresh ir-2 took the group back; {OLD_ONLY}; {MEND}" in message


def test_way_back_to_a_configuration_that_is_gone_is_told(stage: Stage) -> None:
    script_a_success(stage)
    stage.cms.fires["rule-1"] = (1.0, FOREVER)
    succeed = stage.clock.on_sleep

    def forget() -> None:
        stage.ess.configurations = {NEW}
        succeed()

    stage.clock.on_sleep = forget
    assert (
        "; scaling configuration asc-old, which it was on before, does not exist any more, so nothing was taken back; "
    ) in fail(stage, alarms=["rule-1"])
    assert len(stage.ess.changes) == 1


def test_group_that_somebody_has_moved_on_is_not_taken_back(stage: Stage) -> None:
    script_a_success(stage)
    stage.cms.fires["rule-1"] = (61.0, FOREVER)
    succeed = stage.clock.on_sleep

    def move_on() -> None:
        succeed()
        if stage.clock.now() > 60:
            stage.ess.becomes("asc-other", other=4)()

    stage.clock.on_sleep = move_on
    assert "; somebody has changed its active configuration since, so nothing was taken back; " in fail(
        stage, alarms=["rule-1"], bake_time_minutes=10.0
    )
    assert len(stage.ess.changes) == 1


def test_image_is_taken_back_to_the_image_before(stage: Stage) -> None:
    """The configuration stays; what the service rewrites in it on success is the image."""
    image = DesiredConfiguration(image_id="m-2")
    stage.ess.will(
        *(replace(task(status=status), desired_configuration=image) for status in ("Pending", "Successful")),
        then=lambda: setattr(stage.ess, "image_id", "m-2"),
    )
    stage.ess.will(task("ir-2", to=OLD), task("ir-2", "Successful", to=OLD))
    stage.cms.fires["rule-1"] = (1.0, FOREVER)
    message = fail(
        stage,
        scaling_configuration_id=None,
        image_id="m-2",
        skip_matching=False,
        alarms=["rule-1"],
        bake_time_minutes=1.0,
    )
    assert "instance refresh ir-2 took the group back" in message
    assert stage.ess.changes == ["StartInstanceRefresh image m-2", "StartInstanceRefresh image m-1"]
    assert stage.ess.started[1].skip_matching is False


def test_task_that_fails_by_itself_is_told_as_that(stage: Stage) -> None:
    stage.ess.will(task(), task(status="Failed", detail="No stock."))
    stage.cms.fires["rule-1"] = (1.0, FOREVER)
    with pytest.raises(Exception, match="ended `Failed` after 0 of 4 instances: No stock; "):
        stage.create(alarms=["rule-1"], on_failure="leave")


def test_alarm_after_the_wait_for_a_way_back_that_was_interrupted(stage: Stage) -> None:
    """The way back that a killed update has started is waited for, then the release begins again."""
    stage.ess.becomes(NEW, new=3, old=1)()
    stage.ess.runs(
        task("ir-2", to=OLD, finished_update_capacity=1),
        task("ir-2", "Successful", to=OLD),
        then=stage.ess.becomes(OLD, old=4),
    )
    stage.ess.will(task("ir-3"), task("ir-3", "Successful"), then=stage.ess.becomes(NEW, new=4))
    olds = props(scaling_configuration_id=OLD, outcome="enabled", wait_timeout_seconds=60.0)
    assert stage.update(olds, alarms=["rule-1"])["instance_refresh_task_id"] == "ir-3"


def test_both_standings_are_told(stage: Stage) -> None:
    script(stage, "InProgress")
    stage.cms.fires["rule-1"] = (0.0, FOREVER)
    assert BOTH in fail(stage, alarms=["rule-1"], on_failure="leave")
