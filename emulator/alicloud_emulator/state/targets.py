"""Where rules and trails send events: into a queue that is here, or nowhere but into the record of what was sent."""

from __future__ import annotations

from typing import TYPE_CHECKING

from alicloud_emulator.errors import ApiError
from alicloud_emulator.state.deliveries import Delivery
from alicloud_emulator.state.mns import queues

if TYPE_CHECKING:
    from collections.abc import Mapping

    from alicloud_emulator.state.world import World

__all__ = ["deliver"]


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
