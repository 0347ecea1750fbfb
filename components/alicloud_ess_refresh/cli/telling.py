"""Progress as it is told on a screen."""

from collections.abc import Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.live import Live
from rich.spinner import Spinner
from rich.text import Text

from alicloud_ess_refresh.cli.wording import in_own_words
from alicloud_ess_refresh.dynamic.engine import Engine

__all__ = ["Teller"]


class Teller(Engine):
    """
    Stands where the engine stands in an update: one line a change.

    On a terminal the newest line is kept in motion inside `working`, and goes up to the others when the next one comes.
    """

    def __init__(self, console: Console) -> None:
        self._console = console
        self._spinner = Spinner("dots")
        self._is_working = False
        self._newest = ""

    def tell(self, line: str) -> None:
        line = in_own_words(line)
        if not self._is_working:
            self._print(line)
            return
        self._print(self._newest)
        self._newest = line
        self._spinner.update(text=Text(line))

    @contextmanager
    def working(self) -> Iterator[None]:
        if not self._console.is_terminal:
            yield
            return
        self._is_working = True
        try:
            with Live(self._spinner, console=self._console, transient=True, refresh_per_second=8):
                yield
        finally:
            self._is_working = False
            self._print(self._newest)
            self._newest = ""

    def _print(self, line: str) -> None:
        if line:
            self._console.print(line, markup=False, soft_wrap=True)
