"""
What the processes of one command cost: CPU time, and the most memory that each held.

Read from `/proc` while the command runs (Linux only). What a process uses after the last look at it, at most
`PAUSE_SECONDS` before its end, is lost.
"""

import os
import threading
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Self

__all__ = ["PAUSE_SECONDS", "Cost", "Watch"]

PAUSE_SECONDS: Final = 0.2
_PROC: Final = Path("/proc")
_TICKS_PER_SECOND: Final = os.sysconf("SC_CLK_TCK")
_KILOBYTES_PER_MEGABYTE: Final = 1024


@dataclass(frozen=True, slots=True, kw_only=True)
class Cost:
    """CPU time, user and system, in seconds; the peak of the resident memory in megabytes (2**20 bytes)."""

    cpu_seconds: float
    peak_megabytes: float


class Watch:
    """
    Looks at a process and all below it, in a thread of its own, inside `with`.

    Args:
        process_id: The process at the top.
        names: Name of a process to a part of its command line; the first that fits names it, and there is one of each.
            Processes without a name are left out.
    """

    def __init__(self, process_id: int, names: Mapping[str, str]) -> None:
        self._top = process_id
        self._names = names
        self._is_over = threading.Event()
        self._thread = threading.Thread(target=self._look_on)
        self.costs: dict[str, Cost] = {}

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._is_over.set()
        self._thread.join()

    def _look_on(self) -> None:
        while not self._is_over.wait(PAUSE_SECONDS):
            for process_id in _family(self._top):
                try:
                    self._look_at(_PROC / str(process_id))
                except (FileNotFoundError, ProcessLookupError):
                    continue  # it has ended meanwhile

    def _look_at(self, folder: Path) -> None:
        command = (folder / "cmdline").read_text().replace("\0", " ")
        name = next((name for name, part in self._names.items() if part in command), None)
        peak = [line.split()[1] for line in (folder / "status").read_text().splitlines() if line.startswith("VmHWM:")]
        if name and peak:
            user, system = _stat(folder)[11:13]
            self.costs[name] = Cost(
                cpu_seconds=(int(user) + int(system)) / _TICKS_PER_SECOND,
                peak_megabytes=int(peak[0]) / _KILOBYTES_PER_MEGABYTE,
            )


def _family(top: int) -> set[int]:
    parents = {}
    for folder in _PROC.glob("[0-9]*"):
        try:
            parents[int(folder.name)] = int(_stat(folder)[1])
        except (FileNotFoundError, ProcessLookupError):
            continue  # it has ended meanwhile
    family, below = set[int](), {top}
    while below:
        family |= below
        below = {child for child, parent in parents.items() if parent in below}
    return family


def _stat(folder: Path) -> list[str]:
    """Answer the fields from the state on: the name before it may hold blanks (man 5 proc, /proc/pid/stat)."""
    return (folder / "stat").read_text().rpartition(")")[2].split()
