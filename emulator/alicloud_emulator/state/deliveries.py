"""What was sent to targets outside a program's reach: kept here instead, never sent over a network."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from alicloud_emulator.errors import ApiError
from alicloud_emulator.state.mns import queues

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from alicloud_emulator.state.world import World

__all__ = ["Delivery", "deliver"]


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


def deliver(
    world: World, *, service: str, rule: str, kind: str, target: Mapping[str, str], body: str, queue: str | None = None
) -> None:
    """Write the delivery down, and put the event into the queue if it goes to one."""
    problem = ""
    if queue is not None:
        try:
            queues.send(world, queues.find_queue(world, queue), body)
        except ApiError as error:
            problem = f"{error.code}: {error.message}"
    world.deliveries.append(
        Delivery(service=service, rule=rule, kind=kind, target=dict(target), body=body, at=world.now, problem=problem)
    )
