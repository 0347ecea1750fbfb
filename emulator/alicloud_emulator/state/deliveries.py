"""What was sent to targets outside a program's reach: kept here instead, never sent over a network."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

__all__ = ["Delivery"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivery:
    """
    One event on its way to one target.

    Args:
        service: Who sends it: `Cms`, `eventbridge` or `Actiontrail`.
        rule: Name of the rule or trail.
        kind: Kind of the target, in the service's own word, for example `WebhookParameters` or `acs.mns.queue`.
        target: Where it goes, as the rule says.
        body: The event as it is sent.
        problem: Why it did not arrive, "" if it did.
    """

    service: str
    rule: str
    kind: str
    target: Mapping[str, str] = field(default_factory=dict)
    body: str
    at: datetime
    problem: str = ""
