"""The cells: which there are, which reported fault each one stands for, and which are known to fail."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import NamedTuple

from contract.matrix.declarations import ROWS, Row
from contract.matrix.events import EVENTS

__all__ = ["CELLS", "SAMPLE", "Cell"]

KNOWN_FAULTS = Path(__file__).with_name("known_faults.txt")
# Rows in which an event has no meaning of its own.
_ONLY_IN = {
    "configuration-leaves-the-program": ("moved-to-template",),
    "other-vswitches": ("component",),
    "protected-meanwhile": ("configuration-replaced",),
    "refused-while-the-version-moves": ("template-number-group-default",),
}
# What is active is what it declares, whoever made it so.
_NOT_WHERE_THE_ACTIVE_ONE_IS_DECLARED = frozenset(
    {
        "other-activated",
        "other-activated-then-good",
        "colleague-runs",
        "colleague-runs-then-refresh",
        "colleague-has-succeeded",
    }
)
_OF_VARIANTS = frozenset(
    {
        "first-good",
        "first-sick",
        "first-without-stock",
        "good",
        "good-and-back",
        "looked-at",
        "broken-rollback",
        "broken-leave-reverted",
        "broken-rollback-reverted",
        "killed-then-continued",
        "killed-succeeded-reverted",
        "other-activated",
        "changed-in-the-console",
        "refresh-after-good",
        "destroyed",
    }
)
_CASES = {
    ("configuration-in-place", "good"): "N1",
    ("user-data-in-place", "good"): "N1",
    ("template-default", "good"): "N1",
    ("image-id-and-type", "good"): "N1b",
    ("template-number-group-default", "refused-while-the-version-moves"): "N2",
    ("template-number", "started-by-hand-after-failure"): "N3",
    ("component", "first-sick"): "B1",
    ("component", "first-without-stock-then-sick"): "B1",
    ("template-overrides", "good"): "B2",
    ("template-number", "killed-succeeded-reverted"): "B3",
    ("template-number", "broken-leave-reverted"): "B3",
    ("template-number", "killed-at-checkpoint-reverted"): "B3",
    ("configurations-switched", "killed-succeeded-reverted"): "B3",
    ("component", "killed-succeeded-reverted"): "B3",
    ("template-number-group-follows", "broken-rollback"): "B4",
    ("in-place-with-triggers", "broken-rollback-reverted"): "B5",
    ("moved-to-template", "configuration-leaves-the-program"): "B6",
    ("moved-to-template", "refresh-after-good"): "B7",
    ("moved-to-configuration", "refresh-after-good"): "B7",
    ("component", "disabled"): "B8",
    ("component", "other-activated"): "B9",
    ("component", "other-vswitches"): "B10",
    ("component", "protected"): "T4",
    ("configuration-replaced", "protected-meanwhile"): "T4",
    ("component", "standby"): "T4",
    ("component", "broken-leave-reverted"): "T4",
    ("component", "broken-cancel-reverted"): "T4",
    ("component", "other-stack-destroyed"): "T5",
}


class Cell(NamedTuple):
    """
    A way of declaring, and what happens.

    Attributes:
        faults: The kinds of findings that are known, with the reported fault of each.
    """

    row: Row
    event: str
    faults: Mapping[str, str]

    @property
    def case(self) -> str | None:
        """The reported fault that the cell stands for."""
        return _CASES.get((self.row.id, self.event))

    @property
    def id(self) -> str:
        return f"{self.row.id}/{self.event}" + (f"/{self.case}" if self.case else "")


def _known_faults() -> dict[tuple[str, str], dict[str, str]]:
    """Read lines of `row event kind fault`; a line that begins with # says something else."""
    lines = (line for line in KNOWN_FAULTS.read_text().splitlines() if line and not line.startswith("#"))
    faults: defaultdict[tuple[str, str], dict[str, str]] = defaultdict(dict)
    for row, event, kind, fault in (line.split(maxsplit=3) for line in lines):
        faults[row, event][kind] = fault
    return faults


def _cells() -> tuple[Cell, ...]:
    faults = _known_faults()
    cells = tuple(
        Cell(row, event, faults.pop((row.id, event), {}))
        for row in ROWS
        for event in EVENTS
        if not (row.id == "active-configuration" and event in _NOT_WHERE_THE_ACTIVE_ONE_IS_DECLARED)
        and row.id in _ONLY_IN.get(event, (row.id,))
        and (event in _OF_VARIANTS or event in _ONLY_IN or not row.is_variant)
    )
    if faults:
        raise ValueError(f"{KNOWN_FAULTS.name} names cells that do not exist: {sorted(faults)}")
    return cells


def _sample(cells: Iterable[Cell]) -> tuple[Cell, ...]:
    """Pick what stands for a case, what is known to fail, and of each row and each event every third."""
    rows, events = [row.id for row in ROWS], list(EVENTS)
    return tuple(
        cell
        for cell in cells
        if cell.case or cell.faults or (rows.index(cell.row.id) + events.index(cell.event)) % 3 == 0
    )


CELLS = _cells()
SAMPLE = _sample(CELLS)
