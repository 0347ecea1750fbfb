"""Worlds with a scaling group in them, made without a socket."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from alicloud_emulator.state.ecs import lifecycle
from alicloud_emulator.state.ecs.model import LaunchSpec
from alicloud_emulator.state.ecs.security_group_model import SecurityGroupSpec
from alicloud_emulator.state.ecs.security_groups import create_security_group
from alicloud_emulator.state.ess.configurations import ConfigurationChanges, create_configuration
from alicloud_emulator.state.ess.groups import GroupChanges, create_group, enable_group
from alicloud_emulator.state.ess.model import ScalingGroup
from alicloud_emulator.state.ess.refresh_calls import start_refresh
from alicloud_emulator.state.ess.refresh_model import DesiredConfiguration, RefreshRequest, RefreshTask
from alicloud_emulator.state.passing_time import advance, next_change
from alicloud_emulator.state.vpc.model import VpcSpec, VSwitchSpec
from alicloud_emulator.state.vpc.network import create_vpc, create_vswitch
from alicloud_emulator.state.world import World

START = datetime(2026, 1, 5, 8, 0, tzinfo=UTC)
REGION = "cn-hangzhou"
IMAGES = ("m-app-v1", "m-app-v2")
# Longer than any instance takes to come up.
SETTLED_SECONDS = 60


@dataclass
class Stage:
    """A world with one enabled group whose instances are in service; `old` is active, `new` is not."""

    world: World
    group: ScalingGroup
    old: str
    new: str

    def advance(self, seconds: float) -> None:
        advance(self.world, self.world.now + timedelta(seconds=seconds))

    def settle(self) -> None:
        advance(self.world, self.world.now)

    def events(self, seconds: float) -> Iterator[datetime]:
        """Advance from event to event, and yield the time after each."""
        end = self.world.now + timedelta(seconds=seconds)
        while (due := next_change(self.world)) is not None and due <= end:
            advance(self.world, due)
            yield due
        advance(self.world, end)

    def start(self, **request: Any) -> RefreshTask:
        """Start a refresh to `new`, with the request's other fields as given."""
        task = start_refresh(self.world, self.group, self.request(**request))
        self.settle()
        return task

    def request(self, **request: Any) -> RefreshRequest:
        desired = DesiredConfiguration(scaling_configuration_id=self.new)
        return RefreshRequest(**({"desired": desired} | request))

    def configurations(self) -> list[str]:
        """The configurations of the instances that are in service, in words."""
        words = {self.old: "old", self.new: "new"}
        return [
            words[item.source.scaling_configuration_id] for item in self.group.instances.values() if item.is_in_service
        ]

    def states(self) -> list[str]:
        return [str(item.lifecycle_state) for item in self.group.instances.values()]


def stage(capacity: int = 4, *, max_size: int = 100, **changes: Any) -> Stage:
    """Build a stage; `changes` are fields of `GroupChanges`."""
    world = World(now=START)
    vpc = create_vpc(world, VpcSpec(region_id=REGION, cidr_block="10.0.0.0/8"))
    vswitches = [
        create_vswitch(world, VSwitchSpec(vpc_id=vpc.vpc_id, zone_id=f"{REGION}-{zone}", cidr_block=f"10.{n}.0.0/16"))
        for n, zone in enumerate("hi")
    ]
    security_group = create_security_group(world, SecurityGroupSpec(vpc_id=vpc.vpc_id))
    group = create_group(
        world,
        region_id=REGION,
        group_type="ECS",
        resource_group_id="",
        changes=GroupChanges(
            min_size=0,
            max_size=max_size,
            desired_capacity=capacity,
            vswitch_ids=tuple(item.vswitch_id for item in vswitches),
            **changes,
        ),
        tags={},
    )
    old, new = (_configuration(world, group, image_id, security_group.security_group_id) for image_id in IMAGES)
    group.active_scaling_configuration_id = old
    enable_group(world, group)
    made = Stage(world, group, old, new)
    made.settle()
    made.advance(SETTLED_SECONDS)
    return made


def _configuration(world: World, group: ScalingGroup, image_id: str, security_group_id: str) -> str:
    changes = ConfigurationChanges(
        image_id=image_id, instance_types=("ecs.g7.large",), security_group_ids=(security_group_id,)
    )
    return create_configuration(world, group, changes).scaling_configuration_id


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
