"""The cells of a bad end in which the task has ended, against the emulator: whole message, and every call."""

import re

import pytest

from alicloud_emulator import Emulator
from alicloud_ess_refresh.refresh.endings import OnDelete, Remedy
from contract.ending_cells import Cell
from contract.releases import Releases
from contract.scripted_alarm import ScriptedAlarm, watch

MEND = "mend the release and run `pulumi up` again"
CHOOSE = (
    "run `pulumi up` again to go on with this release, or take the change back and run `pulumi up --refresh`, which "
    "refreshes the group to what the program says"
)
CHECK_AGAIN = "mend the cause and run `pulumi up` again, which checks again, or take the change back"
BY_HAND = "look at the group in the console, then run `pulumi up --refresh`"
NOTHING_RAN = "the group was left as it is, because nothing was running any more to {}"
AS_TOLD = "the group was left as it is, as `on_failure` says"
REASON = re.compile(r"The instances created by the instance refresh task did not become healthy[^;]*")

BACK = "instance refresh ir-2 took the group back; instances now: 4 on asc-old (active)"
HALVES = "instances now: 2 on asc-new, 2 on asc-old (active)"
FAILED = {
    "rollback": (["Start"], f"{BACK}; {MEND}"),
    "cancel": ([], f"{NOTHING_RAN.format('cancel')}; {HALVES}; {CHOOSE}"),
    "suspend": ([], f"{NOTHING_RAN.format('suspend')}; {HALVES}; {CHOOSE}"),
    "leave": ([], f"{AS_TOLD}; {HALVES}; {CHOOSE}"),
}
RELEASED = "instances now: 4 on asc-new (active)"
SUCCESSFUL = {
    "rollback": (["ModifyScalingGroup", "Start"], f"{BACK}; {MEND}"),
    "cancel": ([], f"{NOTHING_RAN.format('cancel')}; {RELEASED}; {CHECK_AGAIN}"),
    "suspend": ([], f"{NOTHING_RAN.format('suspend')}; {RELEASED}; {CHECK_AGAIN}"),
    "leave": ([], f"{AS_TOLD}; {RELEASED}; {CHECK_AGAIN}"),
}


@pytest.fixture(name="group")
def _group(alicloud_emulator: Emulator) -> Releases:
    return Releases(alicloud_emulator)


def spoil(group: Releases, configuration_id: str, *, after: int = 0) -> None:
    """Let no further instance of a configuration become healthy."""
    group.emulator.add_fault(kind="unhealthy_instances", scaling_configuration_id=configuration_id, after=after)


def end_badly(cell: Cell) -> str:
    """Let the task fail, or the way back that an operator takes; answer its status."""
    if cell.status == "RollbackInProgress":
        spoil(cell.group, cell.group.old)
        cell.call("rollback")
    cell.group.emulator.clock.advance(24 * 3600)
    return str(cell.task["status"])


@pytest.mark.parametrize("option", FAILED)
def test_task_that_fails(group: Releases, option: str) -> None:
    calls, aftermath = FAILED[option]
    spoil(group, group.new, after=2)
    cell = Cell(group, "InProgress")
    news = group.props(scaling_configuration_id=group.new, on_failure=option)
    message = cell.error(lambda: cell.provider().update(group.group_id, cell.olds, news))
    assert REASON.sub("(reason)", message) == (
        "instance refresh ir-1 of asg-1 to scaling configuration asc-new ended `Failed` after 2 of 4 instances: "
        f"(reason); {aftermath}"
    )
    assert cell.changes() == calls


@pytest.mark.parametrize("option", Remedy)
def test_way_back_of_an_operator_that_fails(group: Releases, option: str) -> None:
    """Two things are left to somebody who looks: the group is between two configurations, and neither comes up."""
    cell = Cell(group, "RollbackInProgress")
    spoil(group, group.old)
    news = group.props(scaling_configuration_id=group.new, on_failure=option)
    message = cell.error(lambda: cell.provider().update(group.group_id, cell.olds, news))
    assert REASON.sub("(reason)", message) == (
        "instance refresh ir-1 of asg-1 to scaling configuration asc-new ended `RollbackFailed` after 1 of 2 "
        "instances: (reason); somebody rolled it back, and the rollback failed; instances now: 1 on asc-new, 3 on "
        f"asc-old (active); {BY_HAND}"
    )
    assert cell.changes() == ["Rollback"]


@pytest.mark.parametrize("option", SUCCESSFUL)
def test_alarm_that_fires_after_success(group: Releases, option: str) -> None:
    calls, aftermath = SUCCESSFUL[option]
    cell, alarm = Cell(group, "InProgress"), ScriptedAlarm(group.emulator)

    def fire_at_the_end() -> None:
        if alarm.fires_at is None and cell.task["status"] == "Successful":
            alarm.fires_at = group.emulator.clock.now()

    provider = watch(cell.provider(fire_at_the_end), alarm)
    news = group.props(scaling_configuration_id=group.new, alarms=["rule-1"], on_failure=option)
    assert cell.error(lambda: provider.update(group.group_id, cell.olds, news)) == (
        "instance refresh ir-1 of asg-1 to scaling configuration asc-new failed a check (`Successful`, 4 of 4 "
        f"instances): alarm `web-5xx` is in ALARM; {aftermath}"
    )
    # At the checkpoint the checks are passed, and the task is to go on early.
    assert cell.changes() == ["Resume", *calls]


@pytest.mark.parametrize("status", ["InProgress", "RollbackInProgress"])
@pytest.mark.parametrize("option", OnDelete)
def test_task_that_has_ended_badly_is_nothing_to_a_deletion(group: Releases, option: str, status: str) -> None:
    if status == "InProgress":
        spoil(group, group.new, after=2)
    cell = Cell(group, status)
    assert end_badly(cell) == {"InProgress": "Failed", "RollbackInProgress": "RollbackFailed"}[status]
    calls = cell.changes()
    cell.provider().delete(group.group_id, {**cell.olds, "on_delete": option})
    assert (group.lines, cell.changes()) == ([], calls)


def test_paused_task_is_not_waited_for_without_end_when_its_resource_is_deleted(group: Releases) -> None:
    cell = Cell(group, "Paused")
    task_id = cell.task["instance_refresh_task_id"]
    olds = {**cell.olds, "unfinished_task_id": task_id, "on_delete": "wait", "wait_timeout_seconds": 600.0}
    assert cell.error(lambda: cell.provider().delete(group.group_id, olds)) == (
        "instance refresh ir-1 of asg-1 to scaling configuration asc-new was waited for, but has not settled within "
        "600 s (`Paused`, 2 of 4 instances), so that the resource was not deleted; instances now: 2 on asc-new, 3 on "
        "asc-old (active); a paused task does not end by itself: resume it (ResumeInstanceRefresh or the console) or "
        "end it (RollbackInstanceRefresh puts back what is replaced, CancelInstanceRefresh leaves it), then delete the "
        "resource again"
    )
    assert cell.changes() == ["Suspend"]
