"""Instances as DescribeInstances and its relatives show them."""

from __future__ import annotations

from fnmatch import fnmatchcase
from typing import TYPE_CHECKING, Any

from alicloud_emulator.services.action import Action, Coverage
from alicloud_emulator.services.ecs.times import to_the_minute
from alicloud_emulator.services.pages import has_tags, ids_of, page
from alicloud_emulator.services.tags import tag_key_value
from alicloud_emulator.state.ecs.instance_locks import lock_reasons
from alicloud_emulator.state.ecs.lifecycle import find_instance

if TYPE_CHECKING:
    from collections.abc import Mapping

    from alicloud_emulator.parameters import Parameters
    from alicloud_emulator.state.ecs.model import Instance
    from alicloud_emulator.state.world import World
    from alicloud_emulator.wire import Call

__all__ = ["ACTIONS"]

# What the service shows for an instance that is paid by use.
NEVER_EXPIRES = "2099-12-31T15:59Z"


def describe_instances(world: World, call: Call) -> dict[str, Any]:
    """Show the instances of the region that match every filter."""
    found = _found(world, call)
    shown, fields = page(found, call.parameters, maximum=100)
    return {**fields, "Instances": {"Instance": [_instance(world, instance) for instance in shown]}}


def describe_instance_status(world: World, call: Call) -> dict[str, Any]:
    """Show only the status; ids come as `InstanceId.N` here."""
    ids = call.parameters.strings("InstanceId")
    found = [item for item in _found(world, call) if not ids or item.instance_id in ids]
    shown, fields = page(found, call.parameters)
    statuses = [{"InstanceId": item.instance_id, "Status": item.status.value} for item in shown]
    return {**fields, "InstanceStatuses": {"InstanceStatus": statuses}}


def describe_instance_attribute(world: World, call: Call) -> dict[str, Any]:
    """Show one instance, with a few fields that lists do not have."""
    instance = find_instance(world, call.parameters.require("InstanceId"))
    return {
        **_instance(world, instance),
        "EnableJumboFrame": False,
        "NetworkOptions": {"EnableJumboFrame": False},
    }


def _found(world: World, call: Call) -> list[Instance]:
    ids = ids_of(call.parameters, "InstanceIds")
    return [
        instance
        for instance in world.compute.instances.values()
        if instance.region_id == call.region_id
        and (ids is None or instance.instance_id in ids)
        and _matches(world, instance, call.parameters)
    ]


def _matches(world: World, instance: Instance, parameters: Parameters) -> bool:
    spec = instance.spec
    addresses = ids_of(parameters, "PrivateIpAddresses")
    public = ids_of(parameters, "PublicIpAddresses")
    group_id = parameters.text("SecurityGroupId")
    exact = {
        "VpcId": instance.vpc_id,
        "VSwitchId": spec.vswitch_id,
        "ZoneId": instance.zone_id,
        "Status": instance.status.value,
        "ImageId": spec.image_id,
        "InstanceType": spec.instance_type,
        "InstanceTypeFamily": spec.instance_type.rpartition(".")[0],
        "InstanceChargeType": spec.charge_type,
        "KeyPairName": spec.key_pair_name,
        "InstanceNetworkType": "vpc",
        "InternetChargeType": spec.internet_charge_type,
        "ResourceGroupId": spec.resource_group_id or world.catalogue.default_resource_group_id,
        **instance.metadata_options,
    }
    return (
        all(parameters.text(name) in (None, value) for name, value in exact.items())
        and fnmatchcase(spec.name or instance.instance_id, parameters.text("InstanceName", "*"))
        and (addresses is None or instance.private_ip in addresses)
        and (public is None or instance.public_ip in public)
        and parameters.text("LockReason") in (None, *lock_reasons(world, instance))
        and (group_id is None or group_id in spec.security_group_ids)
        and has_tags(instance.tags, parameters)
    )


def _instance(world: World, instance: Instance) -> dict[str, Any]:
    spec = instance.spec
    return {
        "InstanceId": instance.instance_id,
        "InstanceName": spec.name or instance.instance_id,
        "HostName": spec.host_name or f"iZ{instance.instance_id.removeprefix('i-')}Z",
        "Description": spec.description,
        "Status": instance.status.value,
        "StoppedMode": instance.stopped_mode,
        "RegionId": instance.region_id,
        "ZoneId": instance.zone_id,
        "ResourceGroupId": spec.resource_group_id or world.catalogue.default_resource_group_id,
        "KeyPairName": spec.key_pair_name,
        "DeletionProtection": spec.deletion_protection,
        "CreationTime": to_the_minute(instance.created_at),
        "StartTime": to_the_minute(instance.started_at),
        "ExpiredTime": NEVER_EXPIRES,
        "AutoReleaseTime": to_the_minute(instance.auto_release_at),
        "Recyclable": False,
        "DeviceAvailable": True,
        "SerialNumber": instance.system_disk.disk_id,
        "OperationLocks": {"LockReason": [{"LockReason": reason} for reason in lock_reasons(world, instance)]},
        "Tags": {"Tag": tag_key_value(instance.tags)},
        **_machine(world, instance),
        **_payment(instance),
        **_network(instance),
    }


def _machine(world: World, instance: Instance) -> dict[str, Any]:
    kind = world.catalogue.require_type(instance.spec.instance_type)
    image = world.catalogue.require_image(instance.spec.image_id)
    shown = {
        "InstanceType": kind.instance_type_id,
        "InstanceTypeFamily": kind.family,
        "Cpu": kind.cpu,
        # MiB here, GiB in the catalogue of types.
        "Memory": int(kind.memory * 1024),
        "CpuOptions": {"CoreCount": max(1, kind.cpu // 2), "ThreadsPerCore": 2, "Numa": "ON"},
        "GPUAmount": kind.gpu_amount,
        "GPUSpec": kind.gpu_spec,
        "ImageId": image.image_id,
        "OSName": image.os_name,
        "OSNameEn": image.os_name,
        "OSType": "linux",
        "IoOptimized": True,
        "CreditSpecification": "Standard" if kind.baseline_credit else "",
        "MetadataOptions": {**instance.metadata_options, "HttpPutResponseHopLimit": 1},
        "ImageOptions": {"LoginAsNonRoot": False},
        "AdditionalInfo": {"EnableHighDensityMode": False},
        "DedicatedHostAttribute": {"DedicatedHostId": instance.spec.dedicated_host_id, "DedicatedHostName": ""},
        "DedicatedInstanceAttribute": {"Tenancy": "", "Affinity": ""},
        "DeploymentSetId": "",
        "HpcClusterId": "",
        "HibernationOptions": {"Configured": False},
    }
    if kind.local_storage_amount:
        shown["LocalStorageAmount"] = kind.local_storage_amount
        shown["LocalStorageCapacity"] = kind.local_storage_capacity
    return shown


def _payment(instance: Instance) -> dict[str, Any]:
    spec = instance.spec
    return {
        "InstanceChargeType": spec.charge_type,
        "SaleCycle": "",
        "SpotStrategy": spec.spot_strategy,
        "SpotPriceLimit": 0.0,
        "SpotDuration": 0,
        "SpotInterruptionBehavior": "" if spec.spot_strategy == "NoSpot" else "Terminate",
    }


def _network(instance: Instance) -> dict[str, Any]:
    spec = instance.spec
    interface = {
        "NetworkInterfaceId": instance.eni_id,
        "Type": "Primary",
        "PrimaryIpAddress": instance.private_ip,
        "MacAddress": instance.mac_address,
        "PrivateIpSets": {"PrivateIpSet": [{"PrivateIpAddress": instance.private_ip, "Primary": True}]},
    }
    return {
        "InstanceNetworkType": "vpc",
        "VpcAttributes": {
            "VpcId": instance.vpc_id,
            "VSwitchId": spec.vswitch_id,
            "PrivateIpAddress": {"IpAddress": [instance.private_ip]},
            "NatIpAddress": "",
        },
        "SecurityGroupIds": {"SecurityGroupId": list(spec.security_group_ids)},
        "NetworkInterfaces": {"NetworkInterface": [interface]},
        "PublicIpAddress": {"IpAddress": [instance.public_ip] if instance.public_ip else []},
        "InnerIpAddress": {"IpAddress": []},
        "EipAddress": {"AllocationId": "", "IpAddress": "", "InternetChargeType": ""},
        "InternetChargeType": spec.internet_charge_type,
        "InternetMaxBandwidthIn": spec.internet_max_bandwidth_in,
        "InternetMaxBandwidthOut": spec.internet_max_bandwidth_out,
        "VlanId": "",
    }


ACTIONS: Mapping[str, Action] = {
    "DescribeInstances": Action(
        describe_instances, "service_alicloud_ecs.go", Coverage.PARTLY, "the filters named Filter.N are not known"
    ),
    "DescribeInstanceStatus": Action(describe_instance_status, "SDK"),
    "DescribeInstanceAttribute": Action(describe_instance_attribute, "service_alicloud_ecs.go"),
}
