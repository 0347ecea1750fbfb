"""What VPCs and vSwitches are made of, and what they are made from."""

from __future__ import annotations

from dataclasses import dataclass, field
from ipaddress import IPv4Network
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime

__all__ = ["Network", "VSwitch", "VSwitchSpec", "Vpc", "VpcSpec"]

# CreateVSwitch, parameter CidrBlock: the first and the last three addresses of a vSwitch are the system's.
RESERVED_HEAD = 1
RESERVED_TAIL = 3


@dataclass(slots=True, kw_only=True)
class Vpc:
    """A VPC with its router and the System route table that the service makes with it."""

    vpc_id: str
    region_id: str
    cidr_block: str
    name: str
    description: str
    router_id: str
    route_table_id: str
    route_table_name: str = ""
    route_table_description: str = ""
    resource_group_id: str
    created_at: datetime
    user_cidrs: tuple[str, ...] = ()
    tags: dict[str, str] = field(default_factory=dict)


@dataclass(slots=True, kw_only=True)
class VSwitch:
    """A vSwitch; `addresses` maps each taken address to the instance that holds it."""

    vswitch_id: str
    region_id: str
    vpc_id: str
    zone_id: str
    cidr_block: str
    name: str
    description: str
    created_at: datetime
    addresses: dict[str, str] = field(default_factory=dict)
    tags: dict[str, str] = field(default_factory=dict)

    @property
    def available_ip_address_count(self) -> int:
        """Addresses that an instance could still get."""
        total = IPv4Network(self.cidr_block).num_addresses
        return total - RESERVED_HEAD - RESERVED_TAIL - len(self.addresses)


@dataclass(slots=True)
class Network:
    """All VPCs and vSwitches by id, in the order of their creation."""

    vpcs: dict[str, Vpc] = field(default_factory=dict)
    vswitches: dict[str, VSwitch] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class VpcSpec:
    """What CreateVpc may say."""

    region_id: str
    cidr_block: str | None = None
    name: str = ""
    description: str = ""
    resource_group_id: str | None = None
    user_cidrs: tuple[str, ...] = ()
    tags: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class VSwitchSpec:
    """What CreateVSwitch may say."""

    vpc_id: str
    zone_id: str
    cidr_block: str
    name: str = ""
    description: str = ""
    tags: dict[str, str] = field(default_factory=dict)
