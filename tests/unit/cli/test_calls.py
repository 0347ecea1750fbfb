"""suspend, resume, approve, cancel and rollback: refused without a call, asked about, done once, waited for."""

import pytest

from alicloud_ess_refresh.cli.calls import LEGAL_STATUSES, Call, obstacle
from alicloud_ess_refresh.cloud.refresh_tasks import RefreshStatus
from unit.cli.stage import Ran, Stage
from unit.refresh.fakes import OLD, task

COMMANDS = {
    "suspend": Call.SUSPEND,
    "resume": Call.RESUME,
    "approve": Call.APPROVE,
    "cancel": Call.CANCEL,
    "rollback": Call.ROLL_BACK,
}
ILLEGAL = [
    (command, status)
    for command, call in COMMANDS.items()
    for status in RefreshStatus
    if status not in LEGAL_STATUSES[call]
]


@pytest.mark.parametrize(("command", "status"), ILLEGAL)
def test_nothing_is_called_where_the_service_would_refuse(stage: Stage, command: str, status: RefreshStatus) -> None:
    stage.ess.runs(task(status=status))
    ran = stage.run(command, "--task", "ir-1")
    assert (ran.exit_code, ran.out, stage.ess.changes) == (1, [], [])
    told = ran.err[0]
    verb = COMMANDS[command]
    assert told.startswith(
        f"ess-refresh: instance refresh ir-1 of asg-1 cannot be {verb}, and nothing was changed: it is `{status}`, ",
    )


@pytest.mark.parametrize(
    ("call", "status", "told"),
    [
        (
            Call.SUSPEND,
            "Paused",
            "expected `Pending` or `InProgress` or `CheckpointPause`; it is suspended already",
        ),
        (Call.RESUME, "InProgress", "expected `Paused` or `CheckpointPause`; it is under way"),
        (
            Call.APPROVE,
            "CheckpointPause",
            (
                "expected `Paused`; it goes on by itself when the pause is over, unless a release with manual approval "
                "suspends it first: try again in a moment"
            ),
        ),
        (
            Call.ROLL_BACK,
            "Pending",
            ("expected `InProgress` or `Paused` or `CheckpointPause`; nothing is replaced yet"),
        ),
        (
            Call.CANCEL,
            "RollbackInProgress",
            ("expected `Pending` or `InProgress` or `Paused` or `CheckpointPause`; it is on its way to its end"),
        ),
    ],
)
def test_refusal_tells_what_to_do_instead(call: Call, status: str, told: str) -> None:
    assert obstacle(call, task(status=status)) == f"it is `{status}`, {told}"


@pytest.mark.parametrize(
    ("command", "before", "action", "after"),
    [
        ("suspend", "InProgress", "SuspendInstanceRefresh", "Paused"),
        ("resume", "Paused", "ResumeInstanceRefresh", "InProgress"),
        ("resume", "CheckpointPause", "ResumeInstanceRefresh", "InProgress"),
        ("cancel", "CheckpointPause", "CancelInstanceRefresh", "Cancelled"),
        ("rollback", "Paused", "RollbackInstanceRefresh", "RollbackSuccessful"),
    ],
)
def test_call_is_made_once_and_its_effect_waited_for(
    stage: Stage,
    command: str,
    before: str,
    action: str,
    after: str,
) -> None:
    stage.ess.runs(task(status=before, finished_update_capacity=1))
    stage.ess.futures.append([task(status=before), task(status=after, finished_update_capacity=1)])
    ran = stage.run(command)
    assert (ran.exit_code, ran.err, stage.ess.changes) == (0, [], [f"{action} ir-1"])
    assert done(ran).startswith(
        f"asg-1: done: instance refresh ir-1 to scaling configuration asc-new was {COMMANDS[command]} (`{after}`, "
        "1 of 4 instances); instances now: 4 on asc-old (active) (",
    )


def done(ran: Ran) -> str:
    [line] = [line for line in ran.out if line.startswith("asg-1: done: ")]
    return line


def halted(stage: Stage, finished: int) -> None:
    stage.ess.runs(task(status="Paused", finished_update_capacity=finished, checkpoints=(50, 100)))
    stage.ess.futures.append([task(finished_update_capacity=finished)])


def test_approval_at_a_checkpoint_is_a_resumption(stage: Stage) -> None:
    halted(stage, finished=2)
    ran = stage.run("approve")
    assert (ran.exit_code, stage.ess.changes) == (0, ["ResumeInstanceRefresh ir-1"])
    assert done(ran).startswith(
        "asg-1: done: instance refresh ir-1 to scaling configuration asc-new was approved (`InProgress`, 2 of 4 "
        "instances)",
    )


def test_approval_before_any_checkpoint_is_refused(stage: Stage) -> None:
    halted(stage, finished=1)
    ran = stage.run("approve")
    assert (ran.exit_code, stage.ess.changes) == (1, [])
    assert ran.err == [
        (
            "ess-refresh: instance refresh ir-1 of asg-1 cannot be approved, and nothing was changed: it was suspended "
            "before any checkpoint (1 of 4 instances, checkpoints: 50 %)"
        ),
        "Next: `ess-refresh resume asg-1 --task ir-1` lets it go on",
        "      `ess-refresh rollback asg-1 --task ir-1` ends it, and puts back what is replaced",
        "      `ess-refresh cancel asg-1 --task ir-1` ends it, and leaves what is replaced",
    ]


def test_suspension_waits_for_the_end_of_a_checkpoint_pause(stage: Stage) -> None:
    stage.ess.runs(task(status="CheckpointPause"), task(status="CheckpointPause"), task())
    stage.ess.futures.append([task(status="Paused")])
    ran = stage.run("suspend")
    assert (ran.exit_code, stage.ess.changes) == (0, ["SuspendInstanceRefresh ir-1"])
    assert ran.out[0].startswith("asg-1: CheckpointPause")


def test_lost_reply_makes_no_second_call(stage: Stage) -> None:
    stage.ess.runs(task())
    stage.ess.futures.append([task(status="Cancelling"), task(status="Cancelled")])
    stage.ess.lost.append("CancelInstanceRefresh")
    assert stage.run("cancel").exit_code == 0
    assert stage.ess.changes == ["CancelInstanceRefresh ir-1"]


def test_outcome_as_json_leaves_progress_to_standard_error(stage: Stage) -> None:
    stage.ess.runs(task())
    stage.ess.futures.append([task(status="Paused")])
    ran = stage.run("suspend", "-o", "json")
    assert (ran.document["outcome"], ran.document["task"]["status"]) == ("suspended", "Paused")
    assert ran.err[-1].startswith("asg-1: done: ")


@pytest.mark.parametrize(
    ("typed", "exit_code", "changes"),
    [("y\n", 0, ["SuspendInstanceRefresh ir-1"]), ("n\n", 1, [])],
)
def test_terminal_is_asked_first(stage: Stage, typed: str, exit_code: int, changes: list[str]) -> None:
    stage.is_terminal = True
    stage.ess.runs(task())
    stage.ess.futures.append([task(status="Paused")])
    ran = stage.run("suspend", typed=typed)
    assert (ran.exit_code, stage.ess.changes) == (exit_code, changes)
    question = (
        "instance refresh ir-1 to scaling configuration asc-new (`InProgress`, 0 of 4 instances) will be suspended."
    )
    assert ran.err[0].startswith(f"{question} Go on? [y/N]: ")


def test_nobody_is_asked_with_yes(stage: Stage) -> None:
    stage.is_terminal = True
    stage.ess.runs(task())
    stage.ess.futures.append([task(status="Paused")])
    assert stage.run("suspend", "--yes").exit_code == 0


def test_interrupted_question_changes_nothing(stage: Stage) -> None:
    stage.is_terminal = True
    stage.ess.runs(task())
    assert stage.run("cancel", typed="").exit_code == 130
    assert stage.ess.changes == []


def test_task_without_a_way_back_is_not_rolled_back(stage: Stage) -> None:
    stage.ess.runs(task(to=OLD))
    ran = stage.run("rollback")
    assert (ran.exit_code, stage.ess.changes) == (1, [])
    assert ran.err == [
        (
            "ess-refresh: instance refresh ir-1 of asg-1 cannot be rolled back, and nothing was changed: it goes to "
            "the active "
            "configuration, so there is none to go back to"
        ),
        "Next: `ess-refresh status asg-1 --watch` shows its end",
    ]


def test_effect_that_does_not_show_in_time_is_told_apart(stage: Stage) -> None:
    stage.ess.runs(task())
    stage.ess.futures.append([task(status="Cancelling")])
    ran = stage.run("cancel", "--wait-timeout-seconds", "60")
    assert ran.exit_code == 4
    assert ran.err == [
        (
            "ess-refresh: instance refresh ir-1 of asg-1 to scaling configuration asc-new did not settle within 60 s "
            "(last "
            "status `Cancelling`, 0 of 4 instances); it is to be cancelled; instances now: 4 on asc-old (active); "
            "`ess-refresh "
            "status --watch` shows what becomes of it"
        ),
    ]


def test_rollback_that_fails_is_no_success(stage: Stage) -> None:
    stage.ess.runs(task())
    stage.ess.futures.append([task(status="RollbackFailed", detail="No stock.")])
    ran = stage.run("rollback")
    assert ran.exit_code == 1
    assert ran.err == [
        (
            "ess-refresh: instance refresh ir-1 of asg-1 to scaling configuration asc-new ended `RollbackFailed` "
            "after 0 of 4 "
            "instances: No stock; it was not rolled back; instances now: 4 on asc-old (active)"
        ),
    ]


def test_group_without_tasks_has_nothing_to_act_on(stage: Stage) -> None:
    ran = stage.run("cancel")
    assert (ran.exit_code, ran.err) == (1, ["ess-refresh: asg-1 has no instance refresh that could be cancelled"])
