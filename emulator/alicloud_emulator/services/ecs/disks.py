"""Disks of instances."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from alicloud_emulator.parameters import missing_parameter
from alicloud_emulator.services.action import Action, Coverage
from alicloud_emulator.services.pages import ids_of, page
from alicloud_emulator.services.tags import tag_key_value
from alicloud_emulator.state.ecs import disks

if TYPE_CHECKING:
    from collections.abc import Mapping

    from alicloud_emulator.state.ecs.model import Disk, Instance
    from alicloud_emulator.state.world import World
    from alicloud_emulator.wire import Call

__all__ = ["ACTIONS"]


def describe_disks(world: World, call: Call) -> dict[str, Any]:
    """Show disks; all are in an instance here."""
    parameters = call.parameters
    ids = ids_of(parameters, "DiskIds")
    kind = parameters.text("DiskType", "all")
    found = [
        (instance, disk)
        for instance in world.compute.instances.values()
        if instance.region_id == call.region_id
        and parameters.text("InstanceId") in (None, instance.instance_id)
        and parameters.text("ZoneId") in (None, instance.zone_id)
        for disk in instance.disks
        if kind in ("all", disk.kind) and (ids is None or disk.disk_id in ids)
    ]
    shown, fields = page(found, parameters, maximum=100)
    return {**fields, "Disks": {"Disk": [_disk(world, instance, disk) for instance, disk in shown]}}


def modify_disk_attribute(world: World, call: Call) -> dict[str, Any]:
    """Change a disk's name or description, or whether it goes with its instance."""
    parameters = call.parameters
    wanted = {
        "name": parameters.text("DiskName"),
        "description": parameters.text("Description"),
        "delete_with_instance": parameters.flag("DeleteWithInstance"),
    }
    changes = {name: value for name, value in wanted.items() if value is not None}
    disks.change_disk(world, parameters.require("DiskId"), **changes)
    return {}


def resize_disk(world: World, call: Call) -> dict[str, Any]:
    """Make a disk larger; the size counts at once, online or not."""
    size = call.parameters.integer("NewSize", minimum=1)
    if size is None:
        raise missing_parameter("NewSize")
    disks.resize_disk(world, call.parameters.require("DiskId"), size)
    return {}


def replace_system_disk(world: World, call: Call) -> dict[str, Any]:
    """Give a Stopped instance a new system disk from another image."""
    parameters = call.parameters
    disk_id = disks.replace_system_disk(
        world,
        parameters.require("InstanceId"),
        parameters.require("ImageId"),
        size=parameters.integer("SystemDisk.Size", minimum=1),
    )
    return {"DiskId": disk_id}


def _disk(world: World, instance: Instance, disk: Disk) -> dict[str, Any]:
    spec = disk.spec
    return {
        "DiskId": disk.disk_id,
        "DiskName": spec.name,
        "Description": spec.description,
        "Type": disk.kind,
        "Category": spec.category,
        "Size": disk.size,
        "PerformanceLevel": spec.performance_level or ("PL1" if spec.category == "cloud_essd" else ""),
        "Encrypted": spec.encrypted,
        "KMSKeyId": spec.kms_key_id,
        "Status": "In_use",
        "InstanceId": instance.instance_id,
        "Device": disk.device,
        "ImageId": instance.spec.image_id if disk.kind == "system" else "",
        "RegionId": instance.region_id,
        "ZoneId": instance.zone_id,
        "DiskChargeType": instance.spec.charge_type,
        "DeleteWithInstance": spec.delete_with_instance,
        "DeleteAutoSnapshot": True,
        "EnableAutoSnapshot": True,
        "AutoSnapshotPolicyId": "",
        "Portable": disk.kind == "data",
        "ResourceGroupId": instance.spec.resource_group_id or world.catalogue.default_resource_group_id,
        "CreationTime": instance.created_at.strftime("%Y-%m-%dT%H:%M:%SZ"),
        "Tags": {"Tag": tag_key_value(disk.tags)},
    }


ACTIONS: Mapping[str, Action] = {
    "DescribeDisks": Action(
        describe_disks, "service_alicloud_ecs.go", Coverage.PARTLY, "disks of instances; a released data disk is gone"
    ),
    "ModifyDiskAttribute": Action(modify_disk_attribute, "resource_alicloud_instance.go"),
    "ResizeDisk": Action(resize_disk, "resource_alicloud_instance.go"),
    "ReplaceSystemDisk": Action(replace_system_disk, "resource_alicloud_instance.go"),
}
