"""One version for everything that is released together."""

import re
import tomllib
from importlib import metadata
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.version import Version

from ess_policies.version import VERSION

ROOT = Path(__file__).parents[2]
PROJECTS = ("pyproject.toml", "readiness/pyproject.toml", "policypack/pyproject.toml", "emulator/pyproject.toml")


def project(path: str) -> dict[str, object]:
    return tomllib.loads((ROOT / path).read_text(encoding="utf-8"))["project"]  # type: ignore[no-any-return]


@pytest.mark.parametrize("path", PROJECTS)
def test_a_distribution_has_the_version_of_all(path: str) -> None:
    declared = project(path)
    assert (declared["dynamic"], "version" in declared) == (["version"], False)
    assert metadata.version(str(declared["name"])) == VERSION


@pytest.mark.parametrize("path", PROJECTS)
def test_a_distribution_needs_the_others_in_versions_that_fit(path: str) -> None:
    """A distribution goes with all of its own minor version, and with no other."""
    own = {str(project(each)["name"]) for each in PROJECTS}
    version = Version(VERSION)
    dependencies = project(path)["dependencies"]
    assert isinstance(dependencies, list)
    for needed in map(Requirement, dependencies):
        if needed.name in own:
            fitting = f">={version.major}.{version.minor},<{version.major}.{version.minor + 1}"
            assert str(needed) == str(Requirement(f"{needed.name}{fitting}"))


def test_the_readme_has_the_versions_that_the_distribution_needs() -> None:
    page = (ROOT / "README.md").read_text(encoding="utf-8")
    stated = dict(re.findall(r"^\| (Python|Pulumi CLI|provider `alicloud`) \| (.*?) *(?:;.*)?\|$", page, re.MULTILINE))
    dependencies = project("pyproject.toml")["dependencies"]
    assert isinstance(dependencies, list)
    needed = {each.name: each.specifier for each in map(Requirement, dependencies)}

    def in_words(name: str) -> str:
        least, below = (re.sub("[<>=]+", "", str(each)) for each in sorted(needed[name], key=str, reverse=True))
        return f"{least} or newer, below {below}"

    assert {name: text.strip() for name, text in stated.items()} == {
        "Python": f"{str(project('pyproject.toml')['requires-python']).removeprefix('>=')} or newer",
        "Pulumi CLI": in_words("pulumi"),
        "provider `alicloud`": in_words("pulumi-alicloud"),
    }
    assert f"| version | {VERSION}, " in page


def test_the_changelog_has_the_version_below_what_is_not_released() -> None:
    headings = re.findall(r"^## (.*)", (ROOT / "CHANGELOG.md").read_text(encoding="utf-8"), re.MULTILINE)
    assert headings[0] == "[Unreleased]"
    assert re.fullmatch(rf"\[{re.escape(VERSION)}\] - \d{{4}}-\d\d-\d\d", headings[1])
