"""CONTRIBUTING.md, against what there is."""

import re
import tomllib
from pathlib import Path

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
COMPONENTS = ROOT / "components" / "alicloud_ess_refresh"


def named(title: str) -> set[str]:
    """Answer the names in the first column of a section's tables."""
    section = PAGE.partition(f"\n## {title}\n")[2].partition("\n## ")[0]
    return {
        name for row in re.findall(r"^\| (`.*?) \|", section, re.MULTILINE) for name in re.findall(r"`([^`]+)`", row)
    }


def test_every_dependency_has_its_reason() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    groups = [project["project"]["dependencies"], *project["dependency-groups"].values()]
    names = {re.split(r"[<>=]", each)[0] for group in groups for each in group}
    stubs = {name for name in names if name.startswith("types-") or name.endswith("-stubs")}
    assert named("Dependencies and their reasons") == names - stubs


def test_every_folder_of_the_components_has_its_place() -> None:
    folders = {f"{path.parent.name}/" for path in COMPONENTS.glob("*/__init__.py")}
    assert folders - named("Layout") == set()


def test_every_command_is_there() -> None:
    scripts = {name.split(" ")[0] for name in named("Commands") if name.startswith("scripts/")}
    assert scripts >= {"scripts/demo", "scripts/test", "scripts/check"}
    assert [name for name in scripts if not (ROOT / name).is_file()] == []
