"""`progress_file`: what a user sees of a release, as JSON lines for other programs."""

import json
from collections.abc import Callable, Mapping
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import Any

__all__ = ["Event", "Journal"]


class Event(StrEnum):
    """What a line tells of."""

    STARTED = "started"
    ADOPTED = "adopted"
    TASK = "task"
    CHECKPOINT = "checkpoint"
    APPROVAL_WANTED = "approval_wanted"
    APPROVED = "approved"
    CHECK_FAILED = "check_failed"
    CHECK_UNSEEN = "check_unseen"
    BAKE = "bake"
    DONE = "done"
    FAILED = "failed"
    NOTE = "note"


class Journal:
    """
    Appends to a file, one object a line and one write a line: releases of several groups may share a file.

    A file that cannot be written is said once and decides nothing.
    """

    def __init__(self, path: str, *, utc_now: Callable[[], datetime], tell: Callable[[str], None]) -> None:
        """
        Open nothing yet.

        Args:
            path: Relative to the working directory.
            utc_now: Tells the time of a line.
            tell: Tells the user that the file cannot be written.
        """
        self._path = Path(path)
        self._utc_now = utc_now
        self._tell = tell
        self._is_lost = False

    def write(self, entry: Mapping[str, Any]) -> None:
        """Append an entry, with the time (ISO 8601, UTC, to the second) before it."""
        if self._is_lost:
            return
        line = json.dumps({"time": self._utc_now().strftime("%Y-%m-%dT%H:%M:%SZ"), **entry})
        try:
            with self._path.open("a", encoding="utf-8") as file:
                file.write(f"{line}\n")
        except OSError as error:
            self._is_lost = True
            self._tell(f"`progress_file` {self._path} cannot be written ({error.strerror}): going on without it")
