"""
The handler as a process that kills itself at a given step: python event_process.py FOLDER STEP.

Loop, handler and log are those of `ess-events run`; the queue is a file with a cursor beside it, and the answers are
lines in another file. STEP counts each moment before and after something is written.
"""

import itertools
import os
import signal
import sys
from datetime import UTC, datetime
from pathlib import Path

from alicloud_ess_refresh.clock import SystemClock
from alicloud_ess_refresh.cloud.queue import ReceivedMessage
from alicloud_ess_refresh.dynamic.patience import Patience
from alicloud_ess_refresh.events.audit import AuditLog
from alicloud_ess_refresh.events.catalogue import Action
from alicloud_ess_refresh.events.handler import Handler
from alicloud_ess_refresh.events.memory import Entry
from alicloud_ess_refresh.events.policy import Policy
from alicloud_ess_refresh.events.service import serve

FOLDER, KILL_AT = Path(sys.argv[1]), int(sys.argv[2])
_steps = itertools.count(1)


def step() -> None:
    if next(_steps) == KILL_AT:
        os.kill(os.getpid(), signal.SIGKILL)


class MortalLog(AuditLog):
    def write(self, entry: Entry) -> None:
        step()
        super().write(entry)
        step()


class FileQueue:
    """Gives out one message again and again until it is deleted."""

    def __init__(self) -> None:
        self._messages = (FOLDER / "queue").read_text().splitlines()
        self._cursor = FOLDER / "cursor"
        self.is_empty = False

    def receive_message(self, _wait_seconds: int) -> ReceivedMessage | None:
        position = int(self._cursor.read_text()) if self._cursor.exists() else 0
        if position == len(self._messages):
            self.is_empty = True
            return None
        return ReceivedMessage(text=self._messages[position], receipt_handle=str(position + 1), dequeue_count=1)

    def delete_message(self, receipt_handle: str) -> None:
        step()
        new = self._cursor.with_suffix(".new")
        new.write_text(receipt_handle)
        new.rename(self._cursor)
        step()


class Answers:
    def answer(self, action: Action, instance_id: str, event_id: str) -> tuple[str, str]:
        step()
        with (FOLDER / "answers").open("a") as file:
            file.write(f"{action} {instance_id} {event_id}\n")
        step()
        return "redeployed", ""


class Nobody:
    def tell(self, line: str) -> None:
        sys.stdout.write(f"{line}\n")

    def is_gone(self) -> bool:
        return False


def main() -> None:
    queue, nobody = FileQueue(), Nobody()
    with MortalLog(FOLDER / "audit.jsonl") as log:
        handler = Handler(log, Policy(), Answers(), now=lambda: datetime.now(UTC), tell=nobody.tell)
        handler.resume()
        patience = Patience(clock=SystemClock(), engine=nobody, say=nobody.tell)
        serve(queue, handler, patience, is_ending=lambda: queue.is_empty)
        handler.close()


main()
