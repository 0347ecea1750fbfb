"""
A corpus of event messages: each type in each of its statuses, out of order, twice, contradicting themselves, broken.

Made, not kept, so that it follows the catalogue; the same in every run.
"""

import base64
import json
import random
from collections.abc import Iterator

from alicloud_ess_refresh.events.catalogue import CATALOGUE
from unit.events.messages import message, system_event

__all__ = ["BROKEN", "LATER", "corpus"]

LATER = "2099-01-01T00:00:00Z"
BROKEN = (
    "",
    "no event",
    "{",
    "[]",
    "{}",
    base64.b64encode(b"no event").decode(),
    json.dumps({"content": {}, "name": "Instance:StateChange"}),
    json.dumps({"content": {}, "name": "Instance", "product": "ECS"}),
    json.dumps({"content": {"instanceId": 1}, "name": "Instance:A", "product": "ECS"}),
    system_event(eventId=None),
    system_event(eventId="e-late", notBefore="tomorrow"),
    "x" * 140_000,
)


def corpus(seed: int = 0) -> list[str]:
    """Answer the messages, one a line: none has a line break in it."""
    order = random.Random(seed)  # noqa: S311  # an order, no secret
    told = [*_every_event(), *_contradictions(), *_encoded()]
    texts = [*told, *order.sample(told, 60), *(text for text in BROKEN if text)]
    order.shuffle(texts)
    return texts


def _every_event() -> Iterator[str]:
    """Answer each event in each status: an event passes through several, and they come in any order."""
    for number, row in enumerate(CATALOGUE.values()):
        if not row.statuses:
            yield message(row.name, {"instanceId": f"i-{number}"}, id=f"m-{number}")
        for status in row.statuses:
            event_type = row.name.partition(":")[2]
            named = message(
                f"{row.name}:{status}",
                {
                    "eventId": f"e-{number}",
                    "instanceId": f"i-{number}",
                    "eventType": event_type,
                    "eventStatus": status,
                    "notBefore": LATER,
                },
                id=f"m-{number}-{status}",
            )
            yield named


def _contradictions() -> Iterator[str]:
    for number in range(20):
        status = ("Avoided", "Executed", "Canceled", "Scheduled")[number % 4]
        yield system_event(status=status, named="Executing", eventId=f"c-{number}", instanceId=f"i-c{number}")


def _encoded() -> Iterator[str]:
    for number in range(5):
        text = system_event(eventId=f"b-{number}", instanceId=f"i-b{number}", notBefore=LATER)
        yield base64.b64encode(text.encode()).decode()
