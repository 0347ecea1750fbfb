"""
Mutation testing of the decision modules, which are pure functions: see `scripts/mutants`.

Each module is changed in a copy of the tree, so that a stopped run leaves nothing behind here.
"""

import shutil
import subprocess
import sys
import tempfile
import time
import tomllib
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[1]
MUTMUT = Path(sys.executable).with_name("mutmut")
EQUIVALENT = ROOT / "tests" / "equivalent_mutants.toml"
LEAST_SHARE = 0.95
_IMPORTED_FROM = 'pythonpath = ["components", "readiness", '
COPIED = ("tests", "emulator", "policypack", "docs", "examples", "benchmarks", "README.md", "CONTRIBUTING.md")

# A module, and the unit tests that are run on its mutants: few, because each mutant runs them again.
_TESTS: dict[str, tuple[str, ...]] = {
    "dynamic/patience.py": ("dynamic/test_patience",),
    "events/decide.py": ("events/test_decide",),
    "ess_readiness/__init__.py": ("test_readiness", "test_readiness_state"),
    "ess_readiness/facts.py": ("test_readiness", "test_readiness_state"),
    "ess_readiness/settings.py": ("test_readiness",),
    "ess_readiness/state.py": ("test_readiness_state", "test_readiness"),
    "redeploy/claims.py": ("redeploy/test_room",),
    "redeploy/decide.py": ("redeploy/test_decide",),
    "refresh/attending.py": ("refresh/test_approval", "refresh/test_checks", "refresh/test_timeouts"),
    "refresh/baking.py": ("refresh/test_bake",),
    "refresh/band.py": ("refresh/test_band",),
    "refresh/checkpoints.py": ("refresh/test_checkpoints",),
    "refresh/converge.py": ("refresh/test_converge",),
    "refresh/doubt.py": ("refresh/test_convergence",),
    "refresh/matching.py": ("refresh/test_convergence", "refresh/test_rollback_target"),
    "refresh/convergence.py": ("refresh/test_convergence", "refresh/test_rollback_target"),
    "refresh/drift.py": ("refresh/test_drift",),
    "refresh/endings.py": ("refresh/test_endings",),
    "refresh/estimate.py": ("refresh/test_estimate",),
    "refresh/inspection.py": ("refresh/test_inspect",),
    "refresh/preflight.py": ("refresh/test_inspect",),
    "refresh/rollback_target.py": ("refresh/test_rollback_target",),
    "refresh/rules.py": ("refresh/test_inputs", "refresh/test_check_inputs"),
    "refresh/superseded.py": ("refresh/test_superseded",),
    "refresh/tolerance.py": ("refresh/test_tolerance",),
    "refresh/waiter.py": ("refresh/test_waiter",),
    "refresh/wayback.py": ("refresh/test_wayback",),
}
_ROW = "{:28} {:>7} {:>6} {:>11} {:>7} {:>7}"


@dataclass(frozen=True, slots=True)
class Mutant:
    """One changed place: the lines as they are, and as the mutant has them, without indentation."""

    module: str
    was: str
    becomes: str


@dataclass(frozen=True, slots=True)
class Result:
    """What became of the mutants of one module, or of several."""

    module: str
    found: int
    equivalent: int
    survivors: tuple[Mutant, ...]
    seconds: float

    @property
    def share(self) -> float:
        counted = self.found + len(self.survivors)
        return self.found / counted if counted else 1.0

    def __str__(self) -> str:
        mutants = self.found + self.equivalent + len(self.survivors)
        share, minutes = f"{self.share:.1%}", f"{self.seconds / 60:.1f}"
        return _ROW.format(self.module, mutants, self.found, self.equivalent, share, minutes)


def main(modules: list[str]) -> int:
    unknown = [module for module in modules if module not in _TESTS]
    if unknown:
        print(f"scripts/mutants: `{unknown[0]}` is not known: expected one of {', '.join(_TESTS)}", file=sys.stderr)
        return 2
    equivalent = read_equivalent()
    results = []
    print(_ROW.format("module", "mutants", "found", "equivalent", "share", "minutes"), flush=True)
    for module in modules or _TESTS:
        result = measure(module, equivalent)
        results.append(result)
        print(result, flush=True)
        for each in result.survivors:
            print(f"    was:     {each.was}\n    becomes: {each.becomes}", flush=True)
    print(_total(results))
    return 0 if all(each.share >= LEAST_SHARE for each in results) else 1


def _total(results: list[Result]) -> Result:
    return Result(
        "total",
        sum(each.found for each in results),
        sum(each.equivalent for each in results),
        tuple(mutant for each in results for mutant in each.survivors),
        sum(each.seconds for each in results),
    )


def read_equivalent() -> set[Mutant]:
    rows = tomllib.loads(EQUIVALENT.read_text(encoding="utf-8")).get("mutant", [])
    without = [row for row in rows if not row["reason"].strip()]
    if without:
        raise SystemExit(f"{EQUIVALENT.name}: `{without[0]['becomes']}` has no reason")
    return {Mutant(row["module"], row["was"], row["becomes"]) for row in rows}


def measure(module: str, equivalent: set[Mutant]) -> Result:
    began_at = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="mutants-") as folder:
        tree = Path(folder)
        lay_out(tree, module)
        run = _mutmut(tree, "run", "--max-children", "2")
        statuses = dict(_statuses(_mutmut(tree, "results", "--all", "true").stdout))
        if run.returncode or not statuses or "not checked" in statuses.values():
            raise SystemExit(f"scripts/mutants: {module}: mutmut did not finish:\n{run.stdout[-2000:]}{run.stderr}")
        # A mutant that runs for ever is noticed: the test run does not end.
        survivors = [name for name, status in statuses.items() if status not in {"killed", "timeout"}]
        with ThreadPoolExecutor(2) as pool:
            mutants = list(pool.map(lambda name: _read_mutant(tree, module, name), survivors))
    left = tuple(each for each in mutants if each not in equivalent)
    found, seconds = len(statuses) - len(survivors), time.monotonic() - began_at
    return Result(module, found, len(mutants) - len(left), left, seconds)


def lay_out(tree: Path, module: str) -> None:
    """Copy the tree; what is mutated goes to `src`, the only folder whose name mutmut leaves out of modules' names."""
    ignored = shutil.ignore_patterns("__pycache__")
    for name in ("components", "readiness"):
        shutil.copytree(ROOT / name, tree / "src", ignore=ignored, dirs_exist_ok=True)
    for name in COPIED:
        source = ROOT / name
        if source.is_dir():
            shutil.copytree(source, tree / name, ignore=ignored, symlinks=True)
        else:
            shutil.copy(source, tree / name)
    project = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    if project.count(_IMPORTED_FROM) != 1:
        raise SystemExit(f"scripts/mutants: pyproject.toml does not say `{_IMPORTED_FROM}` any more")
    package = "" if module.startswith("ess_readiness/") else "alicloud_ess_refresh/"
    tests = [_test_file(name) for name in _TESTS[module]]
    settings = f"""
[tool.mutmut]
source_paths = ["src"]
only_mutate = ["src/{package}{module}"]
also_copy = {list(COPIED)}
pytest_add_cli_args = ["-p", "no:cacheprovider"]
pytest_add_cli_args_test_selection = {tests}
use_git_change_detection = false
"""
    (tree / "pyproject.toml").write_text(
        project.replace(_IMPORTED_FROM, 'pythonpath = ["src", ') + settings, encoding="utf-8"
    )


def _test_file(name: str) -> str:
    path = f"tests/unit/{name}.py"
    if not (ROOT / path).is_file():
        raise SystemExit(f"scripts/mutants: {path} is not there")
    return path


def _mutmut(tree: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([MUTMUT, *arguments], cwd=tree, check=False, capture_output=True, text=True)


def _statuses(listing: str) -> Iterator[tuple[str, str]]:
    for line in listing.splitlines():
        name, colon, status = line.strip().partition(": ")
        if colon:
            yield name, status


def _read_mutant(tree: Path, module: str, name: str) -> Mutant:
    lines = _mutmut(tree, "show", name).stdout.splitlines()
    was = [line[1:].strip() for line in lines if line.startswith("-") and not line.startswith("---")]
    becomes = [line[1:].strip() for line in lines if line.startswith("+") and not line.startswith("+++")]
    return Mutant(module, " ".join(was), " ".join(becomes))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
