"""
What do the rules of the policy pack cost?

    .venv/bin/python -m benchmarks.policies

`pulumi policy analyze` judges generated states of 100, 1,000 and 10,000 resources: by all rules, and by the same pack
with all but one rule switched off. checkov judges the same resources in Terraform's form. Each pair is measured in this
run, taking turns; a figure is the best of its turns, start of the process included. The goals, at 1,000 resources:
all rules take at most 1.4 times as long as one, and checkov at least 2.5 times as long as all rules. From 1,000 to
10,000, another resource may cost at most 1.3 times what one costs from 100 to 1,000.

checkov is installed into the cache folder of `scripts/toolchain`, from the package index that pip uses.
"""

import json
import os
import subprocess
import sys
import tempfile
import time
import venv
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Final

from benchmarks.fleet import pulumi_state, terraform_program
from toolchain import cache, locate

CHECKOV: Final = "3.3.30"
PACK: Final = Path(__file__).parents[1] / "policypack"
ONE_RULE: Final = "ess-scaling-group-priority-scale-out"
SIZES: Final = (100, 1_000, 10_000)
GOAL_SIZE: Final = 1_000
GOAL_RULES, GOAL_CHECKOV, GOAL_GROWTH = 1.4, 2.5, 1.3
TURNS: Final = {100: 5, 1_000: 5, 10_000: 3}

Seconds = Mapping[str, float]


def main() -> int:
    """Measure, print, and answer 1 when a goal is missed."""
    by_size = {size: seconds_for(size) for size in SIZES}
    print(f"{'resources':>9}  {'one rule':>9}  {'all rules':>9}  {'checkov':>9}  all/one  checkov/all")
    for size, seconds in by_size.items():
        one, every, other = seconds["one"], seconds["all"], seconds["checkov"]
        print(f"{size:9}  {one:7.2f} s  {every:7.2f} s  {other:7.2f} s  {every / one:7.2f}  {other / every:11.2f}")
    rules = by_size[GOAL_SIZE]["all"] / by_size[GOAL_SIZE]["one"]
    checkov = by_size[GOAL_SIZE]["checkov"] / by_size[GOAL_SIZE]["all"]
    growth = growth_of({size: seconds["all"] for size, seconds in by_size.items()})
    print(f"at {GOAL_SIZE} resources: all rules/one rule {rules:.2f} (goal: at most {GOAL_RULES})")
    print(f"at {GOAL_SIZE} resources: checkov/all rules {checkov:.2f} (goal: at least {GOAL_CHECKOV})")
    print(f"cost of another resource, large/small: {growth:.2f} (goal: at most {GOAL_GROWTH})")
    return 0 if rules <= GOAL_RULES and checkov >= GOAL_CHECKOV and growth <= GOAL_GROWTH else 1


def growth_of(seconds: Mapping[int, float]) -> float:
    """Compare what another resource costs between the two larger sizes with what it costs between the two smaller."""
    small, middle, large = SIZES
    return ((seconds[large] - seconds[middle]) / (large - middle)) / (
        (seconds[middle] - seconds[small]) / (middle - small)
    )


def seconds_for(resources: int) -> Seconds:
    """Answer the best time of each of the three, in seconds: what other work on the machine adds is none of theirs."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        runs = {
            "one": analyze(folder, resources, {"all": "disabled", ONE_RULE: "mandatory"}),
            "all": analyze(folder, resources, {}),
            "checkov": checkov(folder, resources),
        }
        for run in runs.values():
            run()
        taken: dict[str, list[float]] = {which: [] for which in runs}
        for _ in range(TURNS[resources]):
            for which, run in runs.items():
                started = time.perf_counter()
                run()
                taken[which].append(time.perf_counter() - started)
    return {which: min(each) for which, each in taken.items()}


def analyze(folder: Path, resources: int, config: Mapping[str, str]) -> Callable[[], None]:
    """Answer what runs the engine's analysis; 0 and 255 are its verdicts."""
    toolchain = locate()
    state, levels = folder / "state.json", folder / f"config-{len(config)}.json"
    state.write_text(pulumi_state(resources))
    levels.write_text(json.dumps(config))
    environment = os.environ | {
        "PATH": f"{toolchain.bin_dir}{os.pathsep}{os.environ['PATH']}",
        "PULUMI_HOME": str(folder / "home"),
        "PULUMI_BACKEND_URL": f"file://{folder}",
        "PULUMI_SKIP_UPDATE_CHECK": "true",
        "PULUMI_PYTHON_CMD": sys.executable,
        "PWD": str(folder),
    }
    command = ["pulumi", "policy", "analyze", "--non-interactive", "--file", str(state)]
    command += ["--policy-pack", str(PACK), "--policy-pack-config", str(levels)]
    return lambda: _run(command, folder, environment, "Policies:")


def checkov(folder: Path, resources: int) -> Callable[[], None]:
    """Answer what runs checkov on the same resources, offline."""
    program = folder / "terraform"
    program.mkdir()
    (program / "main.tf").write_text(terraform_program(resources))
    command = [str(_checkov()), "-m", "checkov.main", "--directory", str(program), "--framework", "terraform"]
    command += ["--compact", "--quiet", "--skip-download"]
    return lambda: _run(command, folder, dict(os.environ), "terraform scan results")


def _checkov() -> Path:
    """Answer a Python that has checkov."""

    def fill(folder: Path) -> None:
        venv.create(folder, with_pip=True)
        install = ["-m", "pip", "install", "--quiet", "--disable-pip-version-check", f"checkov=={CHECKOV}"]
        subprocess.run([folder / "bin" / "python", *install], check=True)

    return cache.publish(cache.root() / f"checkov-{CHECKOV}", fill) / "bin" / "python"


def _run(command: list[str], folder: Path, environment: Mapping[str, str], expected: str) -> None:
    """Run a command to its end; what does not print what it prints on success ends the benchmark."""
    process = subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=False)
    if expected not in process.stdout:
        raise SystemExit(f"`{' '.join(command)}` ended with {process.returncode}:\n{process.stdout}{process.stderr}")


if __name__ == "__main__":
    sys.exit(main())
