"""What was decided and what came of it, in memory: entries as the audit log has them, and what they answer."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from alicloud_ess_refresh.events.catalogue import CLOSED, Action
from alicloud_ess_refresh.events.decide import Decision

__all__ = ["Entry", "Memory", "decision_entry", "malformed_entry", "outcome_entry"]

Entry = Mapping[str, Any]
ANSWERS = (Action.REDEPLOY, Action.REPLACE)
LARGEST_CHARACTERS = 131_072
"""Of a text that is kept: above what a queue takes, below what fills a disk where a file is no file of events."""


def decision_entry(decision: Decision, now: datetime) -> Entry:
    message = decision.message
    return {
        "time": _written(now),
        "record": "decision",
        "key": decision.key,
        "action": str(decision.action),
        "reason": decision.reason,
        "is_repeated": decision.is_repeated,
        "name": message.name,
        "status": message.status,
        "event_id": message.event_id,
        "instance_id": message.instance_id,
        "message_id": message.message_id,
        "not_before": _written(message.not_before.astimezone(UTC)) if message.not_before else "",
    }


def outcome_entry(key: str, outcome: str, detail: str, now: datetime) -> Entry:
    return {"time": _written(now), "record": "outcome", "key": key, "outcome": outcome, "detail": detail}


def malformed_entry(key: str, reason: str, text: str, now: datetime) -> Entry:
    """Answer the entry of a message that cannot be read, with as much of it as a queue can hold."""
    kept = text[:LARGEST_CHARACTERS]
    return {"time": _written(now), "record": "malformed", "key": key, "reason": reason, "text": kept}


class Memory:
    """Forgets everything with its process: for a rehearsal, and for a function, whose answers are idempotent anyway."""

    def __init__(self) -> None:
        self._decided: set[str] = set()
        self._answered: set[str] = set()
        self._over: set[str] = set()
        self._unfinished: dict[str, Entry] = {}

    def is_decided(self, key: str) -> bool:
        return key in self._decided

    def is_answered(self, event_id: str) -> bool:
        return event_id in self._answered

    def is_over(self, event_id: str) -> bool:
        return event_id in self._over

    @property
    def unfinished(self) -> tuple[Entry, ...]:
        return tuple(self._unfinished.values())

    def write(self, entry: Entry) -> None:
        record, key = entry["record"], entry["key"]
        if record == "outcome":
            decision = self._unfinished.pop(key, None)
            if decision is not None and entry["outcome"] == "failed":
                self._answered.discard(decision["event_id"])
            return
        self._decided.add(key)
        if record == "malformed" or entry["is_repeated"]:
            return
        if entry["status"] in CLOSED:
            self._over.add(entry["event_id"])
        if entry["action"] in ANSWERS:
            self._answered.add(entry["event_id"])
        if entry["action"] != Action.IGNORE:
            self._unfinished[key] = entry


def _written(moment: datetime) -> str:
    return moment.strftime("%Y-%m-%dT%H:%M:%SZ")
