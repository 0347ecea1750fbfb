"""The ready files for CI systems: what their schemas allow, with a command that the command line takes."""

import hashlib
import os
import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from alicloud_ess_refresh.cli.main import report_command as report
from alicloud_ess_refresh.refresh.inputs import DEFAULT_WAIT_TIMEOUT_SECONDS
from ess_policies.cli.main import main
from toolchain import versions

FOLDER = Path(__file__).parents[2] / "examples" / "ci"
FILES = {
    "github-actions.yml": ["--builtin-schema=vendor.github-workflows"],
    "gitlab-ci.yml": ["--builtin-schema=vendor.gitlab-ci", "--data-transform=gitlab-ci"],
    "azure-pipelines.yml": ["--builtin-schema=vendor.azure-pipelines"],
}
ALL = [*FILES, "Jenkinsfile"]
ROLLOUT = "rollout-github-actions.yml"
PULUMI = ".".join(map(str, versions.ENGINE))


def read(name: str) -> str:
    return (FOLDER / name).read_text(encoding="utf-8")


@pytest.mark.parametrize(("name", "arguments"), [*FILES.items(), (ROLLOUT, FILES["github-actions.yml"])])
def test_file_keeps_to_the_schema_of_its_system(name: str, arguments: list[str]) -> None:
    # One pattern of the schema of Azure Pipelines is none that the default, ECMAScript, takes.
    command = [sys.executable, "-m", "check_jsonschema", "--regex-variant=python", *arguments, str(FOLDER / name)]

    run = subprocess.run(command, capture_output=True, text=True, check=False)

    assert run.returncode == 0, run.stdout + run.stderr


@pytest.mark.parametrize("name", ALL)
def test_file_gives_the_command_options_that_it_has(name: str) -> None:
    text = read(name)

    found = re.search(r"ess-policies\"? preview((?:\s+(?:\\\n\s*)?--[a-z-]+[ =]\S+)+)", text)

    assert found
    arguments = shlex.split(found[1].replace("\\\n", " "))
    context = main.commands["preview"].make_context("preview", arguments)
    kinds = {kind for kind, _ in context.params["output"]}
    assert "junit" in kinds
    assert kinds & {"sarif", "github-sarif"}


def test_github_gets_no_suppressed_results() -> None:
    assert "--output github-sarif=reports/policies.sarif" in read("github-actions.yml")


@pytest.mark.parametrize("name", [*ALL, ROLLOUT])
def test_nothing_that_is_installed_floats(name: str) -> None:
    text = read(name)

    assert re.findall(r".*(?:latest|\| *(?:ba|da)?sh\b).*", text) == []
    used = re.findall(r"uses: (.*)", text)
    assert [each for each in used if not re.fullmatch(r"[\w./-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+", each)] == []
    images = re.findall(r"^ *image: (.*)", text, re.MULTILINE)
    assert [each for each in images if not re.fullmatch(rf"\S+:{re.escape(PULUMI)}@sha256:\$\w+", each)] == []
    named = re.findall(r"pulumi-v(\d[\d.]*\d)|(?i:pulumi_?version) *[:=] *'?(\d[\d.]*\d)", text)
    assert set(named) == (set() if images else {(PULUMI, ""), ("", PULUMI)})
    for python in re.findall(r"(?:python-version|versionSpec): (.*)", text):
        assert re.fullmatch(r"3\.\d+\.\d+", python)


@pytest.mark.parametrize("name", ALL)
def test_the_pack_is_installed_with_hashes_from_a_commit_that_is_checked(name: str) -> None:
    text = read(name)

    assert re.findall(r"pip\"? install --quiet (.*)", text) == [
        "--require-hashes -r requirements.lock",
        "--no-deps --no-build-isolation ../readiness .",
    ]
    assert text.count("pip") == text.count("pip install") + text.count('pip" install') + text.count("pipeline")
    assert re.search(r'test "\$\(git (?:-C \S+ )?rev-parse HEAD\)" = "\$PACK_COMMIT"', text)
    assert re.search(r"(?i)pack_?commit\b.*(?:''|\"\") (?:#|//) full commit id", text)


@pytest.mark.parametrize("name", [name for name in ALL if name != "gitlab-ci.yml"])
@pytest.mark.parametrize(("digest", "succeeds"), [(None, True), ("", False), ("0" * 64, False)])
def test_the_pulumi_cli_is_unpacked_only_with_the_digest_that_was_filled_in(
    tmp_path: Path, name: str, digest: str | None, *, succeeds: bool
) -> None:
    [script] = re.findall(r"^( *set -eu\n *archive=.*?tar -xzf .*?\n)", read(name), re.MULTILINE | re.DOTALL)
    archive = tmp_path / f"pulumi-v{PULUMI}-linux-x64.tar.gz"
    (tmp_path / "pulumi").mkdir()
    subprocess.run(["tar", "-czf", archive, "pulumi"], cwd=tmp_path, check=True)
    (tmp_path / "pulumi").rmdir()
    (tmp_path / "curl").write_text("#!/bin/sh\n", encoding="utf-8")
    (tmp_path / "curl").chmod(0o755)
    right = hashlib.sha256(archive.read_bytes()).hexdigest()
    environment = {"PULUMI_VERSION": PULUMI, "PULUMI_SHA256": right if digest is None else digest}

    run = subprocess.run(
        ["bash", "-c", script],
        cwd=tmp_path,
        env={"PATH": f"{tmp_path}{os.pathsep}{os.environ['PATH']}", **environment},
        capture_output=True,
        text=True,
        check=False,
    )

    assert (run.returncode == 0, (tmp_path / "pulumi").is_dir()) == (succeeds, succeeds), run.stderr


def test_folder_holds_nothing_else() -> None:
    assert {path.name for path in FOLDER.iterdir()} == {*ALL, ROLLOUT}


def test_a_rollout_has_time_for_its_rollback_and_the_command_for_its_report() -> None:
    job = yaml.safe_load(read(ROLLOUT))
    assert job["concurrency"] == {"group": "rollout-production", "cancel-in-progress": False}
    assert job["jobs"]["rollout"]["timeout-minutes"] * 60 >= 3 * DEFAULT_WAIT_TIMEOUT_SECONDS + 600

    [command] = re.findall(r"venv/bin/ess-refresh report (.*)", read(ROLLOUT))
    report.make_context("report", shlex.split(command))
