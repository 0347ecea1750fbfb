"""Instances over virtual time: what happens does not depend on how often, or in what steps, time is looked at."""

from datetime import datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from alicloud_emulator.state.ecs import instance_power, instance_release, lifecycle
from alicloud_emulator.state.ecs.instance_release import plan_release
from alicloud_emulator.state.ecs.model import LaunchSpec
from alicloud_emulator.state.ecs.security_group_model import SecurityGroupSpec
from alicloud_emulator.state.ecs.security_groups import create_security_group
from alicloud_emulator.state.passing_time import advance
from alicloud_emulator.state.vpc.model import VpcSpec, VSwitchSpec
from alicloud_emulator.state.vpc.network import create_vpc, create_vswitch
from alicloud_emulator.state.world import World
from unit.emulator.worlds import REGION, START


def world_with_instances(count: int) -> tuple[World, list[str]]:
    world = World(now=START)
    vpc = create_vpc(world, VpcSpec(region_id=REGION))
    vswitch = create_vswitch(world, VSwitchSpec(vpc_id=vpc.vpc_id, zone_id=f"{REGION}-h", cidr_block="172.16.0.0/24"))
    group = create_security_group(world, SecurityGroupSpec(vpc_id=vpc.vpc_id))
    spec = LaunchSpec(
        image_id="m-app-v1",
        instance_type="ecs.g7.large",
        vswitch_id=vswitch.vswitch_id,
        security_group_ids=(group.security_group_id,),
    )
    return world, [lifecycle.launch(world, spec).instance_id for _ in range(count)]


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
