"""`ess-policies` without an engine: where resources are declared, what fails, and what is wrong usage."""

import json
import os
import sys
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from ess_policies.cli import engine
from ess_policies.cli.engine import EngineRun
from ess_policies.cli.fail_on import FailOn, failing
from ess_policies.cli.main import main
from ess_policies.cli.pack_folder import lasting_pack_folder
from ess_policies.cli.positions import checkout_of, position_of
from ess_policies.cli.results import report_of
from ess_policies.cli.sources import Frame, Source, of_registrations, of_state
from ess_policies.reports.report import Outcome, Position
from policies.cases import SCALING_GROUP
from policies.report_sample import REPORT, VIOLATED

STACK = "urn:pulumi:prod::shop::pulumi:pulumi:Stack::shop-prod"
SITE = "urn:pulumi:prod::shop::team:web:Site::web"
GROUP = f"urn:pulumi:prod::shop::team:web:Site${SCALING_GROUP}::web"
RULE = "ess-scaling-group-priority-scale-out"


def registration(urn: str, frames: Sequence[tuple[str, int]], parent: str = "") -> str:
    positions = [{"uri": f"file://{path}", "line": line} for path, line in frames]
    call = {
        "method": "/pulumirpc.ResourceMonitor/RegisterResource",
        "request": {
            "parent": parent,
            "object": {},
            "sourcePosition": positions[0],
            # What is loaded by the import system has no place of its own.
            "stackTrace": {"frames": [{"pc": position} for position in positions] + [{}]},
        },
        "response": {"urn": urn},
        "progress": "response_completed",
    }
    return json.dumps(call, separators=(",", ":")) + "\n"


def test_registrations_tell_lines_and_parents() -> None:
    started = registration(SITE, [("/x", 1)]).replace("response_completed", "request_started")
    lines = [
        started,
        '{"method":"/pulumirpc.Analyzer/Analyze"}\n',
        registration(GROUP, [("/a%20b", 3), ("/c", 4)], SITE),
    ]

    assert of_registrations(lines) == {GROUP: Source((Frame("/a b", 3), Frame("/a b", 3), Frame("/c", 4)), parent=SITE)}


def test_state_tells_lines_and_parents() -> None:
    trace = ["project:///../lib/site.py#7,2", None, "file:///opt/x.py#1"]
    resource = {
        "urn": GROUP,
        "parent": SITE,
        "sourcePosition": "project:///app/__main__.py#48",
        "stackTrace": [{"sourcePosition": position} if position else {} for position in trace],
    }

    assert of_state({"resources": [resource, {"urn": STACK}]}) == {
        GROUP: Source((Frame("app/__main__.py", 48), Frame("../lib/site.py", 7), Frame("/opt/x.py", 1)), parent=SITE),
        STACK: Source((), parent=""),
    }


@pytest.fixture(name="project")
def _project(tmp_path: Path) -> Path:
    """Make a checkout with a project, a library beside it, and an environment with an installed package."""
    (tmp_path / ".git").mkdir()
    for name in (
        "infra/app/__main__.py",
        "lib/site.py",
        "infra/.venv/lib/site-packages/team/site.py",
        "infra/Pulumi.yaml",
    ):
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch()
    return tmp_path / "infra"


@pytest.mark.parametrize(
    ("frames", "expected"),
    [
        ([Frame("app/__main__.py", 48)], Position(path="infra/app/__main__.py", line=48)),
        ([Frame("../lib/site.py", 7), Frame("app/__main__.py", 48)], Position(path="lib/site.py", line=7)),
        (
            [Frame(".venv/lib/site-packages/team/site.py", 9), Frame("app/__main__.py", 48)],
            Position(path="infra/app/__main__.py", line=48),
        ),
        ([Frame("/usr/lib/python3/x.py", 9), Frame("app/gone.py", 1)], None),
        ([], None),
    ],
    ids=["program", "own library", "used in the program", "nothing of the team's", "untold"],
)
def test_position_is_the_innermost_line_of_the_teams_own(
    project: Path, frames: list[Frame], expected: Position | None
) -> None:
    sources = {GROUP: Source(tuple(frames), parent="")}

    assert position_of(GROUP, sources, project=project, root=checkout_of(project)) == expected


def test_position_of_a_child_from_elsewhere_is_that_of_its_parent(project: Path) -> None:
    sources = {
        GROUP: Source((Frame("/plugin/x.py", 1),), parent=SITE),
        SITE: Source((Frame("app/__main__.py", 5),), parent=STACK),
    }

    assert position_of(GROUP, sources, project=project, root=project) == Position(path="app/__main__.py", line=5)


def policy_event(message: str, level: str = "mandatory") -> dict[str, Any]:
    return {
        "policyEvent": {
            "resourceUrn": GROUP,
            "message": message,
            "policyName": RULE,
            "enforcementLevel": level,
            "severity": "high",
        }
    }


def test_report_of_a_state_takes_the_judged_resources_from_the_state(project: Path) -> None:
    text = "Groups.\nFound: the policy is `BALANCE`.\nRequired: another.\nFix: set it.\n"
    run = EngineRun(events=(policy_event(text),), sources={}, resources=(STACK, GROUP))
    active = {RULE: frozenset({SCALING_GROUP})}

    report = report_of(run, what="stack", active=active, project=project, root=project.parent)

    assert [result.found for result in report.results] == ["the policy is `BALANCE`"]
    assert (report.subject, report.fallback) == ("stack of shop/prod", "infra/Pulumi.yaml")
    assert report.passed == {STACK: (), GROUP: ()}


def test_report_of_a_preview_takes_the_judged_resources_from_the_events(project: Path) -> None:
    undecided = "can't run policy 'x' during preview: string value at .z can't be known during preview\n"
    summaries = [{"policyAnalyzeSummaryEvent": {"resourceUrn": urn}} for urn in (STACK, GROUP, f"{GROUP}-2")]
    run = EngineRun(events=(*summaries, policy_event(undecided, "advisory")), sources={})

    report = report_of(run, what="preview", active={RULE: frozenset({SCALING_GROUP})}, project=project, root=project)

    assert [(result.outcome, result.found) for result in report.results] == [
        (Outcome.UNDECIDED, "string value at .z can't be known during preview")
    ]
    assert report.passed == {STACK: (), GROUP: (), f"{GROUP}-2": (RULE,)}


@pytest.mark.parametrize(
    ("fail_on", "expected"),
    [
        (FailOn.MANDATORY, ["mandatory low"]),
        (FailOn.ADVISORY, ["mandatory low", "advisory high"]),
        (FailOn.LOW, ["mandatory low", "advisory high"]),
        (FailOn.MEDIUM, ["advisory high"]),
        (FailOn.HIGH, ["advisory high"]),
        (FailOn.CRITICAL, []),
        (FailOn.NEVER, []),
    ],
)
def test_fail_on_goes_by_level_or_by_severity(fail_on: FailOn, expected: list[str]) -> None:
    low, high = replace(VIOLATED, severity="low"), replace(VIOLATED, level="advisory")
    others = (replace(high, outcome=Outcome.EXEMPTED), replace(high, outcome=Outcome.UNDECIDED))

    results = failing(replace(REPORT, results=(low, high, *others)), fail_on)

    assert [f"{result.level} {result.severity}" for result in results] == expected


@pytest.mark.parametrize(
    ("arguments", "files", "expected"),
    [
        (
            ["--output", "html=x"],
            {},
            (
                "Invalid value for '--output' / '-o': 'html=x' is not FORMAT=PATH with a format of: "
                "table, json, sarif, github-sarif, junit, markdown"
            ),
        ),
        (
            ["--config", "c.json"],
            {"c.json": "level: advisory"},
            "Invalid value for --config: c.json is no JSON: Expecting value: line 1 column 1 (char 0)",
        ),
        (["--config", "c.json"], {"c.json": "[]"}, "Invalid value for --config: c.json holds no JSON object of rules"),
    ],
    ids=["format", "no json", "no object"],
)
def test_wrong_usage_ends_with_2_and_says_why(
    arguments: list[str], files: dict[str, str], expected: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    for name, text in files.items():
        Path(name).write_text(text, encoding="utf-8")

    result = CliRunner().invoke(main, ["preview", *arguments])

    assert result.exit_code == 2
    assert result.stderr.splitlines()[-1] == f"Error: {expected}"


ALIAS_BOMB = "a0: &a0 [x, x]\n" + "".join(
    f"a{level}: &a{level} [{', '.join([f'*a{level - 1}'] * 9)}]\n" for level in range(1, 10)
)
"""500 bytes that say two thousand million words."""


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("ess-policies.yaml", ALIAS_BOMB, "has too many aliases (`*name`): expected at most 16"),
        ("ess-policies.yaml", "[" * 100_000, "is nested too deeply: expected at most 16 levels"),
        ("ess-policies.yaml", "{a: " * 17 + "}" * 17, "is nested too deeply: expected at most 16 levels"),
        ("ess-policies.yaml", "x" * 1_000_001, "is too large: expected at most 1000000 bytes"),
        ("state.json", "[" * 200_000, "is nested too deeply"),
        ("config.json", '{"a":' * 200_000, "is nested too deeply"),
        ("config.json", " " * 1_000_001, "is too large: expected at most 1000000 bytes"),
    ],
    ids=["aliases", "lists", "objects", "large", "state", "config", "large config"],
)
def test_too_much_input_ends_with_2_and_one_sentence(
    name: str, content: str, said: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    Path(name).write_text(content, encoding="utf-8")
    arguments = {"state.json": ["state", name], "config.json": ["preview", "--config", name]}

    result = CliRunner().invoke(main, [*arguments.get(name, ["preview"]), "--cwd", str(tmp_path)])

    assert result.exit_code == 2
    assert result.stderr.splitlines()[-1].endswith(f"{name} {said}")


DEEP = "[" * 200_000
LOG = "while [ $# -gt 1 ]; do [ $1 = --event-log ] && log=$2; shift; done; "


@pytest.mark.parametrize(
    ("command", "script", "said"),
    [
        ("preview", f"{LOG} yes '{{}}' | head -c 100001 > $log", "the engine's log of events is too large: {at_most}"),
        (
            "preview",
            f"{LOG} printf '{{\"a\":%s' '{DEEP[:50_000]}' > $log",
            "an event of the engine is nested too deeply",
        ),
        ("preview", "yes", "`pulumi preview` wrote too much: {at_most}"),
        ("stack", "yes", "`pulumi stack export` wrote too much: {at_most}"),
        ("stack", f"printf %s '{DEEP[:50_000]}'", "the stack's state is nested too deeply"),
        (
            "stack",
            f"[ $4 = stack ] && echo '{{\"deployment\": {{}}}}' || printf '{{\"a\":%s' '{DEEP[:50_000]}'",
            "an event of the engine is nested too deeply",
        ),
    ],
    ids=["large log", "nested log", "endless preview", "endless state", "nested state", "nested analysis"],
)
def test_too_much_from_the_engine_ends_with_2_and_one_sentence(
    command: str, script: str, said: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(engine, "LARGEST_BYTES", 100_000)
    make_engine(tmp_path, script, monkeypatch)

    result = CliRunner().invoke(main, [command, "--cwd", str(tmp_path)])

    expected = said.format(at_most="expected at most 100000 bytes")
    assert (result.exit_code, result.stderr.splitlines()[-1]) == (2, f"Error: {expected}")


@pytest.mark.parametrize(
    ("command", "script", "said"),
    [
        ("preview", f"{LOG} echo '{{' > $log", "an event of the engine is no JSON: Expecting property name"),
        ("stack", "echo '[]'", "the stack's state is not a state as `pulumi stack export` writes it: TypeError"),
        ("stack", "echo x", "the stack's state is not a state as `pulumi stack export` writes it: UnreadableFileError"),
        (
            "stack",
            "echo no such stack >&2; exit 255",
            "`pulumi stack export` ended with exit code 255:\nno such stack\n",
        ),
    ],
    ids=["no event", "no state", "no JSON", "no stack"],
)
def test_an_engine_that_cannot_be_understood_ends_with_3(
    command: str, script: str, said: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    make_engine(tmp_path, script, monkeypatch)

    result = CliRunner().invoke(main, [command, "--cwd", str(tmp_path)])

    assert result.exit_code == 3
    assert f"ess-policies: {said}" in result.stderr


def test_a_registration_that_is_nested_too_deeply_has_no_position() -> None:
    line = registration(GROUP, [("/a", 1)])
    deep = line.replace('"object":{}', f'"object":{"[" * 50_000}')

    assert of_registrations([deep, line]).keys() == {GROUP}


def make_engine(folder: Path, script: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Put a `pulumi` on the PATH that runs a script."""
    executable = folder / "pulumi"
    executable.write_text(f"#!/bin/sh\n{script}\n")
    executable.chmod(0o755)
    monkeypatch.setenv("PATH", str(folder), prepend=os.pathsep)


def test_no_engine_ends_with_3_and_says_why(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "")

    result = CliRunner().invoke(main, ["preview", "--cwd", str(tmp_path)])

    assert result.exit_code == 3
    assert result.stderr == "ess-policies: there is no `pulumi` on the PATH; install the Pulumi CLI, 3.259 or newer\n"


def test_a_folder_of_the_pack_is_made_once_by_however_many_at_a_time(tmp_path: Path) -> None:
    with ThreadPoolExecutor(8) as pool:
        made = set(pool.map(lambda _: lasting_pack_folder(tmp_path / "home"), range(32)))

    [folder] = made
    assert list((tmp_path / "home").iterdir()) == [folder]
    assert {path.name for path in folder.iterdir()} == {
        *("PulumiPolicy.yaml", "__main__.py", "requirements.txt", ".gitignore"),
        *("ess_policies", "ess_readiness", "venv"),
    }


def test_another_environment_has_a_folder_of_its_own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    one = lasting_pack_folder(tmp_path)
    monkeypatch.setattr(sys, "prefix", str(tmp_path / "other"))

    other = lasting_pack_folder(tmp_path)

    assert other != one
    assert (other / "venv").readlink() == tmp_path / "other"


def test_a_folder_that_cannot_be_made_is_wrong_usage(tmp_path: Path) -> None:
    home = tmp_path / "home"
    home.write_text("", encoding="utf-8")

    result = CliRunner().invoke(main, ["pack-folder"], env={"PULUMI_HOME": str(home)})

    assert result.exit_code == 2
    assert result.output.splitlines()[-1] == (
        f"Error: the pack's folder cannot be made in {home}/alicloud-ess-policies: Not a directory; "
        "set PULUMI_HOME to a folder that you may write to, in which links can be made"
    )
