"""
How much longer does an update take that refreshes many groups than one that refreshes one, and what does it cost?

    .venv/bin/python -m benchmarks.groups --groups 16
    .venv/bin/python -m benchmarks.groups --groups 64

Both updates are measured in this run, through the real engine and provider, against the emulator. For up to sixteen
groups the goal is a ratio of 1.3 at most. What the processes of the update cost, in CPU time and memory, is told
beside it. The engine works on `--parallel` resources at once, by default four times the number of cores; so that the
machine's cores do not decide, both updates pass the number of groups, or 64 if that is more.
"""

import argparse
import sys
import tempfile
import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from rich.console import Console
from rich.table import Table

from alicloud_emulator import Emulator
from benchmarks.processes import Cost, Watch
from toolchain import locate
from toolchain.stack import Stack, emulator_config, emulator_environment

PROJECT: Final = Path(__file__).parent / "groups_project"
GOAL_RATIO: Final = 1.3
GOAL_GROUPS: Final = 16
# A release of three virtual minutes then takes three quarters of a minute: still far shorter than a real one.
VIRTUAL_SECONDS_PER_SECOND: Final = 4.0
IMAGES: Final = ("m-app-v1", "m-app-v2")
ZONE: Final = "cn-hangzhou-h"
LEAST_PARALLEL: Final = 64
PROCESSES: Final = {
    "dynamic provider": "pulumi.dynamic",
    "alicloud provider": "pulumi-resource-alicloud",
    "program": "pulumi-language-python-exec",
    "engine": "--skip-preview",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Release:
    """How long an update took, in seconds, and what its processes cost."""

    seconds: float
    costs: Mapping[str, Cost]


def main() -> int:
    """Measure, print, and answer 1 when the goal is missed."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.groups", description=__doc__)
    parser.add_argument("--groups", type=int, default=16, help="how many groups (default: %(default)s)")
    groups = parser.parse_args().groups
    parallel = max(groups, LEAST_PARALLEL)
    one, many = release(groups=1, parallel=parallel), release(groups=groups, parallel=parallel)
    ratio = many.seconds / one.seconds
    print(f"--parallel {parallel}")
    has_goal = groups <= GOAL_GROUPS
    goal = f"goal: {GOAL_RATIO}" if has_goal else f"no goal beyond {GOAL_GROUPS} groups"
    print(f"1 group: {one.seconds:.1f} s; {groups} groups: {many.seconds:.1f} s; ratio {ratio:.2f} ({goal})")
    Console().print(_costs(one, many, groups))
    return 1 if has_goal and ratio > GOAL_RATIO else 0


def release(*, groups: int, parallel: int) -> Release:
    """Create the groups, change their image, and answer what that second update took."""
    toolchain = locate()
    with tempfile.TemporaryDirectory() as folder, Emulator(rate=VIRTUAL_SECONDS_PER_SECOND) as emulator:
        stack = Stack(
            Path(folder),
            project=PROJECT,
            bin_dir=toolchain.bin_dir,
            plugins_dir=toolchain.plugins_dir,
            config=emulator_config(emulator.endpoint) | {"groups:groups": str(groups), "groups:zone": ZONE},
            environment=emulator_environment(emulator.ca_file),
        )
        released = []
        for image in IMAGES:
            stack.set_config("image", image)
            released.append(_update(stack, parallel))
        return released[-1]


def _update(stack: Stack, parallel: int) -> Release:
    started = time.monotonic()
    process = stack.start("up", "--yes", "--skip-preview", "--parallel", str(parallel))
    with Watch(process.pid, PROCESSES) as watch:
        output, _ = process.communicate()
    if process.returncode != 0:
        raise SystemExit(output)
    return Release(seconds=time.monotonic() - started, costs=watch.costs)


def _costs(one: Release, many: Release, groups: int) -> Table:
    table = Table("process", "1 group", f"{groups} groups", "ratio of CPU time", "ratio of memory")
    for name in PROCESSES:
        alone, together = one.costs[name], many.costs[name]
        table.add_row(
            name,
            _told(alone),
            _told(together),
            f"{together.cpu_seconds / alone.cpu_seconds:.1f}",
            f"{together.peak_megabytes / alone.peak_megabytes:.2f}",
        )
    return table


def _told(cost: Cost) -> str:
    return f"{cost.cpu_seconds:.2f} s, {cost.peak_megabytes:.0f} MB"


if __name__ == "__main__":
    sys.exit(main())
