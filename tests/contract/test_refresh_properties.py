"""
What holds for every release, whatever happens to it and in whatever order.

One task for one intent, no call that the service refuses, capacity inside its bounds, and a state that matches the
service; what exactly that means stands in `interleaving_witness` and `interleaving_player`. On a developer's machine
every run draws others; in CI they are the same ones each time, and forty times as many.
"""

import os
from collections.abc import Callable

import pytest
from hypothesis import Phase, given, settings

from contract.in_process import InProcessEmulator
from contract.interleaving_player import Player
from contract.interleavings import Interleaving, interleavings
from contract.run_counts import INTERLEAVINGS

IS_CI = bool(os.environ.get("CI"))
RUNS = 1_000 if IS_CI else 25
# To make a failing example smaller takes minutes, and is done where somebody wants to look at it.
PHASES = (Phase.generate,) if IS_CI else (Phase.reuse, Phase.generate, Phase.shrink)


@pytest.mark.timeout(900)
def test_any_interleaving_of_faults_operators_kills_and_restarts_ends_well(
    record_property: Callable[[str, object], None],
) -> None:
    ran = 0

    @given(interleavings)
    @settings(max_examples=RUNS, deadline=None, derandomize=IS_CI, phases=PHASES)
    def play(drawn: Interleaving) -> None:
        nonlocal ran
        with InProcessEmulator() as emulator:
            assert Player(emulator, drawn).run() == []
        ran += 1

    play()
    record_property(INTERLEAVINGS, ran)
    assert ran >= RUNS
