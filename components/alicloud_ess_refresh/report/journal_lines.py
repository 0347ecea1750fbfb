"""The progress file, read back: the lines that tell of one task."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from alicloud_ess_refresh.refresh.journal import Event
from alicloud_ess_refresh.report.errors import NoReportError
from alicloud_ess_refresh.report.model import Moment

__all__ = ["JournalExcerpt", "read_journal"]

_BEGINNINGS = frozenset({Event.STARTED, Event.ADOPTED})
_ENDS = frozenset({Event.DONE, Event.FAILED})


@dataclass(frozen=True, slots=True)
class JournalExcerpt:
    """Lines about one release, and the ids of its tasks: the refresh, then those that took the group back."""

    moments: tuple[Moment, ...] = ()
    task_ids: tuple[str, ...] = ()


def read_journal(path: Path, scaling_group_id: str, task_id: str) -> JournalExcerpt:
    """
    Read what a progress file tells of the release that a task belongs to.

    Raises:
        NoReportError: It cannot be read, or a line is none of a progress file.
    """
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        reason = getattr(error, "strerror", None) or "it is no text in UTF-8"
        raise NoReportError(f"progress file {path} cannot be read ({reason}): check `--progress-file`") from error
    entries = [_entry(path, number, line) for number, line in enumerate(lines, 1)]
    return _excerpt(task_id, _releases(moment for group, moment in entries if group == scaling_group_id))


def _releases(moments: Iterable[Moment]) -> list[list[Moment]]:
    """Part the lines: a release goes on to its end, or, where its process was killed, to the next beginning."""
    releases: list[list[Moment]] = []
    for moment in moments:
        last = releases[-1] if releases else []
        has_begun = any(each.event in _BEGINNINGS for each in last)
        if not last or last[-1].event in _ENDS or (has_begun and moment.event in _BEGINNINGS):
            releases.append([])
        releases[-1].append(moment)
    return releases


def _excerpt(task_id: str, releases: Iterable[list[Moment]]) -> JournalExcerpt:
    """Pick the release that the task was part of, with the updates that went on with it after a kill."""
    picked = [release for release in releases if task_id in _own_tasks(release)]
    return JournalExcerpt(
        tuple(moment for release in picked for moment in release),
        tuple(dict.fromkeys(task for release in picked for task in _own_tasks(release))),
    )


def _own_tasks(release: list[Moment]) -> list[str]:
    """Answer the ids after the beginning: a task that is waited for before it is somebody else's."""
    begun = next((number for number, each in enumerate(release) if each.event in _BEGINNINGS), len(release))
    return list(dict.fromkeys(each.task_id for each in release[begun:] if each.task_id))


def _entry(path: Path, number: int, line: str) -> tuple[str, Moment]:
    """Answer the group that a line is about, and what it says."""
    try:
        entry = json.loads(line)
        group = str(entry["group"])
        at = datetime.fromisoformat(entry["time"])
        moment = Moment(
            at=at,
            event=Event(entry["event"]),
            text=str(entry["text"]),
            task_id=str(entry["task"] or ""),
            status=str(entry["status"] or ""),
        )
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        raise NoReportError(
            f"line {number} of {path} is none of a progress file ({type(error).__name__}: {error}): expected an object "
            "as `progress_file` writes it; leave out `--progress-file`, or take the line out"
        ) from error
    return group, moment
