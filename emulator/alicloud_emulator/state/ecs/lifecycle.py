"""
ECS instances: how they come up, stop, start and go, over virtual time.

`launch`, `release` and what users do to an instance (`instance_power`) write a schedule of status changes into it;
`advance` carries it out. Instances of scaling groups are the same entities: Auto Scaling calls `launch` and `release`
too.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from alicloud_emulator.errors import ApiError
from alicloud_emulator.state.ecs.assumptions import PENDING_SECONDS, RELEASING_SECONDS, STARTING_SECONDS
from alicloud_emulator.state.ecs.catalogue import sold_out
from alicloud_emulator.state.ecs.events import record_state_change
from alicloud_emulator.state.ecs.key_pairs import require_key_pair
from alicloud_emulator.state.ecs.model import (
    DEFAULT_METADATA_OPTIONS,
    Disk,
    DiskSpec,
    Instance,
    InstanceStatus,
    LaunchSpec,
)
from alicloud_emulator.state.ecs.security_groups import require_groups_in_vpc
from alicloud_emulator.state.vpc.network import find_vswitch, release_address, take_address

if TYPE_CHECKING:
    from alicloud_emulator.state.world import World

__all__ = [
    "advance",
    "check_launch",
    "find_instance",
    "launch",
    "new_public_ip",
    "next_change",
    "release",
    "require_status",
    "schedule_changes",
    "set_status",
    "wrong_status",
]


def find_instance(world: World, instance_id: str) -> Instance:
    """Return the instance; raise InvalidInstanceId.NotFound (404) if there is none."""
    instance = world.compute.instances.get(instance_id)
    if instance is None:
        raise ApiError(404, "InvalidInstanceId.NotFound", "The specified InstanceId does not exist.")
    return instance


def check_launch(world: World, spec: LaunchSpec) -> None:
    """
    Check that an instance can be made so.

    Raises:
        ApiError: InvalidImageId.NotFound, InvalidVSwitchId.NotFound, InvalidSecurityGroupId.NotFound,
            InvalidKeyPairName.NotFound (404), InvalidInstanceType.ValueNotSupported (400),
            InvalidSecurityGroup.InvalidNetworkType, OperationDenied.NoStock (403).
    """
    vswitch = find_vswitch(world, spec.vswitch_id)
    world.catalogue.require_image(spec.image_id)
    world.catalogue.require_offered(vswitch.region_id, vswitch.zone_id, spec.instance_type)
    if world.faults.is_sold_out(vswitch.zone_id, spec.instance_type, world.now):
        raise sold_out(vswitch.zone_id, spec.instance_type)
    require_groups_in_vpc(world, spec.security_group_ids, vswitch.vpc_id)
    require_key_pair(world, vswitch.region_id, spec.key_pair_name)


def launch(world: World, spec: LaunchSpec) -> Instance:
    """
    Make an instance that is Pending, then Starting, then Running.

    Raises:
        ApiError: What `check_launch` raises, and InvalidVSwitchId.IpNotEnough (403).
    """
    check_launch(world, spec)
    vswitch = find_vswitch(world, spec.vswitch_id)
    image = world.catalogue.require_image(spec.image_id)
    has_local_disks = world.catalogue.require_type(spec.instance_type).local_storage_amount > 0
    instance_id = world.new_id("i")
    instance = Instance(
        instance_id=instance_id,
        region_id=vswitch.region_id,
        zone_id=vswitch.zone_id,
        vpc_id=vswitch.vpc_id,
        private_ip=take_address(vswitch, instance_id, spec.private_ip),
        public_ip=new_public_ip(world) if spec.internet_max_bandwidth_out else "",
        eni_id=world.new_id("eni"),
        disks=_disks(world, spec, image.size),
        spec=spec,
        created_at=world.now,
        healthy=image.is_healthy,
        metadata_options=DEFAULT_METADATA_OPTIONS | spec.metadata_options,
        tags=dict(spec.tags),
        local_disks_made_at=world.now if has_local_disks else None,
    )
    schedule_changes(
        instance, world.now, (PENDING_SECONDS, InstanceStatus.STARTING), (STARTING_SECONDS, InstanceStatus.RUNNING)
    )
    world.compute.instances[instance_id] = instance
    record_state_change(world, instance, "Created")
    return instance


def release(world: World, instance_id: str, *, after: int = 0) -> None:
    """
    Stop and release an instance, whatever its status and protection: what Auto Scaling does.

    It stays visible as Stopping until it is gone. Releasing it twice changes nothing.

    Args:
        after: How many seconds it takes longer than usual.
    """
    instance = find_instance(world, instance_id)
    if not instance.is_releasing:
        set_status(world, instance, InstanceStatus.STOPPING)
        schedule_changes(instance, world.now, (after + RELEASING_SECONDS, None))


def new_public_ip(world: World) -> str:
    """Return an address of 203.0.113.0/24, which is set aside for documentation (RFC 5737)."""
    world.compute.public_ips_given += 1
    return f"203.0.113.{(world.compute.public_ips_given - 1) % 254 + 1}"


def set_status(world: World, instance: Instance, status: InstanceStatus) -> None:
    """Give the instance another status, and tell of it."""
    if instance.status is not status:
        instance.status = status
        record_state_change(world, instance, status.value)


def require_status(instance: Instance, status: InstanceStatus) -> None:
    """Raise IncorrectInstanceStatus (403) unless the instance has this status and is not going."""
    if instance.status is not status or instance.is_releasing:
        raise wrong_status(instance)


def wrong_status(instance: Instance) -> ApiError:
    """Make the answer to a call that the status of the instance does not allow."""
    return ApiError(
        403,
        "IncorrectInstanceStatus",
        f"The current status of the resource does not support this operation: {instance.instance_id}.",
    )


def schedule_changes(instance: Instance, now: datetime, *steps: tuple[int, InstanceStatus | None]) -> datetime:
    """
    Replace what is planned for the instance by these changes, and return the time of the last.

    Args:
        steps: Seconds after the step before, and the status then; None for the instance's end.
    """
    instance.schedule.clear()
    at = now
    for seconds, status in steps:
        at += timedelta(seconds=seconds)
        instance.schedule.append((at, status))
    return at


def next_change(world: World) -> datetime | None:
    """Return the time of the next change that is planned, None if all is quiet."""
    return min((at for instance in world.compute.instances.values() for at in _plans(instance)), default=None)


def advance(world: World) -> None:
    """Carry out every planned change up to and including `world.now`."""
    now = world.now
    for instance in list(world.compute.instances.values()):
        if any(at <= now for at in _planned_ends(instance)):
            instance.auto_release_at = instance.reclaim_at = None
            release(world, instance.instance_id)
        while instance.schedule and instance.schedule[0][0] <= now:
            at, status = instance.schedule.pop(0)
            if status is None:
                _forget(world, instance)
                break
            set_status(world, instance, status)
            if status is InstanceStatus.RUNNING:
                instance.started_at = at


def _plans(instance: Instance) -> list[datetime]:
    return [*(at for at, _ in instance.schedule[:1]), *_planned_ends(instance)]


def _planned_ends(instance: Instance) -> list[datetime]:
    return [at for at in (instance.auto_release_at, instance.reclaim_at) if at is not None]


def _forget(world: World, instance: Instance) -> None:
    record_state_change(world, instance, "Deleted")
    release_address(find_vswitch(world, instance.spec.vswitch_id), instance.private_ip)
    del world.compute.instances[instance.instance_id]


def _disks(world: World, spec: LaunchSpec, image_size: int) -> tuple[Disk, ...]:
    def disk(number: int, kind: str, wanted: DiskSpec) -> Disk:
        # The kernel's names: the system disk is /dev/xvda, the first data disk /dev/xvdb.
        device = f"/dev/xvd{chr(ord('a') + number)}"
        return Disk(disk_id=world.new_id("d"), kind=kind, device=device, size=wanted.size or image_size, spec=wanted)

    data = (disk(number, "data", wanted) for number, wanted in enumerate(spec.data_disks, start=1))
    return (disk(0, "system", spec.system_disk), *data)
