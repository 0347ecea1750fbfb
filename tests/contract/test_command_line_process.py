"""`ess-refresh` as a process of its own: signals, pipes, and what is on the way while it waits."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from alicloud_emulator import Emulator
from contract.official import REGION
from contract.scaling import Group, make_group
from contract.terminal import CREDENTIALS

COMMAND = str(Path(sys.executable).parent / "ess-refresh")


@pytest.fixture(name="group")
def _group(alicloud_emulator: Emulator) -> Group:
    return make_group(alicloud_emulator, scaling_policy="release")


@pytest.fixture(name="_terminal")
def _terminal_fixture() -> Iterator[None]:
    """Let processes begin as on a terminal: those of a shell in the background ignore Ctrl-C, and so do theirs."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


def run(group: Group, command: str, *options: str) -> "subprocess.Popen[str]":
    environment = {"PATH": os.environ["PATH"], "ALIBABA_CLOUD_REGION": REGION, **CREDENTIALS}
    return subprocess.Popen(
        [COMMAND, command, group.group_id, *options, "--endpoint", group.emulator.url],
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


@pytest.mark.timeout(60)
@pytest.mark.usefixtures("_terminal")
def test_interrupted_watch_leaves_the_refresh_and_says_so(group: Group) -> None:
    """A line is there as soon as it is told: the pipe of a log is no reason to hold it back."""
    group.start()
    process = run(group, "status", "--watch")
    assert process.stdout is not None
    assert process.stdout.readline() == f"{group.group_id}: Pending, 0 of 4 instances replaced (0 s)\n"
    process.send_signal(signal.SIGINT)
    _, told = process.communicate(timeout=30)
    assert (process.returncode, told) == (
        130,
        (
            "ess-refresh: interrupted; a refresh that runs goes on: "
            f"`ess-refresh status {group.group_id} --watch` shows it\n"
        ),
    )
    assert group.task().status == "Pending"


@pytest.mark.timeout(60)
def test_reader_that_is_gone_is_no_trouble_to_tell_of(group: Group) -> None:
    process = run(group, "status")
    assert process.stdout is not None
    process.stdout.close()
    assert process.stderr is not None
    assert (process.wait(timeout=30), process.stderr.read()) == (1, "")
    process.stderr.close()
