"""
The handler: one message after another, decided on, written down, carried out.

The decision is on the disk before the message is let go of, and before anything is done: after a kill at any point the
message comes again, or the decision is found without its outcome.
"""

import hashlib
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime
from threading import Lock
from typing import Protocol

from alicloud_ess_refresh.errors import AbandonedError, AlicloudError, ServiceError
from alicloud_ess_refresh.events.catalogue import Action
from alicloud_ess_refresh.events.decide import Decision, Past, decide
from alicloud_ess_refresh.events.memory import Entry, decision_entry, malformed_entry, outcome_entry
from alicloud_ess_refresh.events.message import MalformedMessageError, read_message
from alicloud_ess_refresh.events.policy import Policy

__all__ = ["Answering", "Handled", "Handler", "Record"]

SIDE_BY_SIDE = 16
"""Events that are answered at a time; how many of one scaling group is the policy's to say."""
FIRST_PAUSE_SECONDS = 10.0
LONGEST_PAUSE_SECONDS = 300.0
"""Between two attempts at an answer that something stands in the way of; the pauses double up to it."""


class Record(Past, Protocol):
    """What was decided, and what came of it: `AuditLog` on a disk, `Memory` without one."""

    @property
    def unfinished(self) -> tuple[Entry, ...]: ...

    def write(self, entry: Entry) -> None: ...


class Answering(Protocol):
    """Carries out what was decided."""

    def answer(self, action: Action, instance_id: str, event_id: str) -> tuple[str, str]:
        """
        Redeploy or replace an instance, and answer the outcome and its detail.

        Raises:
            AlicloudError: It could not be done; the message says why.
            AbandonedError: It goes on, but this process is to end.
        """


@dataclass(frozen=True, slots=True)
class Handled:
    """What became of one text: a decision, or why it could not be read."""

    decision: Decision | None
    malformed: str = ""


class Handler:
    """Thread-safe: decisions are taken one at a time, and carried out side by side."""

    def __init__(
        self,
        record: Record,
        policy: Policy,
        answering: Answering,
        *,
        now: Callable[[], datetime],
        tell: Callable[[str], None],
        region: str = "",
        sleep: Callable[[float], None] | None = None,
    ) -> None:
        """
        Begin; `close` waits for what is going on, and leaves to the next process what has not begun.

        Args:
            now: The time, aware.
            tell: Shows a line to whoever watches.
            region: Where instances are answered for; empty for wherever they are.
            sleep: Lets seconds pass before another attempt, and raises AbandonedError where this process is to end.
                Without it there is one attempt at each answer.
        """
        self._record = record
        self._policy = policy
        self._answering = answering
        self._now = now
        self.tell = tell
        self._region = region
        self._sleep = sleep
        self._lock = Lock()
        self._pool = ThreadPoolExecutor(SIDE_BY_SIDE, thread_name_prefix="ess-events")
        self._running: list[Future[None]] = []
        self._failed = 0

    def resume(self) -> int:
        """Carry out what an earlier process decided and did not finish; answer how many that are."""
        unfinished = self._record.unfinished
        for entry in unfinished:
            self._begin(Action(entry["action"]), entry)
        return len(unfinished)

    def handle(self, text: str) -> Handled:
        """
        Decide on a message, write that down, and begin to carry it out.

        Raises:
            AuditLogError: It could not be written down, and nothing was begun; or an earlier outcome could not.
        """
        self.forget_ended()
        try:
            message = read_message(text)
        except MalformedMessageError as error:
            return self.set_apart(text, str(error))
        with self._lock:
            decision = decide(message, self._policy, self._record, self._now(), region=self._region)
            self._record.write(entry := decision_entry(decision, self._now()))
        subject = message.instance_id or message.name
        self.tell(
            f"{subject}: {message.name} {message.event_id} {message.status}: {decision.action} ({decision.reason})"
        )
        if decision.action is not Action.IGNORE:
            self._begin(decision.action, entry)
        return Handled(decision)

    def wait(self) -> int:
        """Wait until everything that was begun has come to an end, and answer how many answers have failed so far."""
        running, self._running = self._running, []
        for future in running:
            if not future.cancelled():
                future.result()
        return self._failed

    def close(self) -> None:
        self._pool.shutdown(wait=True, cancel_futures=True)
        self.wait()

    def set_apart(self, text: str, reason: str) -> Handled:
        """Write down a message that leads to nothing, with all of it, and say so."""
        key = hashlib.sha256(text.encode()).hexdigest()
        with self._lock:
            is_new = not self._record.is_decided(key)
            if is_new:
                self._record.write(malformed_entry(key, reason, text, self._now()))
        if is_new:
            self.tell(f"a message that cannot be read ({reason}) was set apart, key {key}")
        return Handled(None, reason)

    def forget_ended(self) -> None:
        """
        Let go of the answers that have come to an end.

        Raises:
            AuditLogError: The outcome of one could not be written down.
        """
        ended = [future for future in self._running if future.done()]
        self._running = [future for future in self._running if future not in ended]
        for future in ended:
            future.result()

    def _begin(self, action: Action, entry: Entry) -> None:
        if action is Action.TELL:
            self._finish(entry, "told", entry["reason"])
        else:
            self._running.append(self._pool.submit(self._carry_out, action, entry))

    def _carry_out(self, action: Action, entry: Entry) -> None:
        pause = FIRST_PAUSE_SECONDS
        try:
            while (ended := self._attempt(action, entry, pause)) is None:
                pause = min(2 * pause, LONGEST_PAUSE_SECONDS)
        except AbandonedError:
            return  # the next process goes on with it
        self._finish(entry, *ended)

    def _attempt(self, action: Action, entry: Entry, pause: float) -> tuple[str, str] | None:
        """Answer an outcome and its detail; None, after a pause, where another attempt may do."""
        try:
            return self._answering.answer(action, entry["instance_id"], entry["event_id"])
        except AlicloudError as error:
            # A call that is refused says nothing of the event: a permission, a key, a limit is to be mended.
            if self._sleep is None or not (error.is_transient or isinstance(error, ServiceError)):
                return "failed", str(error)
            subject = f"{entry['instance_id']}: event {entry['event_id']}"
            self.tell(f"{subject}: not answered yet, another attempt follows in {pause:.0f} s: {error}")
        except AbandonedError:
            raise
        except Exception as error:  # noqa: BLE001  # a defect in one answer must not end the others
            return "failed", f"this is a defect of ess-events: {error!r}"
        self._sleep(pause)
        return None

    def _finish(self, entry: Entry, outcome: str, detail: str) -> None:
        with self._lock:
            self._failed += outcome == "failed"
            self._record.write(outcome_entry(entry["key"], outcome, detail, self._now()))
        if outcome != "told":
            self.tell(f"{entry['instance_id']}: event {entry['event_id']}: {outcome}: {detail}")
