"""
The audit log: a line for every decision, and one for what came of it. It is the handler's memory, too.

A line is on the disk before anything rests on it. A process that is killed leaves at most half a line, which the next
one takes off; a decision without an outcome is carried out again.
"""

import fcntl
import json
import os
import stat
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Self

from alicloud_ess_refresh.errors import AlicloudError
from alicloud_ess_refresh.events.memory import Entry, Memory

__all__ = ["AuditLog", "AuditLogError", "read_entries"]

_FIELDS: Mapping[str, tuple[str, ...]] = {
    "decision": ("time", "key", "action", "reason", "name", "status", "event_id", "instance_id"),
    "outcome": ("time", "key", "outcome", "detail"),
    "malformed": ("time", "key", "reason", "text"),
}
"""Texts that a line has, by its `record`."""


class AuditLogError(AlicloudError):
    """The log cannot be opened, read or written."""


class AuditLog:
    """
    One log, held by one process at a time. Use it as a context manager.

    A line is a JSON object: `time`, `record` (`decision`, `outcome` or `malformed`), `key` and what belongs to it.
    """

    def __init__(self, path: Path) -> None:
        """
        Open the log, or make it.

        Raises:
            AuditLogError: Another process holds it, it cannot be opened, it is no file, or a line in it is not ours.
        """
        self._path = path
        self._memory = Memory()
        try:
            self._descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_APPEND, 0o600)
        except OSError as error:
            raise AuditLogError(f"audit log {path} cannot be opened ({error.strerror}): name another one") from error
        try:
            self._refuse_device()
            fcntl.flock(self._descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
            self._read()
        except BlockingIOError as error:
            self.close()
            raise AuditLogError(
                f"audit log {path} is held by another process: end that one, or name another log and another queue"
            ) from error
        except BaseException:
            self.close()
            raise

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        os.close(self._descriptor)

    def is_decided(self, key: str) -> bool:
        return self._memory.is_decided(key)

    def is_answered(self, event_id: str) -> bool:
        return self._memory.is_answered(event_id)

    def is_over(self, event_id: str) -> bool:
        return self._memory.is_over(event_id)

    @property
    def unfinished(self) -> tuple[Entry, ...]:
        """Decisions of which nothing is known to have come, oldest first."""
        return self._memory.unfinished

    def write(self, entry: Entry) -> None:
        """
        Write an entry down; it is on the disk when this returns.

        Raises:
            AuditLogError: It is not.
        """
        line = f"{json.dumps(entry)}\n".encode()
        end = os.fstat(self._descriptor).st_size
        try:
            # One write: a kill in between leaves a line without its end, never two that are mixed.
            if os.write(self._descriptor, line) != len(line):
                # Another thread may find space for its line again, which must not follow on half of this one.
                os.ftruncate(self._descriptor, end)
                raise AuditLogError(
                    f"audit log {self._path} was not written to its end: make space on the disk and start again"
                )
            os.fsync(self._descriptor)
        except OSError as error:
            raise AuditLogError(
                f"audit log {self._path} cannot be written ({error.strerror}): mend that and start again"
            ) from error
        self._memory.write(entry)

    def _refuse_device(self) -> None:
        if not stat.S_ISREG(os.fstat(self._descriptor).st_mode):
            raise AuditLogError(f"audit log {self._path} is a device or a pipe, expected a file: name another one")

    def _read(self) -> None:
        data = self._path.read_bytes()
        end = data.rfind(b"\n") + 1
        if end < len(data):
            os.ftruncate(self._descriptor, end)
        for entry in _entries(self._path, data[:end]):
            self._memory.write(entry)


def read_entries(path: Path) -> list[Entry]:
    """
    Answer what a log holds, without holding it.

    Raises:
        AuditLogError: It cannot be read, or a line in it is not ours.
    """
    try:
        data = path.read_bytes()
    except OSError as error:
        raise AuditLogError(f"audit log {path} cannot be read ({error.strerror}): name another one") from error
    return list(_entries(path, data[: data.rfind(b"\n") + 1]))


def _entries(path: Path, data: bytes) -> Iterator[Entry]:
    for number, line in enumerate(data.splitlines(), start=1):
        try:
            entry = json.loads(line)
        except (ValueError, RecursionError):
            entry = None
        if not _is_entry(entry):
            raise AuditLogError(f"audit log {path}, line {number}: not a line of this log; name another file")
        yield entry


def _is_entry(found: object) -> bool:
    if not isinstance(found, dict) or found.get("record") not in _FIELDS:
        return False
    if found["record"] == "decision" and not isinstance(found.get("is_repeated"), bool):
        return False
    return all(isinstance(found.get(name), str) for name in _FIELDS[found["record"]])
