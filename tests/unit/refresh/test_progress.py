"""What is seen of a release while it goes on: a line for each change, and the progress file."""

import json
import re
from datetime import UTC, datetime
from pathlib import Path

import pytest

from alicloud_ess_refresh.refresh.checkpoints import Approval
from alicloud_ess_refresh.refresh.errors import RefreshFailedError
from alicloud_ess_refresh.refresh.progress import Progress
from unit.refresh.conftest import Stage
from unit.refresh.fakes import GROUP, MIDNIGHT, NEW, task

FIELDS = (
    "time",
    "event",
    "group",
    "task",
    "status",
    "total_need_update_capacity",
    "finished_update_capacity",
    "elapsed_seconds",
    "remaining_seconds_estimate",
    "text",
)


@pytest.mark.parametrize(
    ("batch_seconds", "said"),
    [(14, "about 40 s"), (61, "about 3 min"), (1195, "about 1 h"), (5000, "about 4 h 10 min")],
)
def test_time_left_is_said_no_more_exactly_than_it_is_known(stage: Stage, batch_seconds: float, said: str) -> None:
    progress = Progress(GROUP, clock=stage.clock, engine=stage)
    progress.report(task())
    stage.clock.sleep(batch_seconds)
    progress.report(task(finished_update_capacity=1))
    assert f", 1 of 4 instances replaced, {said} left (" in stage.lines[-1]


def test_way_back_is_estimated_by_itself(stage: Stage) -> None:
    progress = Progress(GROUP, clock=stage.clock, engine=stage)
    for status, finished in (
        ("InProgress", 0),
        ("InProgress", 2),
        ("RollbackInProgress", 0),
        ("RollbackInProgress", 1),
    ):
        progress.report(task(status=status, finished_update_capacity=finished))
        stage.clock.sleep(60)
    assert stage.lines == [
        "asg-1: InProgress, 0 of 4 instances replaced (0 s)",
        "asg-1: InProgress, 2 of 4 instances replaced, about 1 min left (1 min)",
        "asg-1: RollbackInProgress, 0 of 4 instances replaced (2 min)",
        "asg-1: RollbackInProgress, 1 of 4 instances replaced, about 3 min left (3 min)",
    ]


def test_what_changes_first_comes_first_and_stays_while_nothing_changes(stage: Stage) -> None:
    shown: list[tuple[str, bool]] = []

    class Rows(Stage):
        def show(self, status: str, line: str) -> None:
            shown.append((status, bool(line)))

    progress = Progress(GROUP, clock=stage.clock, engine=Rows(), approval=Approval.MANUAL)
    for status, finished in (("Pending", None), ("InProgress", 0), ("InProgress", 2), ("InProgress", 2)):
        total = None if finished is None else 4
        progress.report(task(status=status, finished_update_capacity=finished, total_need_update_capacity=total))
        stage.clock.sleep(60)
    progress.report(task(status="Paused", finished_update_capacity=2, checkpoints=(50, 100)))
    progress.report(task(status="RollbackInProgress", finished_update_capacity=1))
    progress.turn_back()
    progress.report(task("ir-2", "Successful", finished_update_capacity=4))
    progress.finish("done")

    assert shown == [
        ("Pending", True),
        ("0 of 4 replaced", True),
        ("2 of 4 replaced, about 1 min left", True),
        ("2 of 4 replaced, about 1 min left", False),
        ("2 of 4 replaced, Paused (waiting for approval)", True),
        ("1 of 4 put back", True),
        ("4 of 4 put back, Successful", True),
        ("4 of 4 put back, Successful", False),
    ]


def test_progress_file_has_times_of_the_service_s_clock(
    stage: Stage, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """This machine's may be wrong by years; a minute without an answer counts all the same."""
    monkeypatch.chdir(tmp_path)
    told: list[datetime | None] = [None, *(datetime(2031, 5, 1, 12, minute, tzinfo=UTC) for minute in (0, 0, 7))]
    progress = Progress(
        GROUP, clock=stage.clock, engine=stage, progress_file="progress.jsonl", service_time=lambda: told[0]
    )
    for _ in range(3):
        progress.say("so it is")
        stage.clock.sleep(60)
        told.pop(0)
    progress.say("so it is")

    times = [json.loads(line)["time"] for line in Path("progress.jsonl").read_text().splitlines()]
    assert times == [
        f"{MIDNIGHT:%Y-%m-%dT%H:%M:%SZ}",
        "2031-05-01T12:00:00Z",
        "2031-05-01T12:01:00Z",
        "2031-05-01T12:07:00Z",
    ]


def test_progress_file_has_every_line_as_an_object(
    stage: Stage, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    stage.ess.will(
        task("ir-1", "InProgress"),
        task("ir-1", "InProgress"),
        task("ir-1", "InProgress", finished_update_capacity=2),
        task("ir-1", "Successful", finished_update_capacity=4),
        then=stage.ess.becomes(NEW, new=4),
    )

    stage.create(progress_file="progress.jsonl")

    entries = [json.loads(line) for line in Path("progress.jsonl").read_text().splitlines()]
    assert {tuple(entry) for entry in entries} == {FIELDS}
    assert all(re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", entry.pop("time")) for entry in entries)
    assert [f"asg-1: {entry['text']} ({entry['elapsed_seconds']} s)" for entry in entries] == stage.lines
    assert entries[2] == {
        "event": "task",
        "group": "asg-1",
        "task": "ir-1",
        "status": "InProgress",
        "total_need_update_capacity": 4,
        "finished_update_capacity": 2,
        "elapsed_seconds": 1,
        "remaining_seconds_estimate": 1,
        "text": "InProgress, 2 of 4 instances replaced, about 10 s left",
    }
    assert entries[-1] == {
        "event": "done",
        "group": "asg-1",
        "task": None,
        "status": None,
        "total_need_update_capacity": None,
        "finished_update_capacity": None,
        "elapsed_seconds": 2,
        "remaining_seconds_estimate": None,
        "text": "done: 4 of 4 instances replaced, the group is on scaling configuration asc-new",
    }


def test_progress_file_ends_with_the_error(stage: Stage, tmp_path: Path) -> None:
    stage.ess.will(task(), task(status="Failed", detail="No stock."))
    with pytest.raises(RefreshFailedError) as caught:
        stage.create(progress_file=str(tmp_path / "progress.jsonl"), on_failure="leave")
    last = (tmp_path / "progress.jsonl").read_text().splitlines()[-1]
    assert json.loads(last)["text"] == str(caught.value)


def test_progress_file_that_cannot_be_written_is_said_once_and_decides_nothing(stage: Stage, tmp_path: Path) -> None:
    stage.ess.will(task(), task(status="Successful", finished_update_capacity=4))
    assert stage.create(progress_file=str(tmp_path / "none" / "progress.jsonl"))["outcome"] == "refreshed"
    [line] = [line for line in stage.lines if "progress_file" in line]
    assert line == (
        f"asg-1: `progress_file` {tmp_path}/none/progress.jsonl cannot be written (No such file or directory): going "
        "on without it (0 s)"
    )
