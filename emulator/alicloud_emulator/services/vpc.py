"""VPC 2016-04-28: VPCs with their System route table, vSwitches, and the tags of both."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from alicloud_emulator.errors import ApiError
from alicloud_emulator.services import tags
from alicloud_emulator.services.action import Action, Coverage
from alicloud_emulator.services.pages import has_tags, listed_ids, page
from alicloud_emulator.state.vpc import network
from alicloud_emulator.state.vpc.model import Vpc, VpcSpec, VSwitch, VSwitchSpec

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from datetime import datetime

    from alicloud_emulator.state.world import World
    from alicloud_emulator.wire import Call

__all__ = ["ACTIONS"]


def create_vpc(world: World, call: Call) -> dict[str, Any]:
    """Make a VPC."""
    parameters = call.parameters
    vpc = network.create_vpc(
        world,
        VpcSpec(
            region_id=world.catalogue.require_region(call.region_id).region_id,
            cidr_block=parameters.text("CidrBlock"),
            name=parameters.text("VpcName", ""),
            description=parameters.text("Description", ""),
            resource_group_id=parameters.text("ResourceGroupId"),
            user_cidrs=tuple(parameters.text("UserCidr", "").split(",")) if "UserCidr" in parameters else (),
            tags=tags.tags_in(parameters),
        ),
    )
    return {
        "VpcId": vpc.vpc_id,
        "VRouterId": vpc.router_id,
        "RouteTableId": vpc.route_table_id,
        "ResourceGroupId": vpc.resource_group_id,
    }


def describe_vpc_attribute(world: World, call: Call) -> dict[str, Any]:
    """Show one VPC."""
    return _vpc(world, network.find_vpc(world, call.parameters.require("VpcId")))


def describe_vpcs(world: World, call: Call) -> dict[str, Any]:
    """Show the VPCs of the region that match every filter."""
    parameters = call.parameters
    ids = listed_ids(parameters, "VpcId")
    found = [
        vpc
        for vpc in world.network.vpcs.values()
        if vpc.region_id == call.region_id
        and (ids is None or vpc.vpc_id in ids)
        and parameters.text("VpcName") in (None, vpc.name)
        and parameters.text("ResourceGroupId") in (None, vpc.resource_group_id)
        # None of ours is the region's default VPC.
        and not parameters.flag("IsDefault", default=False)
        and has_tags(vpc.tags, parameters)
    ]
    shown, fields = page(found, parameters)
    return {**fields, "Vpcs": {"Vpc": [_vpc(world, vpc) for vpc in shown]}}


def modify_vpc_attribute(world: World, call: Call) -> dict[str, Any]:
    """Give a VPC another name or description."""
    vpc = network.find_vpc(world, call.parameters.require("VpcId"))
    vpc.name = call.parameters.text("VpcName", vpc.name)
    vpc.description = call.parameters.text("Description", vpc.description)
    return {}


def delete_vpc(world: World, call: Call) -> dict[str, Any]:
    """Delete an empty VPC."""
    network.delete_vpc(world, call.parameters.require("VpcId"))
    return {}


def describe_route_table_list(world: World, call: Call) -> dict[str, Any]:
    """Show the System route tables; a VPC has one from its first moment, or the provider's create fails."""
    parameters = call.parameters
    found = [
        vpc
        for vpc in world.network.vpcs.values()
        if vpc.region_id == call.region_id
        and parameters.text("VpcId") in (None, vpc.vpc_id)
        and parameters.text("RouteTableId") in (None, vpc.route_table_id)
    ]
    shown, fields = page(found, parameters)
    tables = [_route_table(world, vpc) for vpc in shown]
    return {**fields, "RouterTableList": {"RouterTableListType": tables}}


def modify_route_table_attributes(world: World, call: Call) -> dict[str, Any]:
    """Give a System route table another name or description."""
    vpc = _vpc_of_route_table(world, call.parameters.require("RouteTableId"))
    vpc.route_table_name = call.parameters.text("RouteTableName", vpc.route_table_name)
    vpc.route_table_description = call.parameters.text("Description", vpc.route_table_description)
    return {}


def move_resource_group(world: World, call: Call) -> dict[str, Any]:
    """Move a VPC to another resource group."""
    vpc = network.find_vpc(world, call.parameters.require("ResourceId"))
    vpc.resource_group_id = call.parameters.require("NewResourceGroupId")
    return {}


def create_vswitch(world: World, call: Call) -> dict[str, Any]:
    """Make a vSwitch."""
    parameters = call.parameters
    vswitch = network.create_vswitch(
        world,
        VSwitchSpec(
            vpc_id=parameters.require("VpcId"),
            zone_id=parameters.require("ZoneId"),
            cidr_block=parameters.require("CidrBlock"),
            name=parameters.text("VSwitchName", ""),
            description=parameters.text("Description", ""),
            tags=tags.tags_in(parameters),
        ),
    )
    return {"VSwitchId": vswitch.vswitch_id}


def describe_vswitch_attributes(world: World, call: Call) -> dict[str, Any]:
    """Show one vSwitch. The id comes in the query and RegionId in the body; the wire has merged them."""
    return _vswitch(world, network.find_vswitch(world, call.parameters.require("VSwitchId")))


def describe_vswitches(world: World, call: Call) -> dict[str, Any]:
    """Show the vSwitches of the region, or of the VPC that is named, that match every filter."""
    parameters = call.parameters
    ids = listed_ids(parameters, "VSwitchId")
    found = [
        vswitch
        for vswitch in world.network.vswitches.values()
        if vswitch.region_id == call.region_id
        and (ids is None or vswitch.vswitch_id in ids)
        and parameters.text("VpcId") in (None, vswitch.vpc_id)
        and parameters.text("ZoneId") in (None, vswitch.zone_id)
        and parameters.text("VSwitchName") in (None, vswitch.name)
        and not parameters.flag("IsDefault", default=False)
        and has_tags(vswitch.tags, parameters)
    ]
    shown, fields = page(found, parameters)
    return {**fields, "VSwitches": {"VSwitch": [_vswitch(world, vswitch) for vswitch in shown]}}


def modify_vswitch_attribute(world: World, call: Call) -> dict[str, Any]:
    """Give a vSwitch another name or description."""
    vswitch = network.find_vswitch(world, call.parameters.require("VSwitchId"))
    vswitch.name = call.parameters.text("VSwitchName", vswitch.name)
    vswitch.description = call.parameters.text("Description", vswitch.description)
    return {}


def delete_vswitch(world: World, call: Call) -> dict[str, Any]:
    """Delete a vSwitch that nothing uses."""
    network.delete_vswitch(world, call.parameters.require("VSwitchId"))
    return {}


def _vpc(world: World, vpc: Vpc) -> dict[str, Any]:
    vswitch_ids = [item.vswitch_id for item in world.network.vswitches.values() if item.vpc_id == vpc.vpc_id]
    return {
        "VpcId": vpc.vpc_id,
        "RegionId": vpc.region_id,
        "Status": "Available",
        "VpcName": vpc.name,
        "Description": vpc.description,
        "CidrBlock": vpc.cidr_block,
        "VRouterId": vpc.router_id,
        "ResourceGroupId": vpc.resource_group_id,
        "OwnerId": int(world.account_id),
        "CreationTime": _time(vpc.created_at),
        "IsDefault": False,
        "EnabledIpv6": False,
        "Ipv6CidrBlock": "",
        "ClassicLinkEnabled": False,
        "DnsHostnameStatus": "DISABLED",
        "UserCidrs": {"UserCidr": list(vpc.user_cidrs)},
        "SecondaryCidrBlocks": {"SecondaryCidrBlock": []},
        "Ipv6CidrBlocks": {"Ipv6CidrBlock": []},
        "VSwitchIds": {"VSwitchId": vswitch_ids},
        "RouterTableIds": {"RouterTableIds": [vpc.route_table_id]},
        "Tags": {"Tag": tags.key_value(vpc.tags)},
    }


def _route_table(world: World, vpc: Vpc) -> dict[str, Any]:
    vswitch_ids = [item.vswitch_id for item in world.network.vswitches.values() if item.vpc_id == vpc.vpc_id]
    return {
        "RouteTableId": vpc.route_table_id,
        "RouteTableType": "System",
        "RouteTableName": vpc.route_table_name,
        "Description": vpc.route_table_description,
        "VpcId": vpc.vpc_id,
        "RouterId": vpc.router_id,
        "RouterType": "VRouter",
        "AssociateType": "VSwitch",
        "ResourceGroupId": vpc.resource_group_id,
        "RoutePropagationEnable": True,
        "Status": "Available",
        "CreationTime": _time(vpc.created_at),
        "VSwitchIds": {"VSwitchId": vswitch_ids},
        "Tags": {"Tag": []},
    }


def _vswitch(world: World, vswitch: VSwitch) -> dict[str, Any]:
    vpc = network.find_vpc(world, vswitch.vpc_id)
    return {
        "VSwitchId": vswitch.vswitch_id,
        "VpcId": vswitch.vpc_id,
        "Status": "Available",
        "ZoneId": vswitch.zone_id,
        "CidrBlock": vswitch.cidr_block,
        "VSwitchName": vswitch.name,
        "Description": vswitch.description,
        "IsDefault": False,
        # Text even when there is none: absence reads as `enable_ipv6` (resource_alicloud_vswitch.go).
        "Ipv6CidrBlock": "",
        "AvailableIpAddressCount": vswitch.available_ip_address_count,
        "ResourceGroupId": vpc.resource_group_id,
        "OwnerId": int(world.account_id),
        "CreationTime": _time(vswitch.created_at),
        "RouteTable": {"RouteTableId": vpc.route_table_id, "RouteTableType": "System"},
        "Tags": {"Tag": tags.key_value(vswitch.tags)},
    }


def _vpc_of_route_table(world: World, route_table_id: str) -> Vpc:
    for vpc in world.network.vpcs.values():
        if vpc.route_table_id == route_table_id:
            return vpc
    raise ApiError(404, "InvalidRouteTableId.NotFound", "The specified route table does not exist.")


def _time(moment: datetime) -> str:
    return moment.strftime("%Y-%m-%dT%H:%M:%SZ")


_TAGS_OF_TYPE: Mapping[str, Callable[[World], Mapping[str, dict[str, str]]]] = {
    "vpc": lambda world: {vpc.vpc_id: vpc.tags for vpc in world.network.vpcs.values()},
    "vswitch": lambda world: {item.vswitch_id: item.tags for item in world.network.vswitches.values()},
}

ACTIONS: Mapping[str, Action] = {
    "CreateVpc": Action(
        create_vpc, "resource_alicloud_vpc.go", Coverage.PARTLY, "no IPv6, IPAM or secondary blocks", idempotent=True
    ),
    "DescribeVpcAttribute": Action(describe_vpc_attribute, "service_alicloud_vpc_v2.go"),
    "DescribeVpcs": Action(describe_vpcs, "data_source_alicloud_vpcs.go"),
    "ModifyVpcAttribute": Action(
        modify_vpc_attribute, "resource_alicloud_vpc.go", Coverage.PARTLY, "name and description only"
    ),
    "DeleteVpc": Action(delete_vpc, "resource_alicloud_vpc.go"),
    "DescribeRouteTableList": Action(
        describe_route_table_list, "service_alicloud_vpc_v2.go", Coverage.PARTLY, "System route tables only"
    ),
    "ModifyRouteTableAttributes": Action(modify_route_table_attributes, "resource_alicloud_vpc.go"),
    "MoveResourceGroup": Action(move_resource_group, "resource_alicloud_vpc.go", Coverage.PARTLY, "VPCs only"),
    "CreateVSwitch": Action(
        create_vswitch, "resource_alicloud_vswitch.go", Coverage.PARTLY, "no IPv6", idempotent=True
    ),
    "DescribeVSwitchAttributes": Action(describe_vswitch_attributes, "service_alicloud_vpc_v2.go"),
    "DescribeVSwitches": Action(describe_vswitches, "data_source_alicloud_vswitches.go"),
    "ModifyVSwitchAttribute": Action(modify_vswitch_attribute, "resource_alicloud_vswitch.go"),
    "DeleteVSwitch": Action(delete_vswitch, "resource_alicloud_vswitch.go"),
    "TagResources": Action(partial(tags.tag_resources, types=_TAGS_OF_TYPE), "service_alicloud_vpc_v2.go"),
    "UnTagResources": Action(partial(tags.untag_resources, types=_TAGS_OF_TYPE), "service_alicloud_vpc_v2.go"),
    "ListTagResources": Action(partial(tags.list_tag_resources, types=_TAGS_OF_TYPE), "service_alicloud_vpc.go"),
}
