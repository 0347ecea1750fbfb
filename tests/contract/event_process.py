"""
The handler as a process that kills itself at a given step: python event_process.py FOLDER every|never|SEED.

Loop, handler and log are those of `ess-events run`; the queue is a file with a cursor beside it, and the answers are
lines in another file. A step is each moment before and after something is written, and in the middle of a line of the
log. Each handler is forked from a process that has imported everything and done nothing.

With SEED, handlers of FOLDER are killed at steps drawn from it until one comes to its end; FOLDER/kills says how many.
With `every`, one is killed after one step, the next after two, and so on, each in a folder of its own below FOLDER with
the same queue, and another one ends what is left. With `never`, none is killed.
"""

import itertools
import json
import os
import random
import signal
import sys
from pathlib import Path

from alicloud_ess_refresh.clock import SystemClock
from alicloud_ess_refresh.cloud.queue import ReceivedMessage
from alicloud_ess_refresh.dynamic.engine import Engine
from alicloud_ess_refresh.dynamic.patience import Patience
from alicloud_ess_refresh.events.audit import AuditLog
from alicloud_ess_refresh.events.catalogue import Action
from alicloud_ess_refresh.events.handler import Handler
from alicloud_ess_refresh.events.memory import Entry
from alicloud_ess_refresh.events.policy import Policy
from alicloud_ess_refresh.events.service import serve

NEVER = 0


class Death:
    def __init__(self, kill_at: int) -> None:
        self._kill_at = kill_at
        self._steps = itertools.count(1)

    def is_due(self) -> bool:
        return next(self._steps) == self._kill_at

    def come(self) -> None:
        os.kill(os.getpid(), signal.SIGKILL)

    def step(self) -> None:
        if self.is_due():
            self.come()


class MortalLog(AuditLog):
    def __init__(self, path: Path, death: Death) -> None:
        super().__init__(path)
        self._death = death

    def write(self, entry: Entry) -> None:
        self._death.step()
        if self._death.is_due():
            line = json.dumps(entry).encode()
            os.write(self._descriptor, line[: len(line) // 2])
            self._death.come()
        super().write(entry)
        self._death.step()


class FileQueue:
    """Gives out one message again and again until it is deleted."""

    def __init__(self, folder: Path, death: Death) -> None:
        self._messages = (folder / "queue").read_text().splitlines()
        self._cursor = folder / "cursor"
        self._death = death
        self.is_empty = False

    def receive_message(self, _wait_seconds: int) -> ReceivedMessage | None:
        position = int(self._cursor.read_text()) if self._cursor.exists() else 0
        if position == len(self._messages):
            self.is_empty = True
            return None
        return ReceivedMessage(text=self._messages[position], receipt_handle=str(position + 1), dequeue_count=1)

    def delete_message(self, receipt_handle: str) -> None:
        self._death.step()
        new = self._cursor.with_suffix(".new")
        new.write_text(receipt_handle)
        new.rename(self._cursor)
        self._death.step()


class Answers:
    def __init__(self, path: Path, death: Death) -> None:
        self._path = path
        self._death = death

    def group_of(self, _instance_id: str) -> str:
        return ""

    def answer(self, action: Action, instance_id: str, event_id: str) -> tuple[str, str]:
        self._death.step()
        with self._path.open("a") as file:
            file.write(f"{action} {instance_id} {event_id}\n")
        self._death.step()
        return "redeployed", ""


class Nobody(Engine):
    def tell(self, line: str) -> None:
        sys.stdout.write(f"{line}\n")


def run(folder: Path, kill_at: int) -> None:
    death, nobody = Death(kill_at), Nobody()
    queue = FileQueue(folder, death)
    with MortalLog(folder / "audit.jsonl", death) as log:
        answers = Answers(folder / "answers", death)
        handler = Handler(log, Policy(), answers, clock=SystemClock(), tell=nobody.tell)
        handler.resume()
        patience = Patience(clock=SystemClock(), engine=nobody, say=nobody.tell)
        serve(queue, handler, patience, is_ending=lambda: queue.is_empty)
        handler.wait()
        handler.close()


def run_apart(folder: Path, kill_at: int) -> int:
    """Run in a process of its own, and answer how that ended: a signal as a negative number."""
    child = os.fork()
    if child == 0:
        run(folder, kill_at)
        os._exit(0)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


def run_every_step(folder: Path) -> None:
    queue = (folder / "queue").read_text()
    for kill_at in itertools.count(1):
        each = folder / str(kill_at)
        each.mkdir()
        (each / "queue").write_text(queue)
        if run_apart(each, kill_at) == 0:
            return
        assert run_apart(each, NEVER) == 0, f"after step {kill_at}"


def run_at_random(folder: Path, seed: int) -> None:
    steps, kills = random.Random(seed), 0  # noqa: S311  # no secret
    while (code := run_apart(folder, steps.randint(1, 90))) == -signal.SIGKILL:
        kills += 1
    assert code == 0, f"after {kills} kills"
    (folder / "kills").write_text(str(kills))


def main() -> None:
    folder, mode = Path(sys.argv[1]), sys.argv[2]
    if mode == "every":
        run_every_step(folder)
    elif mode == "never":
        run(folder, NEVER)
    else:
        run_at_random(folder, int(mode))


main()
