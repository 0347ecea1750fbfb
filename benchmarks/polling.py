"""
What does a release ask of the service, and how soon does it see an end?

    .venv/bin/python -m benchmarks.polling

Releases of five minutes, an hour and a day on virtual time: the provider's own class, the official SDK, the emulator.
Each runs with several seeds, which decide on the lengths of its batches (0.7 to 1.3 times their average) and on the
pauses, once to its end and once to a failure in the middle; a figure is the worst of them. The goals: at most 30
looks an hour in the middle (from the first quarter to the third, or to the last batch), a normal end seen within
10 s, a failure within two minutes.
"""

import argparse
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from rich.console import Console
from rich.table import Table

from benchmarks.polled_release import Polled, Scenario, release

__all__ = ["SCENARIOS", "Worst", "worst"]

GOAL_LOOKS_AN_HOUR: Final = 30
GOAL_END_SECONDS: Final = 10.0
GOAL_FAILURE_SECONDS: Final = 120.0
SEEDS: Final = 5
LOOK: Final = "DescribeInstanceRefreshes"
CHECKPOINTS: Final = (20, 50, 100)
SCENARIOS: Final = (
    Scenario(name="5 minutes: 4 instances, one at a time", capacity=4, batch=1, start_seconds=65),
    Scenario(name="5 minutes: 24 instances, 8 at a time", capacity=24, batch=8, start_seconds=90),
    Scenario(name="1 hour: 20 instances, one at a time", capacity=20, batch=1, start_seconds=175),
    Scenario(name="1 hour: 24 instances, 6 at a time", capacity=24, batch=6, start_seconds=890),
    Scenario(
        name="1 hour: 10 instances, 2 at a time, 2 pauses of 10 minutes",
        capacity=10,
        batch=2,
        start_seconds=400,
        checkpoints=CHECKPOINTS,
        pause_minutes=10,
    ),
    Scenario(name="1 day: 96 instances, one at a time", capacity=96, batch=1, start_seconds=890),
    Scenario(name="1 day: 24 instances, 2 at a time", capacity=24, batch=2, start_seconds=7190),
    Scenario(
        name="1 day: 20 instances, 4 at a time, 2 pauses of 8 hours",
        capacity=20,
        batch=4,
        start_seconds=4800,
        checkpoints=CHECKPOINTS,
        pause_minutes=480,
    ),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Worst:
    """
    The worst of several runs.

    Attributes:
        looks: Calls that ask where the task stands, of a release that succeeds.
        other_calls: All other calls of the same.
        looks_an_hour: In the middle.
        end_seconds: How long after it a normal end was seen.
        failure_seconds: The same for a failure in the middle.
    """

    looks: int
    other_calls: int
    looks_an_hour: float
    end_seconds: float
    failure_seconds: float

    @property
    def keeps_the_goals(self) -> bool:
        return (
            self.looks_an_hour <= GOAL_LOOKS_AN_HOUR
            and self.end_seconds <= GOAL_END_SECONDS
            and self.failure_seconds <= GOAL_FAILURE_SECONDS
        )


def worst(scenario: Scenario, seeds: Sequence[int]) -> Worst:
    """
    Release with each seed, once to the end and once to a failure.

    Raises:
        ValueError: A release ended otherwise than it was meant to: the scenario is none.
    """
    ended = [_release(scenario, seed, "Successful") for seed in seeds]
    failed = [_release(scenario, seed, "Failed") for seed in seeds]
    return Worst(
        looks=max(each.calls[LOOK] for each in ended),
        other_calls=max(sum(each.calls.values()) - each.calls[LOOK] for each in ended),
        looks_an_hour=max(each.looks_an_hour_in_the_middle for each in ended),
        end_seconds=max(each.late_seconds for each in ended),
        failure_seconds=max(each.late_seconds for each in failed),
    )


def main() -> int:
    """Measure, print, and answer 1 when a goal is missed."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.polling", description=__doc__)
    parser.add_argument("--seeds", type=int, default=SEEDS, help="runs of each release (default: %(default)s)")
    seeds = range(parser.parse_args().seeds)
    table = Table("release", title=f"worst of {len(seeds)} runs")
    for column in ("looks", "other calls", "looks/h in the middle", "end seen after", "failure seen after", "goals"):
        table.add_column(column, justify="right")
    are_kept = True
    for scenario in SCENARIOS:
        found = worst(scenario, seeds)
        are_kept = are_kept and found.keeps_the_goals
        table.add_row(scenario.name, *_cells(found))
    table.add_section()
    goals = (f"≤ {GOAL_LOOKS_AN_HOUR}", f"≤ {GOAL_END_SECONDS:.0f} s", f"≤ {GOAL_FAILURE_SECONDS:.0f} s")
    table.add_row("goal", "", "", *goals, "")
    Console().print(table)
    return 0 if are_kept else 1


def _cells(found: Worst) -> tuple[str, ...]:
    return (
        str(found.looks),
        str(found.other_calls),
        f"{found.looks_an_hour:.0f}" if found.looks_an_hour else "-",
        f"{found.end_seconds:.1f} s",
        f"{found.failure_seconds:.1f} s",
        "kept" if found.keeps_the_goals else "missed",
    )


def _release(scenario: Scenario, seed: int, status: str) -> Polled:
    polled = release(scenario, seed=seed, fails=status == "Failed")
    if polled.status != status:
        raise ValueError(f"{scenario.name}, seed {seed}: got {polled.status}, expected {status}")
    return polled


if __name__ == "__main__":
    sys.exit(main())
