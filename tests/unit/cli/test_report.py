"""`report`: where the page goes, what is answered, and what stands in its way."""

import json
from pathlib import Path

import pytest

from unit.cli.stage import Stage
from unit.refresh.fakes import GROUP, OLD, task

SPAN = {"start_time": "2026-01-30T23:50:00Z", "end_time": "2026-01-30T23:58:00Z"}


@pytest.fixture(autouse=True)
def _here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def progress(*entries: tuple[str, str | None]) -> Path:
    path = Path("progress.jsonl")
    lines = [
        {"time": "2026-01-30T23:50:00Z", "event": event, "group": GROUP, "task": id_, "status": None, "text": event}
        for event, id_ in entries
    ]
    path.write_text("".join(json.dumps(line) + "\n" for line in lines), encoding="utf-8")
    return path


def title(path: str) -> str:
    return Path(path).read_text(encoding="utf-8").partition("<title>")[2].partition("</title>")[0]


def test_page_goes_into_a_file_of_the_tasks_name(stage: Stage) -> None:
    stage.ess.runs(task("ir-1", "Failed", finished_update_capacity=1, **SPAN))
    ran = stage.run("report")
    assert (ran.exit_code, ran.out, ran.err) == (0, ["ir-1 (`Failed`, 1 of 4 instances): ir-1.html"], [])
    assert title("ir-1.html") == "Failed: refresh of asg-1"


def test_page_of_a_named_task_goes_where_it_is_asked_to(stage: Stage) -> None:
    stage.ess.runs(task("ir-1", "Successful", finished_update_capacity=4, **SPAN))
    stage.ess.runs(task("ir-2", "Failed", **SPAN))
    assert stage.run("report", "--task", "ir-1", "--file", "page.html").out == [
        "ir-1 (`Successful`, 4 of 4 instances): page.html"
    ]
    assert title("page.html") == "Succeeded: refresh of asg-1"


def test_progress_file_joins_a_refresh_and_its_way_back(stage: Stage) -> None:
    stage.ess.runs(task("ir-1", "Failed", finished_update_capacity=3, **SPAN))
    stage.ess.runs(task("ir-2", "Successful", to=OLD, total_need_update_capacity=3, finished_update_capacity=3, **SPAN))
    path = progress(("started", None), ("task", "ir-1"), ("task", "ir-2"), ("failed", None))
    assert stage.run("report", "--progress-file", str(path)).out == [
        "ir-1 (`Failed`, 3 of 4 instances), ir-2 (`Successful`, 3 of 3 instances): ir-1.html"
    ]
    assert title("ir-1.html") == "Failed, and taken back: refresh of asg-1"


def test_json_is_answered_and_writes_no_page_unasked(stage: Stage) -> None:
    stage.ess.runs(task("ir-1", "Failed", **SPAN))
    stage.ess.runs(task("ir-2", "Successful", to=OLD, **SPAN))
    document = stage.run("report", "--output", "json").document
    assert [each["instance_refresh_task_id"] for each in document["tasks"]] == ["ir-2"]
    assert (document["task_before"]["instance_refresh_task_id"], document["outcome"]) == (
        "ir-1",
        "Succeeded, after a refresh that did not",
    )
    assert list(Path().iterdir()) == []
    stage.run("report", "--output", "json", "--file", "page.html")
    assert title("page.html") == "Succeeded, after a refresh that did not: refresh of asg-1"


def test_a_group_without_a_refresh_has_no_report(stage: Stage) -> None:
    ran = stage.run("report")
    assert (ran.exit_code, ran.out) == (1, [])
    assert ran.err == ["ess-refresh: asg-1 has no instance refresh to report on: start one first"]


def test_a_file_that_cannot_be_written_is_named(stage: Stage) -> None:
    stage.ess.runs(task("ir-1", "Failed", **SPAN))
    ran = stage.run("report", "--file", "missing/page.html")
    assert (ran.exit_code, ran.out) == (1, [])
    assert ran.err == [
        "ess-refresh: missing/page.html cannot be written (No such file or directory): choose another `--file`"
    ]


def test_a_progress_file_that_is_none_changes_nothing(stage: Stage) -> None:
    stage.ess.runs(task("ir-1", "Failed", **SPAN))
    ran = stage.run("report", "--progress-file", "none.jsonl")
    assert (ran.exit_code, ran.out, list(Path().iterdir())) == (1, [], [])
    assert ran.err == [
        "ess-refresh: progress file none.jsonl cannot be read (No such file or directory): check `--progress-file`"
    ]
