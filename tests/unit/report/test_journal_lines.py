"""Which lines of a progress file are about a release."""

import json
from pathlib import Path
from typing import Any

import pytest

from alicloud_ess_refresh.report.errors import NoReportError
from alicloud_ess_refresh.report.journal_lines import read_journal
from unit.refresh.fakes import GROUP


def written(path: Path, *entries: tuple[str, str | None], group: str = GROUP) -> None:
    with path.open("a", encoding="utf-8") as file:
        for number, (event, task) in enumerate(entries):
            entry: dict[str, Any] = {"time": "2026-01-31T12:00:00Z", "event": event, "group": group, "task": task}
            file.write(
                json.dumps({**entry, "status": "InProgress" if task else None, "text": f"{event} {number}"}) + "\n"
            )


@pytest.fixture(name="path")
def _path(tmp_path: Path) -> Path:
    return tmp_path / "progress.jsonl"


def told(path: Path, task_id: str) -> tuple[list[str], tuple[str, ...]]:
    excerpt = read_journal(path, GROUP, task_id)
    return [each.text for each in excerpt.moments], excerpt.task_ids


def test_a_release_has_its_way_back_with_it_from_either_task(path: Path) -> None:
    written(path, ("started", None), ("task", "ir-1"), ("note", None), ("task", "ir-2"), ("failed", None))
    for task_id in ("ir-1", "ir-2"):
        assert told(path, task_id) == (
            ["started 0", "task 1", "note 2", "task 3", "failed 4"],
            ("ir-1", "ir-2"),
        )


def test_another_release_and_another_group_are_left_out(path: Path) -> None:
    written(path, ("started", None), ("task", "ir-1"), ("done", None))
    written(path, ("started", None), ("task", "ir-1"), group="asg-2")
    written(path, ("note", None), ("started", None), ("task", "ir-2"), ("done", None))
    assert told(path, "ir-2") == (["note 0", "started 1", "task 2", "done 3"], ("ir-2",))


def test_an_update_that_goes_on_after_a_kill_is_the_same_release(path: Path) -> None:
    written(path, ("started", None), ("task", "ir-1"))
    written(path, ("adopted", None), ("task", "ir-1"), ("done", None))
    assert told(path, "ir-1") == (["started 0", "task 1", "adopted 0", "task 1", "done 2"], ("ir-1",))


def test_a_task_that_a_release_waited_for_is_not_its_own(path: Path) -> None:
    written(path, ("task", "ir-1"), ("started", None), ("task", "ir-2"), ("done", None))
    assert told(path, "ir-1") == ([], ())
    assert told(path, "ir-2")[1] == ("ir-2",)


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("{", "JSONDecodeError: Expecting property name enclosed in double quotes: line 1 column 2 (char 1)"),
        ('{"time": 1}', "KeyError: 'group'"),
        (
            '{"time": "2026-01-31T12:00:00Z", "event": "x", "group": "g", "task": null, "status": null, "text": ""}',
            "ValueError: 'x' is not a valid Event",
        ),
    ],
)
def test_a_line_of_another_kind_is_named(path: Path, line: str, reason: str) -> None:
    written(path, ("started", None))
    path.write_text(path.read_text(encoding="utf-8") + line + "\n", encoding="utf-8")
    with pytest.raises(NoReportError) as caught:
        read_journal(path, GROUP, "ir-1")
    assert str(caught.value) == (
        f"line 2 of {path} is none of a progress file ({reason}): expected an object as `progress_file` writes it; "
        "leave out `--progress-file`, or take the line out"
    )


def test_a_file_that_is_missing_or_no_text_is_named(path: Path) -> None:
    with pytest.raises(NoReportError) as missing:
        read_journal(path, GROUP, "ir-1")
    assert str(missing.value) == (
        f"progress file {path} cannot be read (No such file or directory): check `--progress-file`"
    )
    path.write_bytes(b"\xff")
    with pytest.raises(NoReportError) as binary:
        read_journal(path, GROUP, "ir-1")
    assert str(binary.value) == f"progress file {path} cannot be read (it is no text in UTF-8): check `--progress-file`"
