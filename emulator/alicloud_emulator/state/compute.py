"""
ECS instances: how they come up, stop, start and go, over virtual time.

`launch`, `release`, `start`, `stop` and `reboot` write a schedule of status changes into the instance;
`advance` carries it out. Instances of scaling groups are the same entities: Auto Scaling calls `launch` and
`release` too.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING

from alicloud_emulator.errors import ApiError
from alicloud_emulator.state.network import find_vswitch, release_address, take_address
from alicloud_emulator.state.security_groups import require_groups_in_vpc

if TYPE_CHECKING:
    from alicloud_emulator.state.network import VSwitch
    from alicloud_emulator.state.world import World

__all__ = [
    "Compute",
    "DataDisk",
    "Instance",
    "InstanceStatus",
    "LaunchSpec",
    "advance",
    "delete",
    "find_instance",
    "launch",
    "next_change",
    "reboot",
    "release",
    "start",
    "stop",
]

# Assumptions: no source gives these times. They are of the order seen for small instances.
PENDING_SECONDS = 3
STARTING_SECONDS = 15
STOPPING_SECONDS = 10
RELEASING_SECONDS = 5


class InstanceStatus(StrEnum):
    """Values of `Status` in DescribeInstances (alicloud-facts §6.1)."""

    PENDING = "Pending"
    STARTING = "Starting"
    RUNNING = "Running"
    STOPPING = "Stopping"
    STOPPED = "Stopped"


@dataclass(frozen=True, slots=True, kw_only=True)
class DataDisk:
    """A data disk of an instance or a template; `size` in GiB."""

    size: int
    category: str = "cloud_efficiency"
    name: str = ""
    encrypted: bool = False
    delete_with_instance: bool = True
    performance_level: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class LaunchSpec:
    """What an instance is made from: RunInstances, or a scaling group's configuration."""

    image_id: str
    instance_type: str
    vswitch_id: str
    security_group_ids: tuple[str, ...]
    # "" stands for the service's default, the instance id.
    name: str = ""
    host_name: str = ""
    description: str = ""
    deletion_protection: bool = False
    charge_type: str = "PostPaid"
    spot_strategy: str = "NoSpot"
    # Base64, as stored.
    user_data: str = ""
    key_pair_name: str = ""
    ram_role_name: str = ""
    internet_max_bandwidth_out: int = 0
    # Mbit/s; RunInstances leaves the inbound side at 100 unless told otherwise.
    internet_max_bandwidth_in: int = 100
    internet_charge_type: str = "PayByTraffic"
    system_disk: DataDisk | None = None
    data_disks: tuple[DataDisk, ...] = ()
    resource_group_id: str = ""
    tags: dict[str, str] = field(default_factory=dict)
    # Set for instances that a scaling group makes.
    scaling_group_id: str = ""


@dataclass(slots=True, kw_only=True)
class Instance:
    """
    One ECS instance.

    `healthy` is the health of the software in it: that of its image, unless a fault changes it. `schedule`
    holds the status changes to come, soonest first, None standing for its end.
    """

    instance_id: str
    region_id: str
    zone_id: str
    vpc_id: str
    vswitch_id: str
    private_ip: str
    public_ip: str
    eni_id: str
    system_disk_id: str
    data_disk_ids: tuple[str, ...]
    image_id: str
    instance_type: str
    name: str
    host_name: str
    description: str
    security_group_ids: list[str]
    deletion_protection: bool
    launched_as: LaunchSpec
    created_at: datetime
    started_at: datetime | None = None
    status: InstanceStatus = InstanceStatus.PENDING
    healthy: bool = True
    tags: dict[str, str] = field(default_factory=dict)
    schedule: list[tuple[datetime, InstanceStatus | None]] = field(default_factory=list)

    @property
    def is_releasing(self) -> bool:
        """Whether nothing can keep this instance any more."""
        return any(status is None for _, status in self.schedule)


@dataclass(slots=True)
class Compute:
    """All instances by id, in the order of their creation."""

    instances: dict[str, Instance] = field(default_factory=dict)


def find_instance(world: World, instance_id: str) -> Instance:
    """Return the instance; raise InvalidInstanceId.NotFound (404) if there is none."""
    instance = world.compute.instances.get(instance_id)
    if instance is None:
        raise ApiError(404, "InvalidInstanceId.NotFound", "The specified InstanceId does not exist.")
    return instance


def launch(world: World, spec: LaunchSpec) -> Instance:
    """
    Make an instance that is Pending, then Starting, then Running.

    Raises:
        ApiError: InvalidImageId.NotFound, InvalidVSwitchId.NotFound, InvalidSecurityGroupId.NotFound (404),
            InvalidInstanceType.ValueNotSupported (400); InvalidSecurityGroup.InvalidNetworkType,
            OperationDenied.NoStock, InvalidVSwitchId.IpNotEnough (403).
    """
    vswitch = find_vswitch(world, spec.vswitch_id)
    _check_offer(world, spec, vswitch)
    instance_id = world.new_id("i")
    instance = Instance(
        instance_id=instance_id,
        region_id=vswitch.region_id,
        zone_id=vswitch.zone_id,
        vpc_id=vswitch.vpc_id,
        vswitch_id=vswitch.vswitch_id,
        private_ip=take_address(vswitch, instance_id),
        public_ip=_public_ip(len(world.compute.instances)) if spec.internet_max_bandwidth_out else "",
        eni_id=world.new_id("eni"),
        system_disk_id=world.new_id("d"),
        data_disk_ids=tuple(world.new_id("d") for _ in spec.data_disks),
        image_id=spec.image_id,
        instance_type=spec.instance_type,
        name=spec.name or instance_id,
        host_name=spec.host_name or f"iZ{instance_id.removeprefix('i-')}Z",
        description=spec.description,
        security_group_ids=list(spec.security_group_ids),
        deletion_protection=spec.deletion_protection,
        launched_as=spec,
        created_at=world.now,
        healthy=world.catalogue.require_image(spec.image_id).is_healthy,
        tags=dict(spec.tags),
    )
    _schedule(
        instance,
        world.now,
        (PENDING_SECONDS, InstanceStatus.STARTING),
        (STARTING_SECONDS, InstanceStatus.RUNNING),
    )
    world.compute.instances[instance_id] = instance
    return instance


def release(world: World, instance_id: str) -> None:
    """
    Stop and release an instance, whatever its status and protection: what Auto Scaling does.

    It stays visible as Stopping until it is gone. Releasing it twice changes nothing.
    """
    instance = find_instance(world, instance_id)
    if not instance.is_releasing:
        instance.status = InstanceStatus.STOPPING
        _schedule(instance, world.now, (RELEASING_SECONDS, None))


def delete(world: World, instance_id: str, *, force: bool) -> None:
    """
    Release an instance on a user's word: DeleteInstance.

    Raises:
        ApiError: InvalidInstanceId.NotFound (404), InvalidOperation.DeletionProtection (403),
            IncorrectInstanceStatus (403: neither Stopped nor forced, or still Pending).
    """
    instance = find_instance(world, instance_id)
    check_deletable(instance, force=force)
    release(world, instance_id)


def check_deletable(instance: Instance, *, force: bool) -> None:
    """Raise what DeleteInstance answers for an instance that cannot be released by hand."""
    if instance.deletion_protection:
        raise ApiError(
            403,
            "InvalidOperation.DeletionProtection",
            f"The operation is not allowed due to deletion protection. Instance: {instance.instance_id}.",
        )
    if instance.status is InstanceStatus.PENDING or (not force and instance.status is not InstanceStatus.STOPPED):
        raise _wrong_status(instance)


def start(world: World, instance_id: str) -> None:
    """Start a Stopped instance; a Running one is left alone, any other is IncorrectInstanceStatus (403)."""
    instance = find_instance(world, instance_id)
    if instance.status is InstanceStatus.RUNNING:
        return
    _require(instance, InstanceStatus.STOPPED)
    instance.status = InstanceStatus.STARTING
    _schedule(instance, world.now, (STARTING_SECONDS, InstanceStatus.RUNNING))


def stop(world: World, instance_id: str) -> None:
    """Stop a Running instance; a Stopped one is left alone, any other is IncorrectInstanceStatus (403)."""
    instance = find_instance(world, instance_id)
    if instance.status is InstanceStatus.STOPPED:
        return
    _require(instance, InstanceStatus.RUNNING)
    instance.status = InstanceStatus.STOPPING
    _schedule(instance, world.now, (STOPPING_SECONDS, InstanceStatus.STOPPED))


def reboot(world: World, instance_id: str) -> None:
    """Stop and start a Running instance; raise IncorrectInstanceStatus (403) for any other."""
    instance = find_instance(world, instance_id)
    _require(instance, InstanceStatus.RUNNING)
    instance.status = InstanceStatus.STOPPING
    _schedule(
        instance,
        world.now,
        (STOPPING_SECONDS, InstanceStatus.STARTING),
        (STARTING_SECONDS, InstanceStatus.RUNNING),
    )


def next_change(compute: Compute) -> datetime | None:
    """Return the time of the next status change that is planned, None if all is quiet."""
    return min(
        (instance.schedule[0][0] for instance in compute.instances.values() if instance.schedule),
        default=None,
    )


def advance(world: World, now: datetime) -> None:
    """Carry out every planned status change up to and including `now`."""
    for instance in list(world.compute.instances.values()):
        while instance.schedule and instance.schedule[0][0] <= now:
            at, status = instance.schedule.pop(0)
            if status is None:
                _forget(world, instance)
                break
            instance.status = status
            if status is InstanceStatus.RUNNING:
                instance.started_at = at


def _schedule(instance: Instance, now: datetime, *steps: tuple[int, InstanceStatus | None]) -> None:
    instance.schedule.clear()
    at = now
    for seconds, status in steps:
        at += timedelta(seconds=seconds)
        instance.schedule.append((at, status))


def _forget(world: World, instance: Instance) -> None:
    release_address(find_vswitch(world, instance.vswitch_id), instance.private_ip)
    del world.compute.instances[instance.instance_id]


def _check_offer(world: World, spec: LaunchSpec, vswitch: VSwitch) -> None:
    world.catalogue.require_image(spec.image_id)
    world.catalogue.require_offered(vswitch.region_id, vswitch.zone_id, spec.instance_type)
    require_groups_in_vpc(world, spec.security_group_ids, vswitch.vpc_id)


def _require(instance: Instance, status: InstanceStatus) -> None:
    if instance.status is not status:
        raise _wrong_status(instance)


def _wrong_status(instance: Instance) -> ApiError:
    return ApiError(
        403,
        "IncorrectInstanceStatus",
        f"The current status of the resource {instance.instance_id} does not support this operation.",
    )


def _public_ip(number: int) -> str:
    # 203.0.113.0/24 is set aside for documentation (RFC 5737).
    return f"203.0.113.{number % 254 + 1}"
