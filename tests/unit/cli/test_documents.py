"""What `--output json` holds, against docs/command-line.md."""

import re
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pytest

from alicloud_ess_refresh.cli.calls import Call
from alicloud_ess_refresh.refresh.model import Outcome
from alicloud_ess_refresh.refresh.preflight import ACTIONS, Verdict
from alicloud_ess_refresh.sight.model import WaitsFor
from unit.cli.stage import Stage
from unit.refresh.fakes import NEW, task

DOCS = Path(__file__).parents[3] / "docs"
PAGE = DOCS / "command-line.md"
_ACTION = re.compile(r"\b(?:cms|ess|vpc):[A-Z]\w+")
_ROW = re.compile(r"^\| (?P<document>[^|]+) \| (?P<fields>[^|]+) \|$", re.MULTILINE)


def _section() -> str:
    return PAGE.read_text(encoding="utf-8").partition("\n## JSON\n")[2].partition("\n## ")[0]


def _promised(document: str) -> list[str]:
    [fields] = [row["fields"] for row in _ROW.finditer(_section()) if document in row["document"]]
    return re.findall(r"`(\w+)`", fields)


def _shown(stage: Stage, document: str) -> dict[str, Any]:
    stage.ess.runs(task())
    command, *options = {
        "`plan`": ("plan", "--scaling-configuration-id", NEW),
        "`suspend`": ("suspend", "--task", "ir-1"),
        "`start`": ("start", "--scaling-configuration-id", NEW, "--no-wait"),
        "whatever goes wrong": ("approve",),
    }.get(document, (document.strip("`"),))
    if command == "suspend":
        stage.ess.futures.append([task(status="Paused")])
    if command == "list":
        listed: dict[str, Any] = stage.run_line("list", "-o", "json").document
        return listed
    shown: dict[str, Any] = stage.run(command, *options, "-o", "json").document
    return shown


@pytest.mark.parametrize(
    "document", ["`list`", "`plan`", "`start`", "`suspend`", "`status`", "`history`", "whatever goes wrong"]
)
def test_document_has_the_fields_of_the_page(stage: Stage, document: str) -> None:
    assert list(_shown(stage, document)) == _promised(document)


def test_parts_of_a_plan_have_the_fields_of_the_page(stage: Stage) -> None:
    plan = _shown(stage, "`plan`")
    parts = {"an instance": plan["instances"][0], "a rule": plan["rules"][0], "the band": plan["band"]}
    status = _shown(stage, "`status`")
    parts |= {"a task": status["task"], "a next step": status["next_steps"][0]}
    parts["one of the groups"] = _shown(stage, "`list`")["groups"][0]
    assert {name: list(part) for name, part in parts.items()} == {name: _promised(name) for name in parts}


@pytest.mark.parametrize(
    "words",
    [Verdict, Outcome, Call, ACTIONS.values(), WaitsFor],
    ids=["verdict", "outcome", "call", "action", "waits_for"],
)
def test_page_has_every_word(words: Iterable[str]) -> None:
    assert [word for word in words if f"`{word}`" not in _section()] == []


def test_commands_need_no_permission_that_a_release_does_not() -> None:
    release = (DOCS / "instance-refresh.md").read_text(encoding="utf-8")
    needed = set(_ACTION.findall(PAGE.read_text(encoding="utf-8")))
    assert len(needed) > 5
    assert needed - set(_ACTION.findall(release)) == {"ess:Describe"}
