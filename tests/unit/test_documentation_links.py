"""Every link between the pages of this repository leads somewhere, and the README leads to every feature."""

import re
import tomllib
from pathlib import Path

import pytest

import alicloud_ess_refresh

ROOT = Path(__file__).parents[2]
PAGES = sorted(
    page
    for pattern in ("*.md", "docs/**/*.md", "examples/**/*.md", "emulator/*.md", "policypack/*.md", "toolchain/*.md")
    for page in ROOT.glob(pattern)
)


def text(page: Path) -> str:
    """Answer a page without its blocks of code."""
    return re.sub(r"^```.*?^```", "", page.read_text(encoding="utf-8"), flags=re.MULTILINE | re.DOTALL)


def anchors(page: Path) -> set[str]:
    """Answer the anchors of a page's headings, made as code hosts make them."""
    headings = re.findall(r"^#+ (.+)$", text(page), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_links_lead_somewhere(page: Path) -> None:
    links = [link for link in re.findall(r'\]\(([^)\s]+)(?: "[^"]*")?\)', text(page)) if "://" not in link]
    dead = []
    for link in links:
        path, _, anchor = link.partition("#")
        target = (page.parent / path).resolve() if path else page
        if not target.exists() or (anchor and anchor not in anchors(target)):
            dead.append(link)

    assert dead == []


def test_readme_leads_to_every_feature() -> None:
    table = (ROOT / "README.md").read_text(encoding="utf-8").split("\n## What there is\n")[1].split("\n## ")[0]
    linked = re.findall(r"^\| \[`?([\w-]+)`?\]\(", table, re.MULTILINE)
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    classes = {name for name in alicloud_ess_refresh.__all__ if not name.endswith(("Args", "Settings"))}

    assert set(linked) == {*classes, *project["scripts"], "ess-policies", "emulator"}
