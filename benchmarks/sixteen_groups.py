"""
How much longer does an update take that refreshes sixteen groups than one that refreshes one?

    .venv/bin/python -m benchmarks.sixteen_groups

Both are measured in this run, through the real engine and provider, against the emulator. The goal is a ratio of
1.3 at most. The engine works on `--parallel` resources at once, by default four times the number of cores; so that
the machine's cores do not decide, both updates pass the same `--parallel 64`.
"""

import sys
import tempfile
from pathlib import Path

from alicloud_emulator import Emulator
from toolchain import locate
from toolchain.stack import Stack, emulator_config, emulator_environment

PROJECT = Path(__file__).parent / "groups"
GOAL_RATIO = 1.3
# A release of three virtual minutes then takes three quarters of a minute: still far shorter than a real one.
VIRTUAL_SECONDS_PER_SECOND = 4.0
IMAGES = ("m-app-v1", "m-app-v2")
ZONE = "cn-hangzhou-h"


def main() -> int:
    """Measure, print, and answer 1 when the goal is missed."""
    one, sixteen = seconds_of_a_release(groups=1), seconds_of_a_release(groups=16)
    ratio = sixteen / one
    print(f"one group: {one:.1f} s; sixteen groups: {sixteen:.1f} s; ratio {ratio:.2f} (goal: at most {GOAL_RATIO})")
    return 0 if ratio <= GOAL_RATIO else 1


def seconds_of_a_release(*, groups: int) -> float:
    """Create the groups, change their image, and answer how long that second update took, in seconds."""
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
        seconds = 0.0
        for image in IMAGES:
            stack.set_config("image", image)
            run = stack.up("--parallel", "64")
            if run.exit_code != 0:
                raise SystemExit(run.output)
            seconds = run.seconds
        return seconds


if __name__ == "__main__":
    sys.exit(main())
