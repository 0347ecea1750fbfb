"""
The quick start of the README, typed as it stands there; `scripts/screens` writes what its last line shows.

It runs in a clone, with the environment of this checkout.
"""

import os
import re
import socket
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from e2e.conftest import ROOT
from scripts.demo import readable
from toolchain import cache
from toolchain.stack import FOREIGN

README = ROOT / "README.md"
IS_WRITING = bool(os.environ.get("WRITE_SCREENS"))
SHOWN = re.compile(r"(?<=<!-- quick start: written by scripts/screens -->\n```\n).*?(?=```\n)", re.DOTALL)
PORT = "8014"
OF_THE_STACK = ("    error: update failed", "    error: Resource monitor has terminated, shutting down")
"""What the engine and the SDK say of the stack as a whole, the second from SDK 3.272 on where it comes in time."""

pytestmark = pytest.mark.timeout(600)


def quick_start() -> tuple[str, str]:
    """Return the first line, which starts a shell, and the lines that are typed into it."""
    section = README.read_text(encoding="utf-8").partition("\n## Quick start\n")[2]
    block = section.partition("```sh\n")[2].partition("```")[0]
    first, _, rest = block.partition("\n")
    return first.partition("#")[0].strip(), rest


def unused_port() -> int:
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        port: int = listening.getsockname()[1]
        return port


def same_in_every_run(line: str) -> str:
    """Return a line without what differs from run to run: ids and times."""
    return re.sub(r"\b\d+( min)?( \d+)? s\b", "N s", re.sub(r"\b(asg|asc|ir|i)-bp1\w+", r"\1-…", line)).rstrip()


def shown_by_the_last_line(output: str) -> list[str]:
    """Return what a reader needs of an update: its progress, and its error."""
    updating = output.rpartition("\nUpdating ")[2]
    return list(_of_interest(str(line) for line in readable(updating.splitlines())))


def _of_interest(lines: Iterator[str]) -> Iterator[str]:
    is_error = False
    for line in lines:
        is_error = (line.startswith("    error: ") and line not in OF_THE_STACK) or (
            is_error and line.startswith("    \t")
        )
        # How often the task is asked while nothing changes depends on the machine.
        if is_error or re.match(r"    web-refresh: (?!\d+ of \d+ replaced, (Pending|about))", line):
            yield line.replace("\t", "    ").rstrip()


@pytest.mark.usefixtures("toolchain")
def test_quick_start_works_as_it_is_typed_and_leaves_the_checkout_clean(tmp_path: Path) -> None:
    clone = tmp_path / "clone"
    subprocess.run(["git", "clone", "--quiet", str(ROOT), str(clone)], check=True)
    (clone / ".venv").symlink_to(ROOT / ".venv")
    shell, typed = quick_start()
    lines = f"trap 'kill %1' EXIT; set -e\n{typed.replace(PORT, str(unused_port()))}"
    environment = {name: value for name, value in os.environ.items() if not FOREIGN.match(name)}

    run = subprocess.run(
        [clone / shell, "-c", lines],
        cwd=clone,
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )

    assert run.returncode != 0, run.stdout
    assert "error: update failed" in run.stdout
    left = subprocess.run(["git", "status", "--porcelain", ":!.venv"], cwd=clone, capture_output=True, check=True)
    assert left.stdout == b""
    lines_shown = shown_by_the_last_line(run.stdout)
    page = README.read_text(encoding="utf-8")
    if IS_WRITING:
        README.write_text(SHOWN.sub(lambda _: "\n".join([*lines_shown, ""]), page, count=1), encoding="utf-8")
        return
    [block] = SHOWN.findall(page)
    assert list(map(same_in_every_run, block.splitlines())) == list(map(same_in_every_run, lines_shown))


@pytest.mark.usefixtures("toolchain")
def test_the_shell_wins_over_what_the_users_start_up_file_puts_in_front(tmp_path: Path) -> None:
    """As pyenv and conda do once, and mise and direnv before every prompt."""
    other = tmp_path / "other"
    other.mkdir()
    for name in ("python", "pulumi"):
        (other / name).symlink_to("/bin/false")
    bashrc = f"PATH={other}:$PATH\nalias pulumi=false\nPROMPT_COMMAND='PATH={other}:$PATH'\n"
    (tmp_path / ".bashrc").write_text(bashrc, encoding="utf-8")

    run = subprocess.run(
        [ROOT / "scripts/shell"],
        input="command -v python\ncommand -v pulumi\npython -c 'import alicloud_emulator' && echo found\n",
        env=os.environ | {"HOME": str(tmp_path), "ESS_REFRESH_CACHE": str(cache.root())},
        capture_output=True,
        text=True,
        check=False,
    )

    python, pulumi, found = run.stdout.splitlines()
    assert python == str(ROOT / ".venv/bin/python")
    assert not pulumi.startswith((str(other), "alias"))
    assert found == "found"
    assert run.stderr.startswith("You are in a bash that finds pulumi")
    assert "(ess-refresh) " in run.stderr
