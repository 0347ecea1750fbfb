"""
The gate as a team sets it up that uses nothing else of this project: by the README of the pack alone.

A clean clone, clean environments from the package registries, a program of the team's own that imports none of our
packages. Needs the registries: without them it is skipped where no CI runs it.
"""

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from e2e.conftest import ROOT, MakeStack
from ess_policies.reports.sarif import sarif
from policies.report_sample import REPORT
from toolchain.stack import Stack
from toolchain.versions import PROVIDER

README = ROOT / "policypack" / "README.md"
INSTALLATION_SECONDS = 300

pytestmark = pytest.mark.timeout(2 * INSTALLATION_SECONDS)

PROJECT = {"name": "shop", "runtime": {"name": "python", "options": {"toolchain": "pip", "virtualenv": "venv"}}}
IS_WRITING = bool(os.environ.get("WRITE_SCREENS"))
FINDINGS = re.compile(r"(?<=<!-- findings: written by scripts/screens -->\n```\n).*?(?=```\n)", re.DOTALL)


def program() -> str:
    """Return the program of the README."""
    found: list[str] = re.findall(r"```python\n(.*?)```", README.read_text(encoding="utf-8"), re.DOTALL)
    return found[0]


def commands(section: str) -> str:
    """Return the first shell commands of a section of the README; others there do it another way."""
    text = README.read_text(encoding="utf-8").partition(f"\n## {section}\n")[2].partition("\n## ")[0]
    return text.partition("```sh\n")[2].partition("```")[0]


def shell(script: str, cwd: Path, environment: dict[str, str]) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        ["bash", "-euo", "pipefail", "-c", script],
        cwd=cwd,
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        timeout=INSTALLATION_SECONDS,
        check=False,
    )


@pytest.fixture(name="pip")
def _pip(tmp_path: Path) -> None:
    """Skip where the package registry cannot be reached."""
    command = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "--dest", str(tmp_path), "wheel"]
    if subprocess.run(command, capture_output=True, check=False).returncode and not os.environ.get("CI"):
        pytest.skip("no package registry can be reached")


@pytest.fixture(name="team")
def _team(make_stack: MakeStack, tmp_path: Path) -> Stack:
    """Make the stack of a team: a program with an environment of its own, and nothing of ours in it."""
    project = tmp_path / "team"
    project.mkdir()
    (project / "Pulumi.yaml").write_text(json.dumps(PROJECT), encoding="utf-8")
    (project / "__main__.py").write_text(program(), encoding="utf-8")
    stack = make_stack(project)
    script = f"{sys.executable} -m venv venv && venv/bin/pip install --quiet pulumi-alicloud=={PROVIDER}"
    installed = shell(script, stack.directory, stack.environment)
    assert installed.returncode == 0, installed.stdout
    return stack


def test_readme_alone_leads_to_a_gate(pip: None, team: Stack, tmp_path: Path) -> None:
    clone, home = tmp_path / "clone", tmp_path / "home-of-the-team"
    home.mkdir()
    subprocess.run(["git", "clone", "--quiet", str(ROOT), str(clone)], check=True)
    environment = team.environment | {"HOME": str(home)}
    environment.pop("PULUMI_PYTHON_CMD")
    # The commands of a section start in the folder above the checkout, or in the program's.
    set_up, run, plain = (
        commands(section).replace("path/to/this/checkout", str(clone))
        for section in ("Set up", "Run", "Without the command")
    )

    installed = shell(set_up, tmp_path, environment)
    assert installed.returncode == 0, installed.stdout
    with_command = shell(run, team.directory, environment)
    without = shell(plain, team.directory, environment)

    assert with_command.returncode == 1, with_command.stdout
    page = README.read_text(encoding="utf-8")
    shown = re.sub(" +$", "", with_command.stdout, flags=re.MULTILINE)
    if IS_WRITING:
        README.write_text(FINDINGS.sub(lambda _: shown, page, count=1), encoding="utf-8")
    else:
        assert FINDINGS.findall(page) == [shown]
    assert without.returncode != 0
    assert "[mandatory] [severity: high]  ess-scaling-group-priority-scale-out" in without.stdout


def test_sarif_is_read_by_another_tool(pip: None, tmp_path: Path) -> None:
    """Microsoft's `sarif-tools` counts what it is to count."""
    report = tmp_path / "policies.sarif"
    script = (
        f"{sys.executable} -m venv venv && venv/bin/pip install --quiet sarif-tools && venv/bin/sarif summary {report}"
    )

    report.write_text(sarif(REPORT), encoding="utf-8")

    read = shell(script, tmp_path, dict(os.environ))

    assert read.returncode == 0, read.stdout
    assert {"error: 1", "warning: 2", "note: 0", "none: 1"} <= set(read.stdout.split("\n"))
