"""What the user sees on standard error while something takes long, and the processes that take it."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Self

__all__ = ["Command", "CommandFailedError", "alive", "elapsed", "say"]

HEARTBEAT_SECONDS = 20.0
CHECK_SECONDS = 0.2
SHOWN_LINES = 15


class CommandFailedError(Exception):
    """A command ended with an error or took too long; the message has the end of its output."""


def say(text: str) -> None:
    print(text, file=sys.stderr, flush=True)


def elapsed(seconds: float) -> str:
    """Answer `1 min 20 s` or `45 s`."""
    minutes, rest = divmod(round(seconds), 60)
    return f"{minutes} min {rest} s" if minutes else f"{rest} s"


def alive(note: Callable[[], str], clock: Callable[[], float] = time.monotonic) -> Callable[[], None]:
    """Answer a function to call often: every 20 seconds it says how long it has been, and the note."""
    started = clock()
    last = started

    def beat() -> None:
        nonlocal last
        if clock() - last >= HEARTBEAT_SECONDS:
            last = clock()
            say(f"  … {elapsed(last - started)}{note()}")

    return beat


class Command:
    """A command in the background, its output in a file; leaving the `with` block early kills all it has started."""

    def __init__(self, arguments: list[str], *, cwd: Path, environment: Mapping[str, str], log: Path) -> None:
        self._log = log
        with log.open("wb") as output:
            self._process = subprocess.Popen(
                arguments,
                cwd=cwd,
                env={**os.environ, **environment},
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        if self._process.poll() is None:
            os.killpg(self._process.pid, signal.SIGKILL)
            self._process.wait()

    def wait(self, beat: Callable[[], None], limit: float | None = None) -> None:
        """
        Wait for the end.

        Args:
            beat: Called often.
            limit: Seconds, None for no limit.

        Raises:
            CommandFailedError: It ended with an error or not within the limit.
        """
        started = time.monotonic()
        while self._process.poll() is None:
            if limit is not None and time.monotonic() - started > limit:
                raise CommandFailedError(f"no end after {elapsed(limit)}")
            beat()
            time.sleep(CHECK_SECONDS)
        if self._process.returncode != 0:
            raise CommandFailedError("\n".join(self.output()[-SHOWN_LINES:]))

    def output(self) -> list[str]:
        """Answer the lines so far."""
        return self._log.read_text(errors="replace").splitlines()
