"""Checkpoints: checks at each, early resumption, and a person's approval, through suspend and resume alone."""

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from alicloud_ess_refresh.refresh.errors import CheckFailedError, RefreshTimeoutError
from unit.refresh.conftest import Stage
from unit.refresh.endings_table import OLD_ONLY, RESUME
from unit.refresh.fake_checks import FIRING, FOREVER
from unit.refresh.fakes import NEW, OLD, refused, task, unreachable

HALVES = {"checkpoints": [{"percentage": 50.0}, {"percentage": 100.0}], "checkpoint_pause_time": 10.0}
BY_HAND = {**HALVES, "approval": "manual"}
START = f"StartInstanceRefresh scaling configuration {NEW}"
SUSPEND, RESUME_CALL = "SuspendInstanceRefresh ir-1", "ResumeInstanceRefresh ir-1"
WANTED = "asg-1: checkpoint at 50 %, 2 of 4 instances: waiting for approval, `ess-refresh approve asg-1`"


def at(status: str, finished: int = 2) -> Any:
    return task(status=status, finished_update_capacity=finished, checkpoints=(50, 100), checkpoint_pause_time=10)


def reach_the_checkpoint(stage: Stage) -> None:
    stage.ess.will(at("InProgress", 0), at("CheckpointPause"))


def then(stage: Stage, *steps: tuple[float, str, int]) -> None:
    """Let the task be in a status with a count from a time on."""
    stage.ess.effects["ir-1"] = stage.ess.becomes(NEW, new=4)

    def happen() -> None:
        due = [(status, finished) for seconds, status, finished in steps if seconds <= stage.clock.now()]
        if due:
            stage.ess.scripts["ir-1"] = [at(*due[-1])]

    stage.clock.on_sleep = happen


def refuse(stage: Stage, *actions: str) -> None:
    for action in actions:
        stage.ess.errors[action] = [refused(action, "IncorrectStatus", 400)]


def test_checkpoint_that_is_passed_is_left_early(stage: Stage) -> None:
    reach_the_checkpoint(stage)
    stage.ess.futures.append([at("InProgress"), at("Successful", 4)])
    stage.ess.effects["ir-1"] = stage.ess.becomes(NEW, new=4)
    assert stage.create(**HALVES, alarms=["rule-1"])["outcome"] == "refreshed"
    assert stage.ess.changes == [START, RESUME_CALL]
    assert stage.lines[1:3] == [
        "asg-1: CheckpointPause, 2 of 4 instances replaced (checkpoint reached; goes on by itself) (0 s)",
        "asg-1: checkpoint at 50 %: checks passed (0 s)",
    ]


def test_pause_that_the_service_does_not_end_early_is_waited_out(stage: Stage) -> None:
    reach_the_checkpoint(stage)
    refuse(stage, "ResumeInstanceRefresh")
    then(stage, (600.0, "InProgress", 2), (700.0, "CheckpointPause", 3), (800.0, "Successful", 4))
    stage.create(**HALVES, alarms=["rule-1"])
    [line] = [line for line in stage.lines if "cannot be ended early" in line]
    assert line == (
        "asg-1: the pause cannot be ended early (ResumeInstanceRefresh on asg-1 was refused: `IncorrectStatus` Not "
        "now. (HTTP 400, RequestId 4734)): it ends by itself (0 s)"
    )
    assert stage.ess.changes == [START]


def test_pause_without_checks_is_left_alone(stage: Stage) -> None:
    reach_the_checkpoint(stage)
    then(stage, (600.0, "InProgress", 2), (700.0, "Successful", 4))
    stage.create(**HALVES)
    assert stage.ess.changes == [START]


def test_alarms_that_cannot_be_read_at_a_checkpoint_do_not_shorten_its_pause(stage: Stage) -> None:
    reach_the_checkpoint(stage)
    then(stage, (600.0, "InProgress", 2), (700.0, "Successful", 4))
    describe = stage.ess.describe_instance_refresh

    def lose_permission(group_id: str, task_id: str) -> Any:
        seen = describe(group_id, task_id)
        if seen and seen.status == "CheckpointPause" and stage.clock.now() == 0:
            stage.cms.errors = [refused("DescribeMetricRuleList")]
        return seen

    stage.ess.describe_instance_refresh = lose_permission  # type: ignore[assignment, method-assign]
    stage.create(**HALVES, alarms=["rule-1"])
    assert stage.ess.changes == [START]
    assert (
        "asg-1: checkpoint at 50 %: checks cannot tell: alarms cannot be read: DescribeMetricRuleList on asg-1 was "
        "refused: `Forbidden.Unauthorized` Not now. (HTTP 403, RequestId 4734); `alarms` take the permission "
        "`cms:DescribeMetricRuleList` (0 s)"
    ) in stage.lines


def test_alarm_at_a_checkpoint_takes_the_release_back(stage: Stage) -> None:
    stage.ess.will(at("InProgress", 0), at("InProgress", 1), at("CheckpointPause"))
    stage.ess.futures.append([at("RollbackSuccessful", 2)])
    stage.ess.effects["ir-1"] = stage.ess.becomes(OLD, old=4)
    stage.cms.fires["rule-1"] = (1.0, FOREVER)
    with pytest.raises(CheckFailedError) as caught:
        stage.create(**HALVES, alarms=["rule-1"])
    assert str(caught.value) == (
        "instance refresh ir-1 of asg-1 to scaling configuration asc-new failed a check (`CheckpointPause`, 2 of 4 "
        f"instances): {FIRING}; it was rolled back (`RollbackSuccessful`, 2 of 4 instances); {OLD_ONLY}; mend the "
        "release and run `pulumi up` again"
    )
    assert stage.clock.now() == 1.0


def test_release_waits_for_approval_at_a_checkpoint(stage: Stage) -> None:
    reach_the_checkpoint(stage)
    stage.ess.futures.append([at("Paused")])
    then(stage, (7200.0, "InProgress", 2), (7230.0, "Successful", 4))
    assert stage.create(**BY_HAND, wait_timeout_seconds=1200.0)["outcome"] == "refreshed"
    assert stage.ess.changes == [START, SUSPEND]
    assert [line for line in stage.lines if "pprov" in line] == [
        "asg-1: Paused, 2 of 4 instances replaced (waiting for approval) (0 s)",
        f"{WANTED} (0 s)",
        "asg-1: approved: going on (2 h)",
    ]


def test_approval_is_told_although_the_release_has_ended_when_it_is_seen(stage: Stage) -> None:
    reach_the_checkpoint(stage)
    stage.ess.futures.append([at("Paused")])
    then(stage, (7200.0, "Successful", 4))
    stage.create(**BY_HAND)
    assert stage.lines[-2] == "asg-1: approved: going on (2 h)"


def test_release_that_went_on_while_nobody_looked_says_so(stage: Stage) -> None:
    reach_the_checkpoint(stage)
    refuse(stage, "SuspendInstanceRefresh")
    then(stage, (300.0, "Successful", 4))
    stage.create(**BY_HAND)
    assert stage.lines[-2] == (
        "asg-1: it went on without approval: its pause was over before it could be suspended (5 min 5 s)"
    )
    assert stage.ess.changes == [START]


def test_checkpoint_is_suspended_after_its_pause_where_the_service_takes_it_no_earlier(stage: Stage) -> None:
    reach_the_checkpoint(stage)
    refuse(stage, "SuspendInstanceRefresh")
    stage.ess.futures.append([at("Paused", 3)])
    then(stage, (600.0, "InProgress", 2), (601.0, "Paused", 2), (900.0, "InProgress", 2), (930.0, "Successful", 4))

    suspend = stage.ess.suspend_instance_refresh

    def note(group_id: str, task_id: str) -> None:
        suspend(group_id, task_id)
        suspended_at.append(stage.clock.now())

    suspended_at: list[float] = []
    stage.ess.suspend_instance_refresh = note  # type: ignore[assignment, method-assign]
    assert stage.create(**BY_HAND)["outcome"] == "refreshed"
    assert stage.ess.changes == [START, SUSPEND]
    assert suspended_at == [600.0]
    assert (
        "asg-1: it cannot be suspended in its pause (SuspendInstanceRefresh on asg-1 was refused: `IncorrectStatus` "
        "Not now. (HTTP 400, RequestId 4734)): it is when the pause is over (0 s)"
    ) in stage.lines


def test_release_that_may_not_be_suspended_is_taken_back(stage: Stage) -> None:
    reach_the_checkpoint(stage)
    stage.ess.errors["SuspendInstanceRefresh"] = [refused("SuspendInstanceRefresh")] * 2
    then(stage, (600.0, "InProgress", 2))
    stage.ess.futures.append([at("RollbackSuccessful", 2)])

    def roll_back(group_id: str, task_id: str) -> None:
        stage.clock.on_sleep = lambda: None
        stage.ess.effects["ir-1"] = stage.ess.becomes(OLD, old=4)
        rollback(group_id, task_id)

    rollback = stage.ess.rollback_instance_refresh
    stage.ess.rollback_instance_refresh = roll_back  # type: ignore[assignment, method-assign]
    with pytest.raises(CheckFailedError) as caught:
        stage.create(**BY_HAND)
    assert str(caught.value).split("; ")[0] == (
        "instance refresh ir-1 of asg-1 to scaling configuration asc-new failed a check (`InProgress`, 2 of 4 "
        "instances): it could not be halted for approval: SuspendInstanceRefresh on asg-1 was refused: "
        "`Forbidden.Unauthorized` Not now. (HTTP 403, RequestId 4734)"
    )
    assert stage.ess.changes == [START, "RollbackInstanceRefresh ir-1"]


def test_halted_task_is_waiting_for_approval_to_whoever_finds_it(stage: Stage) -> None:
    """After a kill -9, on another machine: the service alone keeps that it halts, and where."""
    stage.ess.runs(at("Paused"))
    then(stage, (5000.0, "InProgress", 2), (5030.0, "Successful", 4))
    assert stage.create(**BY_HAND, wait_timeout_seconds=1200.0)["outcome"] == "adopted"
    assert f"{WANTED} (0 s)" in stage.lines
    assert stage.ess.changes == []


def test_task_that_is_paused_before_its_first_checkpoint_was_paused_by_somebody(stage: Stage) -> None:
    stage.ess.runs(at("Paused", 1))
    with pytest.raises(RefreshTimeoutError, match="did not settle within 1200 s"):
        stage.create(**BY_HAND, wait_timeout_seconds=1200.0, on_timeout="leave")
    assert "(paused by somebody; ResumeInstanceRefresh or the console lets it go on)" in stage.lines[1]


def test_alarm_while_somebody_is_asked_takes_the_release_back(stage: Stage) -> None:
    reach_the_checkpoint(stage)
    stage.ess.futures += [[at("Paused")], [at("RollbackSuccessful", 2)]]
    stage.ess.effects["ir-1"] = stage.ess.becomes(OLD, old=4)
    stage.cms.fires["rule-1"] = (1800.0, FOREVER)
    with pytest.raises(CheckFailedError, match="failed a check \\(`Paused`, 2 of 4 instances\\): "):
        stage.create(**BY_HAND, alarms=["rule-1"], wait_timeout_seconds=1200.0)
    assert stage.ess.changes == [START, SUSPEND, "RollbackInstanceRefresh ir-1"]
    assert 1800.0 <= stage.clock.now() <= 1920.0


def test_rollback_instead_of_approval_is_somebody_s(stage: Stage) -> None:
    reach_the_checkpoint(stage)
    stage.ess.futures.append([at("Paused")])
    then(stage, (300.0, "RollbackInProgress", 2), (400.0, "RollbackSuccessful", 2))
    stage.ess.effects["ir-1"] = stage.ess.becomes(OLD, old=4)
    with pytest.raises(Exception, match="; somebody rolled it back; "):
        stage.create(**BY_HAND)
    assert not [line for line in stage.lines if "approved" in line]


def test_time_in_which_nobody_is_asked_counts(stage: Stage) -> None:
    """Only the person's time is left out: 1000 s before the halt and 300 s after it are too much."""
    stage.ess.will(at("InProgress", 0), at("InProgress", 1))
    then(stage, (1000.0, "CheckpointPause", 2), (1010.0, "Paused", 2), (9000.0, "InProgress", 2))
    stage.ess.futures.append([])
    with pytest.raises(RefreshTimeoutError) as caught:
        stage.create(**BY_HAND, wait_timeout_seconds=1200.0, on_timeout="leave")
    # Halt and approval are each seen within two minutes.
    assert 9080.0 <= stage.clock.now() <= 9320.0
    assert RESUME not in str(caught.value)


def test_pause_after_the_last_instance_waits_for_nobody(stage: Stage) -> None:
    stage.ess.will(at("InProgress", 0), at("CheckpointPause", 4))
    then(stage, (600.0, "Successful", 4))
    assert stage.create(**BY_HAND)["outcome"] == "refreshed"
    assert stage.ess.changes == [START]


def test_pause_after_the_last_instance_is_said_without_a_percentage(stage: Stage) -> None:
    stage.ess.will(at("InProgress", 0), at("CheckpointPause", 4))
    stage.ess.futures.append([at("Successful", 4)])
    stage.ess.effects["ir-1"] = stage.ess.becomes(NEW, new=4)
    stage.create(**HALVES, alarms=["rule-1"])
    assert [line for line in stage.lines if "checks passed" in line] == [
        "asg-1: checkpoint: checks passed (0 s)",
        "asg-1: checks passed (0 s)",
    ]


def test_pause_that_was_found_is_looked_at_each_second(stage: Stage) -> None:
    """Nobody tells when it began, and each second after its end replaces what nobody has approved."""
    stage.ess.runs(at("CheckpointPause"))
    refuse(stage, "SuspendInstanceRefresh")
    then(stage, (100.5, "InProgress", 2))

    def resume_later(group_id: str, task_id: str) -> None:
        then(stage, (100.5, "Paused", 2), (200.0, "InProgress", 2), (230.0, "Successful", 4))
        suspended_at.append(stage.clock.now())
        suspend(group_id, task_id)

    suspended_at: list[float] = []
    suspend = stage.ess.suspend_instance_refresh
    stage.ess.futures.append([at("Paused")])
    stage.ess.suspend_instance_refresh = refuse_first(stage, resume_later)  # type: ignore[assignment, method-assign]
    assert stage.create(**BY_HAND)["outcome"] == "adopted"
    assert suspended_at == [101.0]


def test_task_that_does_not_halt_is_taken_back(stage: Stage) -> None:
    reach_the_checkpoint(stage)
    refuse(stage, "SuspendInstanceRefresh")
    then(stage, (600.0, "InProgress", 2))
    stage.ess.futures += [[at("InProgress")], [at("RollbackSuccessful", 2)]]
    suspend = stage.ess.suspend_instance_refresh

    def ignore(group_id: str, task_id: str) -> None:
        suspend(group_id, task_id)
        stage.clock.on_sleep = lambda: None

    stage.ess.suspend_instance_refresh = refuse_first(stage, ignore)  # type: ignore[assignment, method-assign]
    with pytest.raises(CheckFailedError) as caught:
        stage.create(**BY_HAND)
    assert caught.value.failure == "it could not be halted for approval within 60 s"


def refuse_first(stage: Stage, suspend: Callable[[str, str], None]) -> Callable[[str, str], None]:
    """Refuse a suspension in the checkpoint pause, and pass on the one that comes after it."""

    def call(group_id: str, task_id: str) -> None:
        if stage.ess.errors["SuspendInstanceRefresh"]:
            raise stage.ess.errors["SuspendInstanceRefresh"].pop()
        suspend(group_id, task_id)

    return call


def note_suspensions(stage: Stage, *, refused_at_first: bool = False) -> list[float]:
    """Note when a suspension is asked for; let the service refuse the first one, where it is in a pause."""
    asked: list[float] = []
    suspend = stage.ess.suspend_instance_refresh

    def call(group_id: str, task_id: str) -> None:
        asked.append(stage.clock.now())
        if refused_at_first and len(asked) == 1:
            raise refused("SuspendInstanceRefresh", "IncorrectStatus", 400)
        suspend(group_id, task_id)

    stage.ess.suspend_instance_refresh = call  # type: ignore[assignment, method-assign]
    return asked


@pytest.mark.parametrize(("minutes", "ends_at"), [(5, 300.0), (None, 600.0)], ids=["as it says", "as was asked for"])
def test_pause_is_as_long_as_the_task_says(stage: Stage, minutes: int | None, ends_at: float) -> None:
    asked = note_suspensions(stage, refused_at_first=True)
    stage.ess.will(at("InProgress", 0), replace(at("CheckpointPause"), checkpoint_pause_time=minutes))
    stage.ess.futures.append([at("Paused")])
    then(stage, (ends_at, "InProgress", 2), (ends_at + 1, "Paused", 2), (900.0, "Successful", 4))
    stage.create(**BY_HAND)
    assert asked == [0.0, ends_at]


def test_suspension_that_was_refused_in_a_pause_is_not_tried_in_the_next(stage: Stage) -> None:
    asked = note_suspensions(stage, refused_at_first=True)
    stage.ess.will(at("InProgress", 0), at("CheckpointPause", 2))
    stage.ess.futures += [[at("Paused", 2)], [at("Paused", 3)]]
    then(
        stage,
        (600.0, "InProgress", 2),
        (601.0, "Paused", 2),
        (700.0, "InProgress", 2),
        (730.0, "CheckpointPause", 3),
        (1441.0, "InProgress", 3),
        (1442.0, "Paused", 3),
        (1500.0, "Successful", 4),
    )
    stage.create(**BY_HAND)
    assert asked == [0.0, 600.0, 1441.0]


def test_pause_after_one_that_was_found_is_not_looked_at_each_second(stage: Stage) -> None:
    """Of the second one it is known when it began."""
    asked = note_suspensions(stage, refused_at_first=True)
    stage.ess.runs(at("CheckpointPause", 2))
    stage.ess.futures += [[at("Paused", 2)], [at("Paused", 3)]]
    then(
        stage,
        (100.0, "InProgress", 2),
        (101.0, "Paused", 2),
        (200.0, "InProgress", 2),
        (230.0, "CheckpointPause", 3),
        (900.0, "InProgress", 3),
        (901.0, "Paused", 3),
        (1000.0, "Successful", 4),
    )
    stage.create(**BY_HAND)
    found, at_its_end, after_the_second = asked
    assert (found, at_its_end) == (0.0, 100.0)
    assert 900.0 <= after_the_second <= 901.0
    looks = [sum(stage.clock.sleeps[:number]) for number in range(len(stage.clock.sleeps))]
    assert len([look for look in looks if 300.0 <= look < 800.0]) < 60


def test_suspension_without_an_answer_is_looked_for_and_repeated(stage: Stage) -> None:
    reach_the_checkpoint(stage)
    stage.ess.errors["SuspendInstanceRefresh"] = [unreachable("SuspendInstanceRefresh")]
    stage.ess.lost = ["SuspendInstanceRefresh"]
    # The pause is still shown once, after the call has taken effect.
    stage.ess.futures.append([at("Paused"), at("CheckpointPause"), at("Paused")])
    then(stage, (7200.0, "InProgress", 2), (7230.0, "Successful", 4))
    stage.create(**BY_HAND)
    assert stage.ess.changes == [START, SUSPEND]
    assert not [line for line in stage.lines if "cannot be suspended" in line]


@pytest.mark.parametrize(
    ("scripted", "events"),
    [
        (
            [(7200.0, "InProgress", 2), (7230.0, "Successful", 4)],
            ["started", "checkpoint", "note", "approval_wanted", "approved", "bake", "done"],
        ),
        ([(300.0, "Successful", 4)], ["started", "checkpoint", "note", "note", "bake", "done"]),
    ],
    ids=["halted", "went on by itself"],
)
def test_each_step_is_an_event_of_the_progress_file(
    stage: Stage, tmp_path: Path, scripted: list[tuple[float, str, int]], events: list[str]
) -> None:
    reach_the_checkpoint(stage)
    is_halted = "approved" in events
    asked = note_suspensions(stage, refused_at_first=True)
    stage.ess.futures.append([at("Paused")])
    halting = [(600.0, "InProgress", 2), (601.0, "Paused", 2)] if is_halted else []
    then(stage, *halting, *scripted)
    stage.create(**BY_HAND, alarms=["rule-1"], progress_file=str(tmp_path / "progress.jsonl"))
    entries = [json.loads(line) for line in (tmp_path / "progress.jsonl").read_text().splitlines()]
    assert [entry["event"] for entry in entries if entry["event"] != "task"] == events
    assert len(asked) == 1 + is_halted


def test_pause_that_cannot_be_ended_early_is_a_note_and_not_tried_again(stage: Stage, tmp_path: Path) -> None:
    reach_the_checkpoint(stage)
    refuse(stage, "ResumeInstanceRefresh")
    then(stage, (600.0, "InProgress", 2), (700.0, "Successful", 4))
    stage.create(**HALVES, alarms=["rule-1"], progress_file=str(tmp_path / "progress.jsonl"))
    entries = [json.loads(line) for line in (tmp_path / "progress.jsonl").read_text().splitlines()]
    events = [(entry["event"], "cannot be ended early" in entry["text"]) for entry in entries]
    assert [event for event, is_early in events if is_early] == ["note"]
