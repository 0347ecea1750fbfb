"""`pulumi refresh` and the look at a group that is not recorded yet, in all eleven statuses of a task."""

from typing import Any

import pytest

from alicloud_emulator import Emulator
from alicloud_ess_refresh.cloud.refresh_tasks import RefreshStatus
from alicloud_ess_refresh.refresh.errors import CheckFailedError
from contract.ending_cells import Cell
from contract.releases import Releases
from contract.scripted_alarm import ScriptedAlarm, watch

ENDS_BY = {"Cancelled": "cancel", "RollbackSuccessful": "rollback", "RollbackFailed": "rollback"}
WINDS_DOWN_BY = {"Cancelling": "cancel", "RollbackInProgress": "rollback"}

BOTH = "2 on asc-new, 3 on asc-old (active)"
HALVES = "2 on asc-new, 2 on asc-old (active)"
RUNS = "instance refresh ir-1 to scaling configuration asc-new is running"
SEEN: dict[str, tuple[str, str]] = {
    # The counts of the task, and the drift.
    "Pending": ("0 of 4", f"{RUNS} (`Pending`, 0 of 4 instances)"),
    "InProgress": ("1 of 4", f"{RUNS} (`InProgress`, 1 of 4 instances); instances: {BOTH}"),
    "Paused": ("1 of 4", f"{RUNS} (`Paused`, 1 of 4 instances); instances: {BOTH}"),
    "CheckpointPause": ("2 of 4", f"{RUNS} (`CheckpointPause`, 2 of 4 instances); instances: {HALVES}"),
    "Cancelling": ("1 of 4", f"{RUNS} (`Cancelling`, 1 of 4 instances); instances: {BOTH}"),
    "RollbackInProgress": ("0 of 2", f"{RUNS} (`RollbackInProgress`, 0 of 2 instances); instances: {BOTH}"),
    "Successful": (
        "4 of 4",
        "instance refresh ir-1 to scaling configuration asc-new has succeeded since the last update",
    ),
    "Failed": ("2 of 4", f"instances: {HALVES}"),
    "Cancelled": ("2 of 4", f"instances: {HALVES}"),
    "RollbackSuccessful": ("2 of 2", ""),
    "RollbackFailed": ("1 of 2", "instances: 1 on asc-new, 3 on asc-old (active)"),
}


@pytest.fixture(name="group")
def _group(alicloud_emulator: Emulator) -> Releases:
    return Releases(alicloud_emulator)


def bring(group: Releases, status: str) -> Cell:
    """Answer a group whose task is in this status."""
    if status == "Failed":
        group.emulator.add_fault(kind="unhealthy_instances", scaling_configuration_id=group.new, after=2)
    cell = Cell(group, status)
    if status in WINDS_DOWN_BY:
        cell.call(WINDS_DOWN_BY[status])
    if status == "RollbackFailed":
        group.emulator.add_fault(kind="unhealthy_instances", scaling_configuration_id=group.old)
    if status in ENDS_BY:
        cell.call(ENDS_BY[status])
    if RefreshStatus(status).is_settled:
        group.emulator.clock.advance(24 * 3600)
    assert cell.task["status"] == status
    return cell


def active(status: str) -> str:
    """Answer what is active while a task is in this status."""
    return "asc-new" if status == "Successful" else "asc-old"


def look(cell: Cell, props: dict[str, Any]) -> tuple[dict[str, Any], dict[str, Any]]:
    """Answer inputs and outputs that are read, with names that are the same each time."""
    seen = cell.provider().read(cell.group.group_id, props)

    def named(found: dict[str, Any] | None) -> dict[str, Any]:
        return {key: cell.named(value) if isinstance(value, str) else value for key, value in (found or {}).items()}

    return named(seen.inputs), named(seen.outs)


def test_every_status_is_looked_at() -> None:
    assert list(SEEN) == [str(status) for status in RefreshStatus]


@pytest.mark.parametrize("status", SEEN)
def test_refresh_tells_what_the_group_has_become_and_no_program_is_taken_for_done(group: Releases, status: str) -> None:
    cell = bring(group, status)
    calls = cell.changes()
    _, drift = SEEN[status]
    inputs, outs = look(cell, cell.olds)
    assert inputs == {"scaling_group_id": "asg-1", "scaling_configuration_id": active(status)}
    kept = {
        name: cell.named(cell.olds[name]) for name in ("configuration_digest", "last_seen_task_id", "confirmed_time")
    }
    assert outs == {**inputs, **kept, "outcome": "enabled", **({"drift": drift} if drift else {})}
    recorded = cell.provider().read(group.group_id, cell.olds).outs or {}
    assert look(cell, recorded) == (inputs, outs)
    programs = [group.props(scaling_configuration_id=each) for each in (group.old, group.new)]
    differs = [cell.provider().diff(group.group_id, recorded, program).changes for program in programs]
    assert differs == [bool(drift), True]
    assert cell.changes() == calls


@pytest.mark.parametrize("status", SEEN)
def test_look_at_a_group_that_is_not_recorded_tells_its_latest_task(group: Releases, status: str) -> None:
    cell = bring(group, status)
    counts, drift = SEEN[status]
    inputs, outs = look(cell, {})
    assert inputs == {"scaling_group_id": "asg-1", "scaling_configuration_id": active(status)}
    assert (outs["instance_refresh_task_id"], outs["status"]) == ("ir-1", status)
    assert f"{outs['finished_update_capacity']} of {outs['total_need_update_capacity']}" == counts
    assert outs.get("drift", "") == ("" if status == "Successful" else drift)


@pytest.mark.parametrize("status", ["Pending", "InProgress", "CheckpointPause", "Successful"])
def test_update_to_the_same_goes_on_with_what_a_refresh_has_recorded(group: Releases, status: str) -> None:
    """After a `kill -9`, `pulumi up --refresh`: the release is seen to its end, and not taken for done."""
    cell = bring(group, status)
    recorded = cell.provider().read(group.group_id, cell.olds).outs or {}
    outs = group.release(recorded)
    assert (outs["outcome"], cell.named(outs["instance_refresh_task_id"])) == ("adopted", "ir-1")
    assert "drift" not in outs
    assert group.standing() == (group.new, [group.new] * 4)
    assert look(cell, outs)[1].get("drift") is None


@pytest.mark.parametrize("status", ["Cancelling", "RollbackInProgress", "Successful", "Failed", "Cancelled"])
def test_update_to_what_was_before_takes_the_group_back(group: Releases, status: str) -> None:
    cell = bring(group, status)
    recorded = cell.provider().read(group.group_id, cell.olds).outs or {}
    outs = group.release(recorded, scaling_configuration_id=group.old)
    assert "drift" not in outs
    assert group.standing() == (group.old, [group.old] * 4)


def test_bake_goes_on_after_a_refresh_and_knows_the_way_back(group: Releases) -> None:
    """The update was killed in the bake, and `pulumi refresh` has recorded what is active since."""
    before = group.release(group.deploy())
    newest = group.configure("m-app-v3")
    task_id = group.start(newest)
    group.emulator.clock.advance(1800)
    recorded = group.provider().read(group.group_id, before).outs or {}
    assert recorded["scaling_configuration_id"] == newest
    alarm = ScriptedAlarm(group.emulator, fires_at=group.emulator.clock.now())
    with pytest.raises(CheckFailedError) as caught:
        watch(group.provider(), alarm).update(
            group.group_id,
            recorded,
            group.props(scaling_configuration_id=newest, alarms=["rule-1"], bake_time_minutes=1440.0),
        )
    assert caught.value.task.instance_refresh_task_id == task_id
    assert group.standing() == (group.new, [group.new] * 4)
