"""What ECS offers: regions, zones, instance types and images. All of it comes from the catalogue."""

from __future__ import annotations

from fnmatch import fnmatchcase
from typing import TYPE_CHECKING, Any

from alicloud_emulator.services.action import Action, Coverage
from alicloud_emulator.services.pages import has_tags, listed_ids, page
from alicloud_emulator.services.tags import tag_key_value
from alicloud_emulator.state.ecs.catalogue import DISK_CATEGORIES

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from alicloud_emulator.parameters import Parameters
    from alicloud_emulator.state.ecs.catalogue import Image, InstanceType
    from alicloud_emulator.state.world import World
    from alicloud_emulator.wire import Call

__all__ = ["ACTIONS"]

IN_STOCK = {"Status": "Available", "StatusCategory": "WithStock"}
# The name that DescribeInstanceTypeFamilies gives the generation that all current families belong to.
GENERATION = "ecs-6"
RESOURCE_TYPES = ("VSwitch", "IoOptimized", "Instance", "Disk")


def describe_regions(world: World, call: Call) -> dict[str, Any]:
    """Show the regions; their endpoint is the emulator itself."""
    regions = [
        {
            "RegionId": region.region_id,
            "LocalName": region.local_name,
            "RegionEndpoint": call.endpoint,
            "Status": "available",
        }
        for region in world.catalogue.regions.values()
    ]
    return {"Regions": {"Region": regions}}


def describe_zones(world: World, call: Call) -> dict[str, Any]:
    """Show the zones of the region with all that each offers."""
    region = world.catalogue.require_region(call.region_id)
    return {"Zones": {"Zone": [_zone(world, region.region_id, zone_id) for zone_id in region.zone_ids]}}


def describe_available_resource(world: World, call: Call) -> dict[str, Any]:
    """Show what is in stock in each zone of the region, for one kind of resource."""
    parameters = call.parameters
    destination = parameters.require("DestinationResource")
    region = world.catalogue.require_region(call.region_id)
    zones = []
    for zone_id in region.zone_ids:
        if parameters.text("ZoneId") in (None, zone_id):
            kinds = _matching_types(world.catalogue.offered_types(region.region_id, zone_id), parameters)
            if kinds:
                zones.append(_stock(region.region_id, zone_id, destination, kinds))
    return {"AvailableZones": {"AvailableZone": zones}}


def describe_instance_types(world: World, call: Call) -> dict[str, Any]:
    """Show instance types, of every region; the provider sends no parameter at all."""
    parameters = call.parameters
    wanted = parameters.strings("InstanceTypes")
    kinds = [
        kind
        for kind in world.catalogue.instance_types.values()
        if (not wanted or kind.instance_type_id in wanted)
        and parameters.text("InstanceTypeFamily") in (None, kind.family)
    ]
    shown, fields = page(kinds, parameters, maximum=1600, default=1600)
    return {
        "InstanceTypes": {"InstanceType": [_instance_type(kind) for kind in shown]},
        "NextToken": fields.get("NextToken", ""),
    }


def describe_instance_type_families(world: World, call: Call) -> dict[str, Any]:
    """Show the families of instance types."""
    generation = call.parameters.text("Generation", GENERATION)
    families = dict.fromkeys(kind.family for kind in world.catalogue.instance_types.values())
    shown = [
        {"InstanceTypeFamilyId": family, "Generation": GENERATION} for family in families if generation == GENERATION
    ]
    return {"InstanceTypeFamilies": {"InstanceTypeFamily": shown}}


def describe_image_support_instance_types(world: World, call: Call) -> dict[str, Any]:
    """Show the instance types that an image runs on: all, as every image and type here is x86."""
    image = world.catalogue.require_image(call.parameters.require("ImageId"))
    kinds = [_instance_type(kind) for kind in world.catalogue.instance_types.values()]
    return {"ImageId": image.image_id, "RegionId": call.region_id, "InstanceTypes": {"InstanceType": kinds}}


def describe_images(world: World, call: Call) -> dict[str, Any]:
    """Show the images that match every filter."""
    found = [image for image in world.catalogue.images.values() if _matches(image, call.parameters)]
    # 100 a page: the provider asks so, and goes on while a page holds 50 or more (data_source_alicloud_images.go).
    shown, fields = page(found, call.parameters, maximum=100)
    return {**fields, "RegionId": call.region_id, "Images": {"Image": [_image(world, image) for image in shown]}}


def _matches(image: Image, parameters: Parameters) -> bool:
    ids = listed_ids(parameters, "ImageId")
    return (
        (ids is None or image.image_id in ids)
        and fnmatchcase(image.name, parameters.text("ImageName", "*"))
        and parameters.text("ImageOwnerAlias") in (None, image.owner_alias)
        and parameters.text("ImageFamily") in (None, image.family)
        and parameters.text("OSType") in (None, "linux")
        and parameters.text("Architecture") in (None, "x86_64")
        and bool({"Available", "ALL"} & set(parameters.text("Status", "Available").split(",")))
        and has_tags(image.tags, parameters)
    )


def _zone(world: World, region_id: str, zone_id: str) -> dict[str, Any]:
    kinds = world.catalogue.offered_types(region_id, zone_id)
    letter = zone_id.rpartition("-")[2].upper()
    return {
        "ZoneId": zone_id,
        "LocalName": f"{world.catalogue.regions[region_id].local_name} Zone {letter}",
        "ZoneType": "AvailabilityZone",
        "AvailableInstanceTypes": {"InstanceTypes": [kind.instance_type_id for kind in kinds]},
        "AvailableDiskCategories": {"DiskCategories": list(DISK_CATEGORIES)},
        "AvailableResourceCreation": {"ResourceTypes": list(RESOURCE_TYPES)},
        "AvailableVolumeCategories": {"VolumeCategories": []},
        "AvailableDedicatedHostTypes": {"DedicatedHostType": []},
        "DedicatedHostGenerations": {"DedicatedHostGeneration": []},
        "AvailableResources": {"ResourcesInfo": [_resources_info(kinds)]},
    }


def _resources_info(kinds: Sequence[InstanceType]) -> dict[str, Any]:
    # The lists inside have lower-case names (SDK ecs20140526, DescribeZonesResponseBody).
    return {
        "IoOptimized": True,
        "InstanceTypes": {"supportedInstanceType": [kind.instance_type_id for kind in kinds]},
        "InstanceTypeFamilies": {"supportedInstanceTypeFamily": list(dict.fromkeys(kind.family for kind in kinds))},
        "InstanceGenerations": {"supportedInstanceGeneration": [GENERATION]},
        "NetworkTypes": {"supportedNetworkCategory": ["vpc"]},
        "SystemDiskCategories": {"supportedSystemDiskCategory": list(DISK_CATEGORIES)},
        "DataDiskCategories": {"supportedDataDiskCategory": list(DISK_CATEGORIES)},
    }


def _matching_types(kinds: Sequence[InstanceType], parameters: Parameters) -> list[InstanceType]:
    cores = parameters.integer("Cores", minimum=1)
    memory = parameters.number("Memory")
    return [
        kind
        for kind in kinds
        if parameters.text("InstanceType") in (None, kind.instance_type_id)
        and cores in (None, kind.cpu)
        and memory in (None, kind.memory)
    ]


def _stock(region_id: str, zone_id: str, destination: str, kinds: Sequence[InstanceType]) -> dict[str, Any]:
    values = {
        "InstanceType": [kind.instance_type_id for kind in kinds],
        "SystemDisk": DISK_CATEGORIES,
        "DataDisk": DISK_CATEGORIES,
        "Network": ("vpc",),
        "IoOptimized": ("optimized",),
    }.get(destination, ())
    resources = [
        {
            "Type": destination,
            "SupportedResources": {"SupportedResource": [{"Value": value, **IN_STOCK} for value in values]},
        }
    ]
    return {
        "RegionId": region_id,
        "ZoneId": zone_id,
        **IN_STOCK,
        "AvailableResources": {"AvailableResource": resources if values else []},
    }


def _instance_type(kind: InstanceType) -> dict[str, Any]:
    shown = {
        "InstanceTypeId": kind.instance_type_id,
        "InstanceTypeFamily": kind.family,
        "InstanceFamilyLevel": "CreditEntryLevel" if kind.baseline_credit else "EnterpriseLevel",
        "CpuCoreCount": kind.cpu,
        "CpuArchitecture": "X86",
        "MemorySize": kind.memory,
        "EniQuantity": max(2, kind.cpu // 2 + 1),
        "EniPrivateIpAddressQuantity": 6,
        "EniIpv6AddressQuantity": 1,
        "NvmeSupport": "unsupported",
        "GPUAmount": kind.gpu_amount,
        "GPUSpec": kind.gpu_spec,
        "LocalStorageCategory": kind.local_storage_category,
        "BaselineCredit": kind.baseline_credit,
        "InitialCredit": 60 if kind.baseline_credit else 0,
    }
    if kind.local_storage_amount:
        # Absent, not 0, for a type without: data_source_alicloud_instance_types.go tells the two apart.
        shown["LocalStorageAmount"] = kind.local_storage_amount
        shown["LocalStorageCapacity"] = kind.local_storage_capacity
    return shown


def _image(world: World, image: Image) -> dict[str, Any]:
    is_own = image.owner_alias == "self"
    return {
        "ImageId": image.image_id,
        "ImageName": image.name,
        "ImageFamily": image.family,
        "ImageVersion": image.version,
        "ImageOwnerAlias": image.owner_alias,
        "ImageOwnerId": int(world.account_id) if is_own else 0,
        "Description": image.description,
        "OSName": image.os_name,
        "OSNameEn": image.os_name,
        "OSType": "linux",
        "Platform": image.platform,
        "Architecture": "x86_64",
        "Size": image.size,
        "Status": "Available",
        "Usable": True,
        "Usage": "none",
        "Progress": "100%",
        "ProductCode": "",
        "IsPublic": not is_own,
        "IsCopied": False,
        "IsSelfShared": "",
        "IsSubscribed": False,
        "IsSupportCloudinit": True,
        "IsSupportIoOptimized": True,
        "CreationTime": image.created_at.strftime("%Y-%m-%dT%H:%M:%SZ"),
        "DiskDeviceMappings": {"DiskDeviceMapping": []},
        "Tags": {"Tag": tag_key_value(image.tags)},
    }


ACTIONS: Mapping[str, Action] = {
    "DescribeRegions": Action(describe_regions, "data_source_alicloud_regions.go"),
    "DescribeZones": Action(describe_zones, "service_alicloud_ecs.go"),
    "DescribeAvailableResource": Action(
        describe_available_resource, "service_alicloud_ecs.go", Coverage.PARTLY, "everything offered is in stock"
    ),
    "DescribeInstanceTypes": Action(describe_instance_types, "data_source_alicloud_instance_types.go"),
    "DescribeInstanceTypeFamilies": Action(
        describe_instance_type_families, "data_source_alicloud_instance_type_families.go"
    ),
    "DescribeImageSupportInstanceTypes": Action(
        describe_image_support_instance_types, "data_source_alicloud_instance_types.go"
    ),
    "DescribeImages": Action(
        describe_images, "data_source_alicloud_images.go", Coverage.PARTLY, "the catalogue's images only"
    ),
}
