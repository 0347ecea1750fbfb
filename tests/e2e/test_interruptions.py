"""A task is never lost: killed engines, lost replies, throttled polls."""

import os
import signal
import time

import pytest

from alicloud_emulator import Emulator
from e2e.cloud import changing_calls, entities, images_of_instances
from toolchain.stack import Stack


def kill_everything_of(process_group: int) -> None:
    os.killpg(process_group, signal.SIGKILL)


def wait_until_task_runs(emulator: Emulator) -> None:
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        if any(task["status"] == "InProgress" for task in entities(emulator, "instance_refresh_tasks")):
            return
        time.sleep(0.05)
    pytest.fail("no instance refresh task was started within 60 s")


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
