"""Tables that stay readable on a narrow screen."""

from collections.abc import Sequence
from dataclasses import dataclass

from rich import box
from rich.console import Console, ConsoleOptions, RenderableType, RenderResult
from rich.measure import Measurement
from rich.table import Table

__all__ = ["Rows", "fields_table"]

LEAST_LAST_COLUMN = 32
"""Characters: a last column of words may be folded down to this, so that hardly a name is broken."""


@dataclass(frozen=True, slots=True)
class Rows:
    """
    A table where there is room for it; otherwise one block of lines a row, without what is empty or 0.

    Attributes:
        numbers: So many columns at the end hold numbers.
    """

    columns: tuple[str, ...]
    rows: Sequence[tuple[RenderableType, ...]]
    numbers: int = 0

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        if self._needed(console, options) <= options.max_width:
            yield self._table(len(self.columns))
            return
        for number, row in enumerate(self.rows):
            if number:
                yield ""
            block = fields_table()
            for column, cell in zip(self.columns, row, strict=True):
                if cell and cell != "0":
                    block.add_row(column, cell)
            yield block

    def _needed(self, console: Console, options: ConsoleOptions) -> int:
        """Answer the least width of the table: numbers are not folded."""
        unfolded = self._table(len(self.columns) - (not self.numbers))
        width = Measurement.get(console, options.update(max_width=1000), unfolded).maximum
        return width if self.numbers else width + LEAST_LAST_COLUMN

    def _table(self, width: int) -> Table:
        """Make the table of the first so many columns."""
        table = Table(box=box.SIMPLE_HEAD, show_edge=False, pad_edge=False, padding=(0, 2, 0, 0))
        for index, column in enumerate(self.columns[:width]):
            justify = "right" if index >= len(self.columns) - self.numbers else "left"
            table.add_column(column, justify=justify, overflow="fold")  # type: ignore[arg-type]
        for row in self.rows:
            table.add_row(*row[:width])
        return table


def fields_table() -> Table:
    """Make a table of two columns: names, and what they are."""
    fields = Table.grid(padding=(0, 3, 0, 0))
    fields.add_column(style="dim", no_wrap=True)
    fields.add_column(overflow="fold")
    return fields
