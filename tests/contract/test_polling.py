"""How a release polls its task: the goals of benchmarks/polling.py, with fewer runs; those of a day in CI only."""

import os
from dataclasses import replace

import pytest

from benchmarks.polled_release import Scenario
from benchmarks.polling import SCENARIOS, Worst, worst

CHOSEN = [scenario for scenario in SCENARIOS if os.environ.get("CI") or not scenario.name.startswith("1 day")]


@pytest.mark.parametrize("scenario", CHOSEN, ids=[scenario.name for scenario in CHOSEN])
def test_looks_are_few_in_the_middle_and_ends_are_seen_soon(scenario: Scenario) -> None:
    found = worst(scenario, seeds=[7])
    assert found.looks_an_hour <= 30
    assert found.end_seconds <= 10
    assert found.failure_seconds <= 120


def test_goal_that_is_missed_is_noticed() -> None:
    kept = Worst(looks=1, other_calls=1, looks_an_hour=30.0, end_seconds=10.0, failure_seconds=120.0)
    missed = (
        replace(kept, looks_an_hour=31.0),
        replace(kept, end_seconds=10.1),
        replace(kept, failure_seconds=120.1),
    )
    assert [each.keeps_the_goals for each in (kept, *missed)] == [True, False, False, False]
