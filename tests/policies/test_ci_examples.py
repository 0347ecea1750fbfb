"""The ready files for CI systems: what their schemas allow, with a command that the command line takes."""

import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

from ess_policies.cli.main import main

FOLDER = Path(__file__).parents[2] / "examples" / "ci"
FILES = {
    "github-actions.yml": ["--builtin-schema=vendor.github-workflows"],
    "gitlab-ci.yml": ["--builtin-schema=vendor.gitlab-ci", "--data-transform=gitlab-ci"],
    "azure-pipelines.yml": ["--builtin-schema=vendor.azure-pipelines"],
}


@pytest.mark.parametrize(("name", "arguments"), FILES.items())
def test_file_keeps_to_the_schema_of_its_system(name: str, arguments: list[str]) -> None:
    # One pattern of the schema of Azure Pipelines is none that the default, ECMAScript, takes.
    command = [sys.executable, "-m", "check_jsonschema", "--regex-variant=python", *arguments, str(FOLDER / name)]

    run = subprocess.run(command, capture_output=True, text=True, check=False)

    assert run.returncode == 0, run.stdout + run.stderr


@pytest.mark.parametrize("name", [*FILES, "Jenkinsfile"])
def test_file_gives_the_command_options_that_it_has(name: str) -> None:
    text = (FOLDER / name).read_text(encoding="utf-8")

    found = re.search(r"ess-policies\"? preview((?:\s+(?:\\\n\s*)?--[a-z-]+[ =]\S+)+)", text)

    assert found
    arguments = shlex.split(found[1].replace("\\\n", " "))
    context = main.commands["preview"].make_context("preview", arguments)
    kinds = {kind for kind, _ in context.params["output"]}
    assert "junit" in kinds
    assert kinds & {"sarif", "github-sarif"}


def test_github_gets_no_suppressed_results_and_actions_are_named_by_their_version() -> None:
    text = (FOLDER / "github-actions.yml").read_text(encoding="utf-8")

    assert "--output github-sarif=reports/policies.sarif" in text
    assert re.findall(r"uses: (\S+)", text) == [
        "actions/checkout@v6",
        "actions/checkout@v6",
        "actions/setup-python@v6",
        "pulumi/actions@v6",
        "github/codeql-action/upload-sarif@v4",
    ]


def test_folder_holds_nothing_else() -> None:
    assert {path.name for path in FOLDER.iterdir()} == {*FILES, "Jenkinsfile"}
