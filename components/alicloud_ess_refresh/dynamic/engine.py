"""The engine as a provider process sees it: whom to tell, and whether it is still there."""

import contextlib
import select
import sys
from typing import Protocol

from alicloud_ess_refresh.dynamic.rows import Rows
from alicloud_ess_refresh.printable import printable

__all__ = ["Engine", "EngineOfThisProcess"]


class Engine(Protocol):
    def tell(self, line: str) -> None:
        """Show a line to the user, if there is one. It is kept."""

    def show(self, status: str, line: str) -> None:  # noqa: ARG002  # of use where there are rows
        """
        Show how something stands, until the next word on it.

        Args:
            status: What changes first comes first: it is cut off on the right of a row that names the resource.
            line: The same for a user who reads line after line, with the object that it is about. Empty where nothing
                has changed.
        """
        if line:
            self.tell(line)

    def is_gone(self) -> bool:
        """Tell whether the engine that started this process has ended without ending it."""
        return False


class EngineOfThisProcess(Engine):
    """
    Shows what it is told in the row of the resource that is being served.

    Where there is no such row, or it cannot be reached, the engine reads what this process prints, and shows that.
    """

    def __init__(self) -> None:
        self._rows = Rows()

    def tell(self, line: str) -> None:
        if self._rows.keep(line):
            return
        # A closed pipe decides nothing over a release; whether to go on is asked for with `is_gone`.
        with contextlib.suppress(OSError):
            # One write: several releases of one process print at the same time.
            sys.stdout.write(f"{printable(line)}\n")
            sys.stdout.flush()

    def show(self, status: str, line: str) -> None:
        if not self._rows.show(status):
            super().show(status, line)

    def is_gone(self) -> bool:
        """
        Look whether nobody holds the other end of standard output any more.

        The parent process tells less: official releases start the provider through a shell that stays.
        """
        if not hasattr(select, "poll"):  # not on Windows
            return False
        poll = select.poll()
        poll.register(sys.stdout.fileno(), 0)
        return any(event & select.POLLERR for _, event in poll.poll(0))
