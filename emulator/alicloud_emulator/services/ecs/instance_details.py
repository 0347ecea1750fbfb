"""What the provider reads of an instance beside DescribeInstances: network, user data, role, metadata."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from alicloud_emulator.services.action import Action, Coverage
from alicloud_emulator.services.pages import ids_of, page
from alicloud_emulator.state.ecs.lifecycle import find_instance
from alicloud_emulator.state.ecs.model import METADATA_OPTIONS

if TYPE_CHECKING:
    from collections.abc import Mapping

    from alicloud_emulator.parameters import Parameters
    from alicloud_emulator.state.ecs.model import Instance
    from alicloud_emulator.state.world import World
    from alicloud_emulator.wire import Call

__all__ = ["ACTIONS"]


def describe_network_interfaces(world: World, call: Call) -> dict[str, Any]:
    """Show the primary network interfaces of instances; there are no others here."""
    parameters = call.parameters
    ids = parameters.strings("NetworkInterfaceId")
    found = [
        instance
        for instance in world.compute.instances.values()
        if instance.region_id == call.region_id
        and (not ids or instance.eni_id in ids)
        and parameters.text("InstanceId") in (None, instance.instance_id)
        and parameters.text("VSwitchId") in (None, instance.spec.vswitch_id)
        and parameters.text("Type") in (None, "Primary")
    ]
    shown, fields = page(found, parameters, maximum=500)
    sets = [_network_interface(world, instance) for instance in shown]
    return {**fields, "NetworkInterfaceSets": {"NetworkInterfaceSet": sets}}


def describe_user_data(world: World, call: Call) -> dict[str, Any]:
    """Show an instance's user data, in Base64."""
    instance = find_instance(world, call.parameters.require("InstanceId"))
    return {"InstanceId": instance.instance_id, "RegionId": instance.region_id, "UserData": instance.spec.user_data}


def describe_instance_ram_role(world: World, call: Call) -> dict[str, Any]:
    """Show the RAM roles of instances; the name is empty for an instance without one."""
    roles = [
        {"InstanceId": instance.instance_id, "RamRoleName": instance.spec.ram_role_name}
        for instance in _asked(world, call.parameters)
        if call.parameters.text("RamRoleName") in (None, instance.spec.ram_role_name)
    ]
    shown, fields = page(roles, call.parameters)
    return {**fields, "RegionId": call.region_id, "InstanceRamRoleSets": {"InstanceRamRoleSet": shown}}


def modify_metadata_options(world: World, call: Call) -> dict[str, Any]:
    """Choose how the instance's metadata service is reached."""
    instance = find_instance(world, call.parameters.require("InstanceId"))
    chosen = {name: call.parameters.choice(name, allowed) for name, allowed in METADATA_OPTIONS.items()}
    instance.metadata_options.update({name: value for name, value in chosen.items() if value is not None})
    return {}


def describe_auto_renew_attribute(world: World, call: Call) -> dict[str, Any]:
    """Show how subscriptions go on: none renews itself."""
    ids = call.parameters.text("InstanceId", "").split(",")
    attributes = [
        {
            "InstanceId": instance.instance_id,
            "RenewalStatus": "Normal",
            "AutoRenewEnabled": False,
            "Duration": 0,
            "PeriodUnit": "Month",
        }
        for instance in world.compute.instances.values()
        if instance.instance_id in ids and instance.spec.charge_type == "PrePaid"
    ]
    shown, fields = page(attributes, call.parameters)
    return {**fields, "InstanceRenewAttributes": {"InstanceRenewAttribute": shown}}


def describe_attachment_attributes(world: World, call: Call) -> dict[str, Any]:
    """Show which private pool instances use: none."""
    attributes = [
        {
            "InstanceId": instance.instance_id,
            "PrivatePoolOptionsMatchCriteria": "None",
            "PrivatePoolOptionsId": "",
        }
        for instance in _asked(world, call.parameters)
    ]
    shown, fields = page(attributes, call.parameters)
    return {**fields, "Instances": {"Instance": shown}}


def _asked(world: World, parameters: Parameters) -> list[Instance]:
    ids = ids_of(parameters, "InstanceIds")
    return [item for item in world.compute.instances.values() if ids is None or item.instance_id in ids]


def _network_interface(world: World, instance: Instance) -> dict[str, Any]:
    return {
        "NetworkInterfaceId": instance.eni_id,
        "NetworkInterfaceName": "",
        "Description": "",
        "Type": "Primary",
        "Status": "InUse",
        "InstanceId": instance.instance_id,
        "VpcId": instance.vpc_id,
        "VSwitchId": instance.spec.vswitch_id,
        "ZoneId": instance.zone_id,
        "MacAddress": instance.mac_address,
        "PrivateIpAddress": instance.private_ip,
        "PrivateIpSets": {"PrivateIpSet": [{"PrivateIpAddress": instance.private_ip, "Primary": True}]},
        "Ipv6Sets": {"Ipv6Set": []},
        "SecurityGroupIds": {"SecurityGroupId": list(instance.spec.security_group_ids)},
        "NetworkInterfaceTrafficMode": "Standard",
        "QueuePairNumber": 0,
        "SourceDestCheck": False,
        "DeleteOnRelease": True,
        "Attachment": {"InstanceId": instance.instance_id, "DeviceIndex": 0, "NetworkCardIndex": 0},
        "ResourceGroupId": world.catalogue.default_resource_group_id,
        "CreationTime": instance.created_at.strftime("%Y-%m-%dT%H:%M:%SZ"),
        "Tags": {"Tag": []},
    }


ACTIONS: Mapping[str, Action] = {
    "DescribeNetworkInterfaces": Action(
        describe_network_interfaces, "service_alicloud_ecs.go", Coverage.PARTLY, "primary interfaces"
    ),
    "DescribeUserData": Action(describe_user_data, "resource_alicloud_instance.go"),
    "DescribeInstanceRamRole": Action(describe_instance_ram_role, "resource_alicloud_instance.go"),
    "ModifyInstanceMetadataOptions": Action(modify_metadata_options, "resource_alicloud_instance.go"),
    "DescribeInstanceAutoRenewAttribute": Action(
        describe_auto_renew_attribute, "resource_alicloud_instance.go", Coverage.PARTLY, "no automatic renewal"
    ),
    "DescribeInstanceAttachmentAttributes": Action(
        describe_attachment_attributes, "service_alicloud_ecs.go", Coverage.PARTLY, "no private pools"
    ),
}
