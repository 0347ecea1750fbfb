"""What instances and launch templates are made of, without what happens to them."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

__all__ = [
    "Disk",
    "DiskRepair",
    "DiskSpec",
    "Instance",
    "InstanceStatus",
    "LaunchSpec",
    "LaunchTemplate",
    "Maintenance",
    "TemplateVersion",
]

# DescribeInstances, field StoppedMode: an instance that is not stopped.
NO_STOPPED_MODE = "Not-applicable"
# Parameters of RunInstances and ModifyInstanceMetadataOptions: how the metadata service is reached.
METADATA_OPTIONS = {"HttpEndpoint": ("enabled", "disabled"), "HttpTokens": ("optional", "required")}
DEFAULT_METADATA_OPTIONS = {"HttpEndpoint": "enabled", "HttpTokens": "optional"}


class InstanceStatus(StrEnum):
    """Values of `Status` in DescribeInstances, ECS 2014-05-26."""

    PENDING = "Pending"
    STARTING = "Starting"
    RUNNING = "Running"
    STOPPING = "Stopping"
    STOPPED = "Stopped"


@dataclass(frozen=True, slots=True, kw_only=True)
class DiskSpec:
    """A disk to make; `size` in GiB, 0 for the size of the image."""

    size: int = 0
    category: str = "cloud_essd"
    name: str = ""
    description: str = ""
    encrypted: bool = False
    kms_key_id: str = ""
    performance_level: str = ""
    delete_with_instance: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Disk:
    """A disk in an instance; `kind` is `system` or `data`."""

    disk_id: str
    kind: str
    device: str
    size: int
    spec: DiskSpec
    tags: dict[str, str] = field(default_factory=dict)


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
    # Mbit/s. Above 0 outwards gives the instance a public address.
    internet_max_bandwidth_out: int = 0
    internet_max_bandwidth_in: int = 100
    internet_charge_type: str = "PayByTraffic"
    system_disk: DiskSpec = field(default_factory=DiskSpec)
    data_disks: tuple[DiskSpec, ...] = ()
    private_ip: str = ""
    resource_group_id: str = ""
    tags: dict[str, str] = field(default_factory=dict)
    # Set for instances that a scaling group makes.
    scaling_group_id: str = ""
    # What differs from `DEFAULT_METADATA_OPTIONS`.
    metadata_options: dict[str, str] = field(default_factory=dict)
    # "" for a host that the service chooses.
    dedicated_host_id: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Maintenance:
    """What happens to the instance in an unexpected maintenance (DescribeInstanceMaintenanceAttributes)."""

    action: str = "AutoRecover"
    notify: bool = False
    windows: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class DiskRepair:
    """The repair of a damaged local disk that was isolated, and the type of the event that is announced at its end."""

    ends_at: datetime
    event_type: str


@dataclass(slots=True, kw_only=True)
class Instance:
    """
    One ECS instance.

    `spec` holds the settings that calls may change, by a new spec. `healthy` is the health of the software in it:
    that of its image, unless a fault changes it. `schedule` holds the status changes to come, soonest first, None
    standing for its end. `moves` is how often it went to another host; `local_disks_made_at` is when the local disks
    were last empty, None without local disks. `disk_repair` is set from the isolation of a damaged local disk
    until the event that ends it is announced, or the instance moves.
    """

    instance_id: str
    region_id: str
    zone_id: str
    vpc_id: str
    private_ip: str
    public_ip: str
    eni_id: str
    disks: tuple[Disk, ...]
    spec: LaunchSpec
    created_at: datetime
    started_at: datetime | None = None
    auto_release_at: datetime | None = None
    # When the service takes a spot instance back.
    reclaim_at: datetime | None = None
    status: InstanceStatus = InstanceStatus.PENDING
    healthy: bool = True
    stopped_mode: str = NO_STOPPED_MODE
    maintenance: Maintenance = field(default_factory=Maintenance)
    metadata_options: dict[str, str] = field(default_factory=lambda: dict(DEFAULT_METADATA_OPTIONS))
    tags: dict[str, str] = field(default_factory=dict)
    schedule: list[tuple[datetime, InstanceStatus | None]] = field(default_factory=list)
    moves: int = 0
    local_disks_made_at: datetime | None = None
    disk_repair: DiskRepair | None = None
    is_in_arrears: bool = False

    @property
    def is_releasing(self) -> bool:
        """Whether nothing can keep this instance any more."""
        return any(status is None for _, status in self.schedule)

    @property
    def mac_address(self) -> str:
        """Hardware address of the network interface, made from its private address."""
        octets = (int(octet) for octet in self.private_ip.split("."))
        return ":".join(["00", "16", *(f"{octet:02x}" for octet in octets)])

    @property
    def system_disk(self) -> Disk:
        """The disk that holds the image."""
        return self.disks[0]


@dataclass(frozen=True, slots=True, kw_only=True)
class TemplateVersion:
    """One version; `values` are the launch parameters as they came, flat (`SystemDisk.Size` …)."""

    number: int
    description: str
    values: Mapping[str, str]
    created_at: datetime


@dataclass(slots=True, kw_only=True)
class LaunchTemplate:
    """A launch template; version numbers start at 1 and are never used again."""

    template_id: str
    region_id: str
    name: str
    resource_group_id: str
    created_at: datetime
    default_version: int = 1
    latest_version: int = 0
    versions: dict[int, TemplateVersion] = field(default_factory=dict)
    tags: dict[str, str] = field(default_factory=dict)
