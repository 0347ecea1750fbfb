"""A task is never lost: killed engines, lost replies, throttled polls."""

import contextlib
import os
import signal
import time
from pathlib import Path

import pytest

from alicloud_emulator import Emulator
from e2e.cloud import changing_calls, entities, images_of_instances
from e2e.interruptions import kill_everything_of, wait_until_task_runs
from toolchain.stack import Stack


def processes_of(stack: Stack) -> list[str]:
    """
    Answer the command lines of the processes that were started for a stack and still run.

    The alicloud provider is left out: it looks for its engine every five minutes, the official one too.
    """
    home = f"PULUMI_HOME={stack.directory.parent / 'home'}".encode()
    found = []
    for process in Path("/proc").glob("[0-9]*"):
        with contextlib.suppress(OSError):
            if home in (process / "environ").read_bytes().split(b"\0"):
                found.append((process / "cmdline").read_text().replace("\0", " "))
    return [line for line in found if line and "pulumi-resource-alicloud" not in line]


def wait_until_gone(stack: Stack) -> None:
    deadline = time.monotonic() + 10
    while (left := processes_of(stack)) and time.monotonic() < deadline:
        time.sleep(0.05)
    assert left == []


def test_killed_engine_and_provider_go_on_with_the_same_task(release: Stack, emulator: Emulator) -> None:
    assert release.up().exit_code == 0
    release.set_config("image", "m-app-v2")
    process = release.start("up", "--yes", "--skip-preview")
    wait_until_task_runs(emulator)
    emulator.clock.rate = 0
    kill_everything_of(process.pid)
    process.communicate()

    assert release.run("cancel", "--yes").exit_code == 0
    emulator.clock.rate = 120.0
    resumed = release.up()

    assert resumed.exit_code == 0, resumed.output
    assert release.outputs()["outcome"] == "adopted"
    assert changing_calls(emulator, "StartInstanceRefresh") == {"StartInstanceRefresh": 1}


def test_lost_reply_to_start_makes_one_task(release: Stack, emulator: Emulator) -> None:
    assert release.up().exit_code == 0
    release.set_config("image", "m-app-v2")
    emulator.add_fault(kind="reply_lost", action="StartInstanceRefresh")

    run = release.up()

    assert run.exit_code == 0, run.output
    assert len(entities(emulator, "instance_refresh_tasks")) == 1
    assert images_of_instances(emulator) == ["m-app-v2"] * 4


@pytest.mark.skipif(not Path("/proc").is_dir(), reason="looks for processes in /proc")
def test_killed_engine_leaves_no_process_behind(release: Stack, emulator: Emulator) -> None:
    assert release.up().exit_code == 0
    release.set_config("image", "m-app-v2")
    process = release.start("up", "--yes", "--skip-preview")
    wait_until_task_runs(emulator)
    assert processes_of(release)

    os.kill(process.pid, signal.SIGKILL)

    process.communicate()
    wait_until_gone(release)
