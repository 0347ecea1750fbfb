"""The only place where time passes, and changes what exists."""

from __future__ import annotations

from typing import TYPE_CHECKING

from alicloud_emulator.state.actiontrail import audit
from alicloud_emulator.state.cms import alarms, event_rules
from alicloud_emulator.state.ecs import lifecycle, redeployment, system_events
from alicloud_emulator.state.ess import capacity
from alicloud_emulator.state.eventbridge import event_bus
from alicloud_emulator.state.mns import queues

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from alicloud_emulator.state.faults import OperatorCall
    from alicloud_emulator.state.world import World

__all__ = ["advance", "next_change"]

# What happened is told after all of it has happened, and put into queues before they are looked at.
STEPS = (
    lifecycle.advance,
    redeployment.advance,
    system_events.advance,
    capacity.advance,
    alarms.advance,
    event_rules.advance,
    audit.advance,
    event_bus.advance,
    queues.advance,
)
# The others only follow what one of these, a call or a fault did.
OF_ITSELF = (
    lifecycle.next_change,
    redeployment.next_change,
    system_events.next_change,
    capacity.next_change,
    queues.next_change,
)


def advance(world: World, target: datetime, operate: Callable[[OperatorCall], None] = lambda _: None) -> None:
    """
    Let everything happen that is due up to and including `target`, each at its own time.

    Going from event to event makes the outcome independent of how often, and in what steps, time is advanced.
    With `target` not after `world.now` only what is due now happens: call it after each change.
    `operate` carries out a call that a fault has an operator make.
    """
    _settle(world, operate)
    while (due := next_change(world)) is not None and due <= target:
        world.now = max(world.now, due)
        _settle(world, operate)
    world.now = max(world.now, target)


def next_change(world: World) -> datetime | None:
    """Return the next time at which anything may happen by itself, None if all is quiet."""
    times = (*(change(world) for change in OF_ITSELF), world.faults.next_change(world.now))
    return min((time for time in times if time is not None), default=None)


def _settle(world: World, operate: Callable[[OperatorCall], None]) -> None:
    while (call := world.faults.take_operator_call(world.now)) is not None:
        operate(call)
    for step in STEPS:
        step(world)
