"""
Ways of declaring a configuration, times what can happen: after each command one oracle asks what is true.

In CI every cell runs; elsewhere a sample (`CI=1 scripts/test contract -k matrix` runs them all).
"""

import os
from collections.abc import Callable

import pytest

from contract.in_process import InProcessEmulator
from contract.matrix.cells import CELLS, SAMPLE, Cell
from contract.matrix.events import EVENTS
from contract.matrix.session import Session
from contract.matrix.stage import Stage
from contract.run_counts import MATRIX_CELLS

IS_CI = bool(os.environ.get("CI"))


@pytest.mark.parametrize("cell", [pytest.param(cell, id=cell.id) for cell in (CELLS if IS_CI else SAMPLE)])
def test_what_is_claimed_is_true(cell: Cell, record_property: Callable[[str, object], None]) -> None:
    """What is known to be otherwise has to be otherwise: tests/contract/matrix/known_faults.txt."""
    record_property(MATRIX_CELLS, 1)
    with InProcessEmulator() as emulator:
        session = Session(Stage(emulator), cell.row)
        EVENTS[cell.event](session)
    unknown = [f"{kind}: {text}" for kind, text in session.oracle.findings if kind not in cell.faults]
    assert unknown == []
    mended = set(cell.faults) - {str(kind) for kind, _ in session.oracle.findings}
    assert not mended, "holds now: take it out of tests/contract/matrix/known_faults.txt"
    if cell.faults:
        pytest.xfail(", ".join(f"{kind}: {fault}" for kind, fault in cell.faults.items()))
