"""Instances over virtual time: what happens does not depend on how often, or in what steps, time is looked at."""

from datetime import datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from alicloud_emulator.state.ecs import instance_power, instance_release, lifecycle
from alicloud_emulator.state.ecs.instance_release import plan_release
from alicloud_emulator.state.passing_time import advance
from alicloud_emulator.state.world import World
from unit.emulator.worlds import START, world_with_instances


def seen(world: World) -> list[tuple[str, datetime | None]]:
    return [(str(item.status), item.started_at) for item in world.compute.instances.values()]


@given(st.lists(st.integers(min_value=0, max_value=600)))
def test_the_outcome_does_not_depend_on_the_steps(steps: list[int]) -> None:
    worlds = [world_with_instances(3) for _ in range(2)]
    for world, (stopped, deleted, planned) in worlds:
        advance(world, START + timedelta(seconds=18))
        instance_power.stop(world, stopped)
        instance_release.delete(world, deleted, force=True)
        plan_release(world, planned, START + timedelta(hours=1))
    (at_once, _), (in_steps, _) = worlds
    end = START + timedelta(seconds=18 + sum(steps))

    advance(at_once, end)
    for step in steps:
        advance(in_steps, in_steps.now + timedelta(seconds=step))

    assert seen(in_steps) == seen(at_once)


def test_a_released_instance_gives_back_its_address() -> None:
    world, [instance_id] = world_with_instances(1)
    [vswitch] = world.network.vswitches.values()

    lifecycle.release(world, instance_id)
    lifecycle.release(world, instance_id)
    advance(world, START + timedelta(seconds=5))

    assert (world.compute.instances, vswitch.addresses) == ({}, {})
    assert lifecycle.next_change(world) is None
