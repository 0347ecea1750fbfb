"""Every cell of (ending, option, status) against the emulator: the whole message, and every call that changes it."""

from datetime import timedelta

import pytest

from alicloud_emulator import Emulator
from alicloud_ess_refresh.refresh.endings import OnDelete, Remedy
from contract.ending_cells import RUNNING, WINDING_DOWN, Cell
from contract.releases import Releases
from contract.scripted_alarm import ScriptedAlarm, watch

MEND = "mend the release and run `pulumi up` again"
CHOOSE = (
    "run `pulumi up` again to go on with this release, or take the change back and run `pulumi up --refresh`, which "
    "refreshes the group to what the program says"
)
GO_ON = "run `pulumi up` again, which goes on with it"
WAIT = "run `pulumi up` again, which waits for its end"
RESUME = (
    "resume it (ResumeInstanceRefresh or the console) and run `pulumi up` again, which goes on with it, or end it "
    "(RollbackInstanceRefresh puts back what is replaced, CancelInstanceRefresh leaves it)"
)
OLD, BOTH, HALVES, GROWN, BACK = (
    f"instances now: {where}"
    for where in (
        "4 on asc-old (active)",
        "2 on asc-new, 3 on asc-old (active)",
        "2 on asc-new, 2 on asc-old (active)",
        "3 on asc-new, 2 on asc-old (active)",
        "1 on asc-new, 4 on asc-old (active)",
    )
)
SEEN = {"Pending": "0 of 4", "CheckpointPause": "2 of 4", "RollbackInProgress": "0 of 2"}
"""How many instances a task in this status has replaced; elsewhere 1 of 4."""
CALLED = {"Paused": ["Suspend"], "Cancelling": ["Cancel"], "RollbackInProgress": ["Rollback"]}
"""What the operator has called."""

UNDONE = "it was cancelled before it began: no instance of it is left"
KEPT_0, KEPT_2 = (
    f"it was cancelled (`Cancelled`, {count} of 4 instances), and what is replaced stays" for count in (0, 2)
)
LEFT, LEFT_PAUSED = "it was left running, as `{}` says", "it was left paused, as `{}` says"
ALREADY = "it is paused already"
SOMEBODY_S = "somebody is taking it back already"

Ended = tuple[list[str], str, str, str]
ROLLED_BACK: Ended = (["Rollback"], "it was rolled back (`RollbackSuccessful`, 2 of 2 instances)", OLD, MEND)
CANCELLED: Ended = (["Cancel"], KEPT_2, HALVES, CHOOSE)
RUNNING_CELLS: dict[tuple[str, str], Ended] = {
    ("rollback", "Pending"): (["Cancel"], UNDONE, OLD, MEND),
    **{("rollback", status): ROLLED_BACK for status in RUNNING[1:]},
    ("cancel", "Pending"): (["Cancel"], KEPT_0, OLD, CHOOSE),
    **{("cancel", status): CANCELLED for status in RUNNING[1:]},
    ("suspend", "Pending"): (["Suspend"], "it was suspended (`Paused`, 0 of 4 instances)", BACK, RESUME),
    ("suspend", "InProgress"): (["Suspend"], "it was suspended (`Paused`, 1 of 4 instances)", BOTH, RESUME),
    ("suspend", "Paused"): ([], ALREADY, BOTH, RESUME),
    ("suspend", "CheckpointPause"): (["Suspend"], "it was suspended (`Paused`, 2 of 4 instances)", GROWN, RESUME),
    ("leave", "Pending"): ([], LEFT, OLD, GO_ON),
    ("leave", "InProgress"): ([], LEFT, BOTH, GO_ON),
    ("leave", "Paused"): ([], LEFT_PAUSED, BOTH, RESUME),
    ("leave", "CheckpointPause"): ([], LEFT, HALVES, GO_ON),
}
SHORT = ("it was rolled back, which has not ended within 2 s (`RollbackInProgress`, 0 of 2 instances)", BOTH, WAIT)
TIME_IS_UP_CELLS: dict[tuple[str, str], Ended] = {
    **RUNNING_CELLS,
    # One second to wait leaves two for the way back, and for a suspension.
    **{("rollback", status): (["Rollback"], *SHORT) for status in RUNNING[1:]},
    ("suspend", "Pending"): ([], "it could not be suspended within 2 s (`Pending`, 0 of 4 instances)", OLD, GO_ON),
    ("suspend", "CheckpointPause"): (
        [],
        "it could not be suspended within 2 s (`CheckpointPause`, 2 of 4 instances)",
        HALVES,
        GO_ON,
    ),
    **{(option, status): ([], SOMEBODY_S, BOTH, WAIT) for option in Remedy for status in WINDING_DOWN},
}
CHECK_FAILED_CELLS: dict[tuple[str, str], Ended] = {
    **RUNNING_CELLS,
    **{(option, "RollbackInProgress"): ([], SOMEBODY_S, BACK, WAIT) for option in Remedy},
}


@pytest.fixture(name="group")
def _group(alicloud_emulator: Emulator) -> Releases:
    return Releases(alicloud_emulator)


@pytest.mark.parametrize(("option", "status"), TIME_IS_UP_CELLS)
def test_task_that_runs_out_of_time(group: Releases, option: str, status: str) -> None:
    calls, done, where, next_step = TIME_IS_UP_CELLS[option, status]
    cell = Cell(group, status)
    news = group.props(scaling_configuration_id=group.new, wait_timeout_seconds=1.0, on_timeout=option)
    assert cell.error(lambda: cell.provider().update(group.group_id, cell.olds, news)) == (
        "instance refresh ir-1 of asg-1 to scaling configuration asc-new did not settle within 1 s (last status "
        f"`{status}`, {SEEN.get(status, '1 of 4')} instances); {done.format('on_timeout')}; {where}; {next_step}"
    )
    assert cell.changes() == CALLED.get(status, []) + calls


@pytest.mark.parametrize(("option", "status"), CHECK_FAILED_CELLS)
def test_alarm_that_fires_on_a_running_task(group: Releases, option: str, status: str) -> None:
    calls, done, where, next_step = CHECK_FAILED_CELLS[option, status]
    cell, alarm = Cell(group, status), ScriptedAlarm(group.emulator)
    alarm.fires_at = group.emulator.clock.now() + timedelta(seconds=1 if status in WINDING_DOWN else 0)
    provider = watch(cell.provider(), alarm)
    news = group.props(scaling_configuration_id=group.new, alarms=["rule-1"], on_failure=option)
    # The alarm is read a minute later, when the rollback has put one instance back.
    seen = "1 of 2" if status in WINDING_DOWN else SEEN.get(status, "1 of 4")
    assert cell.error(lambda: provider.update(group.group_id, cell.olds, news)) == (
        f"instance refresh ir-1 of asg-1 to scaling configuration asc-new failed a check (`{status}`, {seen} "
        f"instances): alarm `web-5xx` is in ALARM; {done.format('on_failure')}; {where}; {next_step}"
    )
    assert cell.changes() == CALLED.get(status, []) + calls


BY_SOMEBODY = {
    "Cancelling": ("`Cancelled` after 2 of 4", "somebody cancelled it, so nothing was put back", HALVES, CHOOSE),
    "RollbackInProgress": ("`RollbackSuccessful` after 2 of 2", "somebody rolled it back", OLD, MEND),
}


@pytest.mark.parametrize("status", BY_SOMEBODY)
@pytest.mark.parametrize("option", Remedy)
def test_task_that_somebody_ends(group: Releases, option: str, status: str) -> None:
    ended, done, where, next_step = BY_SOMEBODY[status]
    cell = Cell(group, status)
    news = group.props(scaling_configuration_id=group.new, on_failure=option)
    message = cell.error(lambda: cell.provider().update(group.group_id, cell.olds, news))
    assert message == (
        f"instance refresh ir-1 of asg-1 to scaling configuration asc-new ended {ended} instances: the service gave no "
        f"reason; {done}; {where}; {next_step}"
    )
    assert cell.changes() == CALLED[status]


DOES = {"Cancel": "cancelling it", "Rollback": "rolling it back", "": "waiting for its end"}
DID = {"Cancel": "was cancelled", "Rollback": "was rolled back", "": "was waited for"}
DELETED_CELLS: dict[tuple[str, str], tuple[str, str, str]] = {
    # Call, or none for waiting; the end of the task; where the instances are then.
    **{("cancel", status): ("Cancel", "`Cancelled`, 2 of 4", HALVES) for status in RUNNING[1:]},
    **{("rollback", status): ("Rollback", "`RollbackSuccessful`, 2 of 2", OLD) for status in RUNNING[1:]},
    **{(option, "Pending"): ("Cancel", "`Cancelled`, 0 of 4", OLD) for option in ("cancel", "rollback")},
    **{
        ("wait", status): ("", "`Successful`, 4 of 4", "instances now: 4 on asc-new (active)")
        for status in ("Pending", "InProgress", "CheckpointPause")
    },
    **{
        (option, status): ("", *end)
        for option in ("cancel", "rollback", "wait")
        for status, end in (
            ("Cancelling", ("`Cancelled`, 2 of 4", HALVES)),
            ("RollbackInProgress", ("`RollbackSuccessful`, 2 of 2", OLD)),
        )
    },
}


def delete(cell: Cell, option: str) -> None:
    if cell.status in WINDING_DOWN:
        cell.call({"Cancelling": "cancel", "RollbackInProgress": "rollback"}[cell.status])
    # As the state is after an update that has failed and left its task.
    olds = {**cell.olds, "unfinished_task_id": cell.task["instance_refresh_task_id"]}
    cell.provider().delete(cell.group.group_id, {**olds, "on_delete": option})


@pytest.mark.parametrize(("option", "status"), DELETED_CELLS)
def test_task_whose_resource_is_deleted(group: Releases, option: str, status: str) -> None:
    call, end, where = DELETED_CELLS[option, status]
    cell = Cell(group, status)
    delete(cell, option)
    first, last = (cell.named(group.lines[index]).rpartition(" (")[0] for index in (0, -1))
    named = "asg-1: deleted: instance refresh ir-1 to scaling configuration asc-new"
    assert first == f"{named} (`{status}`, {SEEN.get(status, '1 of 4')} instances) is running: {DOES[call]}"
    assert last == f"{named} ({end} instances) {DID[call]}; {where}"
    assert cell.changes() == CALLED.get(status, []) + ([call] if call else [])


@pytest.mark.parametrize("status", [*RUNNING, *WINDING_DOWN])
def test_task_that_is_left_when_its_resource_is_deleted(group: Releases, status: str) -> None:
    cell = Cell(group, status)
    delete(cell, "leave")
    [line] = group.lines
    where = {"Pending": OLD, "CheckpointPause": HALVES}.get(status, BOTH)
    assert cell.named(line) == (
        f"asg-1: deleted: instance refresh ir-1 to scaling configuration asc-new (`{status}`, "
        f"{SEEN.get(status, '1 of 4')} instances) goes on, as `on_delete` says; {where} (0 s)"
    )
    assert cell.changes() == CALLED.get(status, [])


@pytest.mark.parametrize("action", ["cancel", "rollback", ""])
@pytest.mark.parametrize("option", OnDelete)
def test_task_that_has_ended_is_nothing_to_a_deletion(group: Releases, option: str, action: str) -> None:
    cell = Cell(group, "InProgress")
    if action:
        cell.call(action)
    group.emulator.clock.advance(3600)
    assert cell.task["status"] in {"Cancelled", "RollbackSuccessful", "Successful"}
    calls = cell.changes()
    delete(cell, option)
    assert (group.lines, cell.changes()) == ([], calls)
