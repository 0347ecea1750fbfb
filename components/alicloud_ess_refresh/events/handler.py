"""
The handler: one message after another, decided on, written down, carried out.

The decision is on the disk before the message is let go of, and before anything is done: after a kill at any point the
message comes again, or the decision is found without its outcome.
"""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from threading import Lock
from typing import Protocol

from alicloud_ess_refresh.clock import Clock
from alicloud_ess_refresh.events.attempts import Answering, Attempts
from alicloud_ess_refresh.events.catalogue import Action
from alicloud_ess_refresh.events.decide import Decision, Past, decide
from alicloud_ess_refresh.events.memory import Entry, decision_entry, malformed_entry, outcome_entry
from alicloud_ess_refresh.events.message import MalformedMessageError, read_message
from alicloud_ess_refresh.events.policy import Policy

__all__ = ["Handled", "Handler", "Record"]


class Record(Past, Protocol):
    """What was decided, and what came of it: `AuditLog` on a disk, `Memory` without one."""

    @property
    def unfinished(self) -> tuple[Entry, ...]: ...

    def write(self, entry: Entry) -> None: ...


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
        clock: Clock,
        tell: Callable[[str], None],
        region: str = "",
        sleep: Callable[[float], None] | None = None,
    ) -> None:
        """
        Begin; `close` waits for what is going on, and leaves to the next process what has not begun.

        Args:
            tell: Shows a line to whoever watches.
            region: Where instances are answered for; empty for wherever they are.
            sleep: Lets seconds pass before another attempt, and raises AbandonedError where this process is to end.
                Without it there is one attempt at each answer.
        """
        self._record = record
        self._policy = policy
        self._now = clock.utc_now
        self.tell = tell
        self._region = region
        self._lock = Lock()
        self._failed = 0
        self._attempts = Attempts(
            answering,
            max_concurrent=policy.max_concurrent,
            clock=clock,
            finish=self._finish,
            tell=tell,
            sleep=sleep,
        )

    def resume(self) -> int:
        """Carry out what an earlier process decided and did not finish; answer how many that are."""
        unfinished = self._record.unfinished
        for entry in unfinished:
            self._begin(entry)
        return len(unfinished)

    def handle(self, text: str) -> Handled:
        """
        Decide on a message, write that down, and begin to carry it out.

        Raises:
            AuditLogError: It could not be written down, and nothing was begun; or an earlier outcome could not.
        """
        self.raise_trouble()
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
            self._begin(entry)
        return Handled(decision)

    def wait(self) -> int:
        """Wait until everything that was begun has come to an end, and answer how many answers have failed so far."""
        self._attempts.wait()
        return self._failed

    def close(self) -> None:
        self._attempts.close()

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

    def raise_trouble(self) -> None:
        """
        Raise what no single answer is to blame for.

        Raises:
            AuditLogError: The outcome of one could not be written down.
        """
        self._attempts.raise_trouble()

    def _begin(self, entry: Entry) -> None:
        if entry["action"] == Action.TELL:
            self._finish(entry, "told", entry["reason"])
        else:
            self._attempts.add(entry)

    def _finish(self, entry: Entry, outcome: str, detail: str) -> None:
        with self._lock:
            self._failed += outcome == "failed"
            self._record.write(outcome_entry(entry["key"], outcome, detail, self._now()))
        if outcome != "told":
            self.tell(f"{entry['instance_id']}: event {entry['event_id']}: {outcome}: {detail}")
