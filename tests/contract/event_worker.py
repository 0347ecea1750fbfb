"""
Processes of `ess-events run` whose clock goes faster than the machine's, for tests that kill them.

They are forked from a server that has imported everything, so that a restart costs no second.
"""

import multiprocessing
import os
from collections.abc import Sequence
from functools import partial
from multiprocessing.process import BaseProcess
from pathlib import Path
from unittest.mock import patch

from alicloud_ess_refresh.cloud import sdk_ecs, sdk_membership, sdk_queue
from alicloud_ess_refresh.events import main as command
from alicloud_ess_refresh.events.ending import Ending

__all__ = ["start_worker"]

KEYS = {"ALIBABA_CLOUD_ACCESS_KEY_ID": "emulator", "ALIBABA_CLOUD_ACCESS_KEY_SECRET": "emulator"}
# What a process would load at its first call.
LOADED = (sdk_ecs, sdk_membership, sdk_queue)


class QuickEnding(Ending):
    """Pauses last a fraction of what they last for users."""

    def __init__(self, speed: float) -> None:
        super().__init__()
        self._speed = speed

    def now(self) -> float:
        return super().now() * self._speed

    def sleep(self, seconds: float) -> None:
        super().sleep(seconds / self._speed)


def start_worker(arguments: Sequence[str], *, output: Path, speed: float) -> BaseProcess:
    """
    Start `ess-events` with these arguments.

    Args:
        output: File that its output is appended to.
        speed: Seconds of its clock in one of the machine's.
    """
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload([__name__])
    process = context.Process(target=_work, args=(list(arguments), output, speed))
    process.start()
    return process


def _work(arguments: list[str], output: Path, speed: float) -> None:
    with output.open("ab") as file:
        for descriptor in (1, 2):
            os.dup2(file.fileno(), descriptor)
    os.environ.update(KEYS)
    with patch.object(command, "Ending", partial(QuickEnding, speed)):
        command.main(arguments)
