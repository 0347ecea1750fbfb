"""What a log says, as lines for people: each decision, and below it what came of it."""

from collections.abc import Iterator, Sequence

from alicloud_ess_refresh.events.catalogue import Action
from alicloud_ess_refresh.events.memory import Entry

__all__ = ["history"]


def history(entries: Sequence[Entry]) -> Iterator[str]:
    """Answer the lines, oldest decision first; messages that repeat one are left out."""
    outcomes = {entry["key"]: entry for entry in entries if entry["record"] == "outcome"}
    for entry in entries:
        if entry["record"] == "malformed":
            yield f"{entry['time']} message {entry['key'][:12]}"
            yield f"    set apart: {entry['reason']}"
        elif entry["record"] == "decision" and not entry["is_repeated"]:
            subject = (entry["instance_id"], entry["name"], entry["event_id"], entry["status"])
            yield " ".join([entry["time"], *filter(None, subject)])
            yield f"    {entry['action']}: {entry['reason']}"
            yield from _outcome(entry, outcomes.get(entry["key"]))


def _outcome(decision: Entry, outcome: Entry | None) -> Iterator[str]:
    if outcome is None and decision["action"] != Action.IGNORE:
        yield "    going on, or left to the next run"
    elif outcome is not None and decision["action"] != Action.TELL:
        yield f"    {outcome['outcome']} at {outcome['time']}: {outcome['detail']}"
