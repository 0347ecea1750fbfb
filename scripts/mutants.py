"""
Mutation testing of the decision modules, which are pure functions: see `scripts/mutants`.

Each module is changed in a copy of the tree, so that a stopped run leaves nothing behind here.
"""

import shutil
import subprocess
import sys
import tempfile
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
_DECISIONS = ("test_convergence", "test_adoption", "test_endings", "test_preview", "test_first_deployment")
_TESTS: dict[str, tuple[str, ...]] = {
    "refresh/converge.py": (*_DECISIONS, "test_provider", "test_superseded"),
    "refresh/convergence.py": (*_DECISIONS, "test_rollback_target", "test_declared"),
    "refresh/endings.py": ("test_endings", "test_failures", "test_timeouts", "test_bake", "test_tolerance"),
    "redeploy/decide.py": ("test_decide", "test_claims", "test_provider"),
    "events/decide.py": ("test_decide",),
    "refresh/drift.py": ("test_provider", "test_convergence", "test_preview"),
    "ess_readiness/settings.py": ("../test_readiness",),
    "ess_readiness/state.py": ("../test_readiness_state", "../test_readiness"),
    "ess_readiness/facts.py": ("../test_readiness", "../test_readiness_state"),
    "ess_readiness/__init__.py": ("../test_readiness", "../test_readiness_state"),
    "refresh/checkpoints.py": ("test_approval", "test_progress", "test_inputs"),
    "refresh/estimate.py": ("test_preview", "test_progress", "test_release"),
    "refresh/band.py": ("test_release", "test_inputs", "test_preview"),
    "refresh/preflight.py": ("test_preview", "test_provider", "test_protected_group"),
    "refresh/rules.py": ("test_inputs", "test_check_inputs", "test_resource"),
    "redeploy/claims.py": ("test_claims", "test_carry_out"),
}


@dataclass(frozen=True, slots=True)
class Mutant:
    """One changed place: the lines as they are, and as the mutant has them, without indentation."""

    module: str
    was: str
    becomes: str


@dataclass(frozen=True, slots=True)
class Result:
    """What became of the mutants of one module."""

    module: str
    killed: int
    equivalent: int
    survivors: tuple[Mutant, ...]

    @property
    def share(self) -> float:
        counted = self.killed + len(self.survivors)
        return self.killed / counted if counted else 1.0

    def __str__(self) -> str:
        return (
            f"{self.module:24} killed {self.killed:4}  survived {len(self.survivors):3}  "
            f"equivalent {self.equivalent:3}  {self.share:7.1%}"
        )


def main(modules: list[str]) -> int:
    unknown = [module for module in modules if module not in _TESTS]
    if unknown:
        print(f"scripts/mutants: `{unknown[0]}` is not known: expected one of {', '.join(_TESTS)}", file=sys.stderr)
        return 2
    equivalent = read_equivalent()
    is_enough = True
    for module in modules or list(_TESTS):
        result = measure(module, equivalent)
        print(result, flush=True)
        for each in result.survivors:
            print(f"    was:     {each.was}\n    becomes: {each.becomes}", flush=True)
        is_enough = is_enough and result.share >= LEAST_SHARE
    return 0 if is_enough else 1


def read_equivalent() -> set[Mutant]:
    rows = tomllib.loads(EQUIVALENT.read_text(encoding="utf-8")).get("mutant", [])
    without = [row for row in rows if not row["reason"].strip()]
    if without:
        raise SystemExit(f"{EQUIVALENT.name}: `{without[0]['becomes']}` has no reason")
    return {Mutant(row["module"], row["was"], row["becomes"]) for row in rows}


def measure(module: str, equivalent: set[Mutant]) -> Result:
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
    return Result(module, len(statuses) - len(survivors), len(mutants) - len(left), left)


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
    tests = [str(_test_file(module, name)) for name in _TESTS[module]]
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


def _test_file(module: str, name: str) -> Path:
    folder = Path("tests/unit") / module.partition("/")[0]
    path = Path("tests/unit") / f"{name[3:]}.py" if name.startswith("../") else folder / f"{name}.py"
    if not (ROOT / path).is_file():
        raise SystemExit(f"scripts/mutants: {path}, named for {module}, is not there")
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
