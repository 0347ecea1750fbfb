"""
VPCs and vSwitches: what exists, which addresses are taken, and what may be deleted.

Security groups are in `ecs.security_groups`, instances in `ecs.lifecycle`. A new VPC or vSwitch is Available at once:
the service takes about a second, and no client of ours acts differently for it.
"""

from __future__ import annotations

from ipaddress import AddressValueError, IPv4Address, IPv4Network, NetmaskValueError
from typing import TYPE_CHECKING

from alicloud_emulator.errors import ApiError
from alicloud_emulator.state.vpc.model import RESERVED_HEAD, RESERVED_TAIL, Vpc, VpcSpec, VSwitch, VSwitchSpec

if TYPE_CHECKING:
    from alicloud_emulator.state.world import World

__all__ = [
    "create_vpc",
    "create_vswitch",
    "delete_vpc",
    "delete_vswitch",
    "find_vpc",
    "find_vswitch",
    "release_address",
    "take_address",
]

# CreateVpc, parameter CidrBlock: what a VPC gets when none is given.
DEFAULT_VPC_CIDR = "172.16.0.0/12"
# CreateVpc: masks from 8 to 28. CreateVSwitch: from 16 to 29.
VPC_PREFIXES = range(8, 29)
VSWITCH_PREFIXES = range(16, 30)


def find_vpc(world: World, vpc_id: str) -> Vpc:
    """Return the VPC; raise InvalidVpcId.NotFound (404) if there is none."""
    vpc = world.network.vpcs.get(vpc_id)
    if vpc is None:
        raise ApiError(404, "InvalidVpcId.NotFound", "Specified VPC does not exist.")
    return vpc


def find_vswitch(world: World, vswitch_id: str) -> VSwitch:
    """Return the vSwitch; raise InvalidVSwitchId.NotFound (404) if there is none."""
    vswitch = world.network.vswitches.get(vswitch_id)
    if vswitch is None:
        raise ApiError(404, "InvalidVSwitchId.NotFound", "Specified vSwitch does not exist.")
    return vswitch


def create_vpc(world: World, spec: VpcSpec) -> Vpc:
    """
    Make a VPC with its router and System route table.

    Raises:
        ApiError: InvalidCidrBlock.Malformed (400) for a block that is none or whose mask is not 8 to 28.
    """
    block = _block(spec.cidr_block or DEFAULT_VPC_CIDR, VPC_PREFIXES)
    vpc = Vpc(
        vpc_id=world.new_id("vpc"),
        region_id=spec.region_id,
        cidr_block=str(block),
        name=spec.name,
        description=spec.description,
        router_id=world.new_id("vrt"),
        route_table_id=world.new_id("vtb"),
        resource_group_id=spec.resource_group_id or world.catalogue.default_resource_group_id,
        created_at=world.now,
        user_cidrs=spec.user_cidrs,
        tags=dict(spec.tags),
    )
    world.network.vpcs[vpc.vpc_id] = vpc
    return vpc


def delete_vpc(world: World, vpc_id: str) -> None:
    """
    Delete an empty VPC.

    Raises:
        ApiError: InvalidVpcId.NotFound (404); DependencyViolation.VSwitch or .SecurityGroup (400)
            while one is in it.
    """
    vpc = find_vpc(world, vpc_id)
    if any(vswitch.vpc_id == vpc_id for vswitch in world.network.vswitches.values()):
        raise ApiError(400, "DependencyViolation.VSwitch", f"Specified VPC {vpc_id} still has vSwitches.")
    if any(group.vpc_id == vpc_id for group in world.security_groups.values()):
        raise ApiError(400, "DependencyViolation.SecurityGroup", f"Specified VPC {vpc_id} still has security groups.")
    del world.network.vpcs[vpc.vpc_id]


def create_vswitch(world: World, spec: VSwitchSpec) -> VSwitch:
    """
    Make a vSwitch in one zone of a VPC's region.

    Raises:
        ApiError: InvalidVpcId.NotFound, InvalidZoneId.NotFound (404); InvalidCidrBlock.Malformed,
            InvalidParameter (400: outside the VPC), InvalidCidrBlock.Overlapped (400: another vSwitch's).

    Source: error codes of CreateVSwitch.
    """
    vpc = find_vpc(world, spec.vpc_id)
    if not world.catalogue.has_zone(vpc.region_id, spec.zone_id):
        raise ApiError(404, "InvalidZoneId.NotFound", f"Specified zone {spec.zone_id} does not exist.")
    block = _block(spec.cidr_block, VSWITCH_PREFIXES)
    _check_place(world, vpc, block)
    vswitch = VSwitch(
        vswitch_id=world.new_id("vsw"),
        region_id=vpc.region_id,
        vpc_id=vpc.vpc_id,
        zone_id=spec.zone_id,
        cidr_block=str(block),
        name=spec.name,
        description=spec.description,
        created_at=world.now,
        tags=dict(spec.tags),
    )
    world.network.vswitches[vswitch.vswitch_id] = vswitch
    return vswitch


def delete_vswitch(world: World, vswitch_id: str) -> None:
    """
    Delete a vSwitch that nothing uses.

    Raises:
        ApiError: InvalidVSwitchId.NotFound (404); DependencyViolation (400) while instances or scaling groups
            use it.
    """
    vswitch = find_vswitch(world, vswitch_id)
    if vswitch.addresses or world.is_vswitch_in_use(vswitch_id):
        raise ApiError(400, "DependencyViolation", f"There is still a resource in the vSwitch {vswitch_id}.")
    del world.network.vswitches[vswitch_id]


def take_address(vswitch: VSwitch, instance_id: str, wanted: str = "") -> str:
    """
    Give the instance the address it wants, or the lowest free one of the vSwitch.

    Raises:
        ApiError: InvalidPrivateIpAddress (400: outside the vSwitch), InvalidPrivateIpAddress.Duplicated (403),
            InvalidVSwitchId.IpNotEnough (403) when none is free.
    """
    address = wanted or _lowest_free(vswitch)
    if not _is_usable(vswitch, address):
        raise ApiError(
            400, "InvalidPrivateIpAddress", f"The specified address {address} is not in {vswitch.cidr_block}."
        )
    if address in vswitch.addresses:
        raise ApiError(403, "InvalidPrivateIpAddress.Duplicated", f"The specified address {address} is taken.")
    vswitch.addresses[address] = instance_id
    return address


def release_address(vswitch: VSwitch, address: str) -> None:
    """Free an address that `take_address` gave."""
    del vswitch.addresses[address]


def _is_usable(vswitch: VSwitch, address: str) -> bool:
    block = IPv4Network(vswitch.cidr_block)
    try:
        offset = int(IPv4Address(address)) - int(block.network_address)
    except AddressValueError:
        return False
    return RESERVED_HEAD <= offset < block.num_addresses - RESERVED_TAIL


def _lowest_free(vswitch: VSwitch) -> str:
    block = IPv4Network(vswitch.cidr_block)
    for offset in range(RESERVED_HEAD, block.num_addresses - RESERVED_TAIL):
        address = str(IPv4Address(int(block.network_address) + offset))
        if address not in vswitch.addresses:
            return address
    raise ApiError(
        403,
        "InvalidVSwitchId.IpNotEnough",
        f"The specified vSwitch {vswitch.vswitch_id} has not enough IP addresses.",
    )


def _block(text: str, prefixes: range) -> IPv4Network:
    try:
        block = IPv4Network(text)
    except (AddressValueError, NetmaskValueError, ValueError) as error:
        raise ApiError(400, "InvalidCidrBlock.Malformed", f"The specified CIDR block {text} is not valid.") from error
    if block.prefixlen not in prefixes:
        raise ApiError(400, "InvalidCidrBlock.Malformed", f"The specified CIDR block {text} has a mask out of range.")
    return block


def _check_place(world: World, vpc: Vpc, block: IPv4Network) -> None:
    if not block.subnet_of(IPv4Network(vpc.cidr_block)):
        raise ApiError(
            400, "InvalidParameter", f"Specified CIDR block is not valid in VPC: {block} is not in {vpc.cidr_block}."
        )
    for other in world.network.vswitches.values():
        if other.vpc_id == vpc.vpc_id and block.overlaps(IPv4Network(other.cidr_block)):
            raise ApiError(
                400,
                "InvalidCidrBlock.Overlapped",
                f"Specified CIDR block overlapped with other subnets: {block}, {other.cidr_block}.",
            )
