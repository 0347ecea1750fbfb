"""The audit log: whose it is, what is not taken for one, and what a full disk leaves."""

import os
import resource
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from alicloud_ess_refresh.events.audit import AuditLog, AuditLogError, read_entries
from alicloud_ess_refresh.events.memory import malformed_entry
from unit.events.conftest import NOW


@contextmanager
def room_for(size: int) -> Iterator[None]:
    """Let no file of this process grow beyond so many bytes, as a disk without space does."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


def test_a_full_disk_leaves_no_half_line_that_another_could_follow_on(tmp_path: Path) -> None:
    path = tmp_path / "audit.jsonl"
    first, second, third = (malformed_entry(f"k{number}", "not JSON", "no", NOW) for number in (1, 2, 3))
    with AuditLog(path) as log:
        log.write(first)
        end = path.stat().st_size
        with room_for(end + 20), pytest.raises(AuditLogError) as caught:
            log.write(second)
        assert str(caught.value) == (
            f"audit log {path} was not written to its end: make space on the disk and start again"
        )
        with room_for(end), pytest.raises(AuditLogError) as caught:
            log.write(second)
        assert str(caught.value) == f"audit log {path} cannot be written (File too large): mend that and start again"
        assert not log.is_decided("k2")
        log.write(third)
    assert read_entries(path) == [first, third]


def test_a_pipe_is_not_taken_for_a_log(tmp_path: Path) -> None:
    path = tmp_path / "pipe"
    os.mkfifo(path)
    with pytest.raises(AuditLogError) as caught:
        AuditLog(path)
    assert str(caught.value) == f"audit log {path} is a device or a pipe, expected a file: name another one"


def test_a_log_is_held_by_one_process(tmp_path: Path) -> None:
    path = tmp_path / "audit.jsonl"
    with AuditLog(path), pytest.raises(AuditLogError) as caught:
        AuditLog(path)
    assert str(caught.value) == (
        f"audit log {path} is held by another process: end that one, or name another log and another queue"
    )


@pytest.mark.parametrize("text", ["no log\n", "[]\n", "[" * 100_000 + "\n", "{}\n", '{"record": "decision"}\n'])
def test_another_file_is_not_taken_for_a_log(tmp_path: Path, text: str) -> None:
    path = tmp_path / "other"
    path.write_text(text)
    for read in (AuditLog, read_entries):
        with pytest.raises(AuditLogError) as caught:
            read(path)
        assert str(caught.value) == f"audit log {path}, line 1: not a line of this log; name another file"
    assert path.read_text() == text


def test_a_log_is_nobody_elses_business(tmp_path: Path) -> None:
    with AuditLog(tmp_path / "audit.jsonl"):
        assert (tmp_path / "audit.jsonl").stat().st_mode & 0o777 == 0o600
