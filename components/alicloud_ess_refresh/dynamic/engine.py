"""The engine as a provider process sees it: whom to tell, and whether it is still there."""

import contextlib
import select
import sys
from typing import Protocol

__all__ = ["Engine", "EngineBehindOutput"]


class Engine(Protocol):
    def tell(self, line: str) -> None:
        """Show a line to the user, if there is one."""

    def is_gone(self) -> bool:
        """Tell whether the engine that started this process has ended without ending it."""


class EngineBehindOutput:
    """Reads what this process prints, and shows it."""

    def tell(self, line: str) -> None:
        # A closed pipe decides nothing over a release; whether to go on is asked for with `is_gone`.
        with contextlib.suppress(OSError):
            # One write: several releases of one process print at the same time.
            sys.stdout.write(f"{line}\n")
            sys.stdout.flush()

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
