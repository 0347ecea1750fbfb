"""How a command is interrupted: at a moment that the emulator shows, and with everything that it started."""

import os
import signal
import time

import pytest

from alicloud_emulator import Emulator
from e2e.cloud import entities

__all__ = ["kill_everything_of", "wait_until_task_runs"]


def kill_everything_of(process_group: int) -> None:
    os.killpg(process_group, signal.SIGKILL)


def wait_until_task_runs(emulator: Emulator) -> None:
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        if any(task["status"] == "InProgress" for task in entities(emulator, "instance_refresh_tasks")):
            return
        time.sleep(0.05)
    pytest.fail("no instance refresh task was started within 60 s")
