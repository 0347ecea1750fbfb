"""The two lock files, against the ranges that they are made from and against what is installed."""

import re
import tomllib
from importlib import metadata
from pathlib import Path
from typing import Any

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from packaging.version import Version

ROOT = Path(__file__).parents[2]
PROJECTS = ("pyproject.toml", "readiness/pyproject.toml", "policypack/pyproject.toml", "emulator/pyproject.toml")
PACK = {"alicloud-ess-policies", "alicloud-ess-readiness"}


def locked(path: str) -> dict[str, tuple[str, list[str]]]:
    """Return the version and the hashes of each distribution."""
    text = (ROOT / path).read_text(encoding="utf-8").replace("\\\n", " ")
    entries = [
        (Requirement(line.split(" --hash=")[0]), re.findall(r"--hash=(\S+)", line)) for line in text.splitlines()
    ]
    return {canonicalize_name(entry.name): (str(entry.specifier), hashes) for entry, hashes in entries}


def project(path: str) -> dict[str, Any]:
    return tomllib.loads((ROOT / path).read_text(encoding="utf-8"))


def closure(names: set[str]) -> set[str]:
    """Return what these distributions need, with what that needs, on this machine."""
    found: set[str] = set()
    waiting = [(name, "") for name in names]
    seen = set(waiting)
    while waiting:
        name, extra = waiting.pop()
        found.add(name)
        for text in metadata.requires(name) or ():
            needed = Requirement(text)
            if needed.marker is None or needed.marker.evaluate({"extra": extra}):
                new = {(canonicalize_name(needed.name), each) for each in ("", *needed.extras)} - seen
                waiting.extend(new)
                seen |= new
    return found


def test_the_lock_of_the_pack_is_a_part_of_the_other_with_the_same_hashes() -> None:
    everything, pack = locked("requirements.lock"), locked("policypack/requirements.lock")
    assert pack.items() <= everything.items()
    assert [name for name, (version, hashes) in pack.items() if not version.startswith("==") or not hashes] == []
    assert not PACK & pack.keys()


def test_the_lock_of_the_pack_has_a_version_in_every_range() -> None:
    lock = locked("policypack/requirements.lock")
    pack = project("policypack/pyproject.toml")
    ranges = pack["project"]["dependencies"] + pack["build-system"]["requires"]
    for needed in map(Requirement, ranges):
        if needed.name not in PACK:
            version = lock[canonicalize_name(needed.name)][0].removeprefix("==")
            assert needed.specifier.contains(version), f"{needed} is locked to {version}: run scripts/lock"


def test_the_lock_of_the_pack_is_complete() -> None:
    """`pip --require-hashes` refuses what is needed and not listed."""
    assert closure({*PACK, "hatchling"}) - PACK == set(locked("policypack/requirements.lock"))


def test_the_groups_that_are_locked_are_what_the_projects_declare() -> None:
    groups, pack = project("pyproject.toml")["dependency-groups"], project("policypack/pyproject.toml")
    own = {text for text in pack["project"]["dependencies"] if Requirement(text).name in PACK}
    assert set(groups["policypack"]) == set(pack["project"]["dependencies"]) - own
    assert [project(path)["build-system"]["requires"] for path in PROJECTS] == [groups["build"]] * len(PROJECTS)


@pytest.mark.parametrize("path", PROJECTS)
def test_the_environment_is_the_one_of_this_checkout(path: str) -> None:
    """Tests that start processes import what is installed, not what `pythonpath` shows to this one."""
    declared = project(path)["project"]
    try:
        installed = metadata.requires(declared["name"]) or []
    except metadata.PackageNotFoundError:
        installed = ["nothing"]
    wanted = {str(Requirement(text.lower())) for text in declared["dependencies"]}
    assert {str(Requirement(text.lower())) for text in installed} == wanted, "run scripts/install"


def test_the_ranges_end_at_the_oldest_pulumi_and_the_newest_major_of_the_provider() -> None:
    ends = {name: version.removeprefix("==") for name, (version, _) in locked("tests/ranges.lock").items()}
    declared = {
        each.name: each.specifier for each in map(Requirement, project("pyproject.toml")["project"]["dependencies"])
    }

    assert ends.keys() == {"pulumi", "pulumi-alicloud"}
    assert Version(ends["pulumi"]) == min(Version(each.version) for each in declared["pulumi"] if each.operator == ">=")
    assert ends["pulumi-alicloud"] in declared["pulumi-alicloud"]
    assert [Version(ends["pulumi-alicloud"]).major + 1] == [
        Version(each.version).major for each in declared["pulumi-alicloud"] if each.operator == "<"
    ]
