"""Processes of `ess-events run` that are killed: the small version of what `contract.event_kills` measures."""

import os
from pathlib import Path

import pytest

from contract.event_kills import run

SPEED = 1.0 if os.environ.get("CI") else 5.0


@pytest.mark.timeout(600)  # real processes in real time
def test_each_event_is_answered_once_by_two_processes_that_are_killed(tmp_path: Path) -> None:
    seen = run(tmp_path, seed=1, workers=2, kills=6, groups=2, instances=3, max_concurrent=1, speed=SPEED)
    assert seen.kills == 6
    assert seen.faults(events=6, max_concurrent=1) == []
