"""System events and redeployments over virtual time: their outcome does not depend on the steps time is advanced in."""

from collections.abc import Callable
from contextlib import suppress
from datetime import timedelta
from functools import partial
from itertools import pairwise
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from alicloud_emulator.errors import ApiError
from alicloud_emulator.state.ecs import instance_power, instance_release
from alicloud_emulator.state.ecs.event_model import Notice
from alicloud_emulator.state.ecs.event_types import EVENT_TYPES, EventStatus
from alicloud_emulator.state.ecs.redeployment import redeploy
from alicloud_emulator.state.ecs.system_events import publish
from alicloud_emulator.state.passing_time import advance
from alicloud_emulator.state.world import World
from unit.emulator.worlds import world_with_instances

OPEN = [status for status in EventStatus if status.is_open]
# Longer than everything that one event or call begins.
SETTLED_SECONDS = 3600

calls: dict[str, Callable[[World, str], object]] = {
    "redeploy": partial(redeploy, force_stop=False),
    "reboot": instance_power.reboot,
    "stop": instance_power.stop,
    "delete": partial(instance_release.delete, force=True),
}
events = st.tuples(st.sampled_from(sorted(EVENT_TYPES)), st.sampled_from(OPEN), st.integers(min_value=0, max_value=300))
# Event types and calls, each after so many seconds.
acts = st.lists(
    st.tuples(st.integers(min_value=0, max_value=120), events | st.sampled_from(sorted(calls))),
    max_size=8,
)


def act(world: World, instance_id: str, what: Any) -> None:
    instance = world.compute.instances.get(instance_id)
    if instance is None:
        return
    if isinstance(what, tuple):
        event_type, status, seconds = what
        not_before = world.now + timedelta(seconds=seconds)
        publish(world, instance, Notice(kind=EVENT_TYPES[event_type], status=status, not_before=not_before))
    else:
        with suppress(ApiError):
            calls[what](world, instance_id)
    advance(world, world.now)


def run(plan: list[tuple[int, Any]], largest_step: int) -> World:
    world, [instance_id] = world_with_instances(1)
    for pause, what in [*plan, (SETTLED_SECONDS, None)]:
        end = world.now + timedelta(seconds=pause)
        while world.now < end:
            advance(world, min(end, world.now + timedelta(seconds=largest_step)))
        if what is not None:
            act(world, instance_id, what)
    return world


@given(acts, st.integers(min_value=7, max_value=400))
def test_the_outcome_does_not_depend_on_the_steps(plan: list[tuple[int, Any]], step: int) -> None:
    at_once, in_steps = run(plan, SETTLED_SECONDS), run(plan, step)

    assert list(in_steps.events.records) == list(at_once.events.records)
    assert list(in_steps.compute.tasks.values()) == list(at_once.compute.tasks.values())


@given(acts)
def test_what_has_begun_ends_and_is_told_in_order(plan: list[tuple[int, Any]]) -> None:
    world = run(plan, SETTLED_SECONDS)

    times = [record.occurred_at for record in world.events.records]
    assert times == sorted(times)
    assert all(task.finished_at is not None for task in world.compute.tasks.values())
    open_events = [event for event in world.compute.system_events.values() if event.status.is_open]
    assert {event.status for event in open_events} <= {EventStatus.INQUIRING}
    assert all(event.answered_in is None for event in open_events)
    for event in world.compute.system_events.values():
        told = [
            record.content["eventStatus"]
            for record in world.events.records
            if record.content.get("eventId") == event.event_id
        ]
        assert told[-1] == event.status
        assert all(before != after for before, after in pairwise(told))
