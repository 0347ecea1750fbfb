"""Disks: all of them are in an instance here, and go with it."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from alicloud_emulator.errors import ApiError
from alicloud_emulator.state.ecs.lifecycle import find_instance, require_status
from alicloud_emulator.state.ecs.model import InstanceStatus

if TYPE_CHECKING:
    from alicloud_emulator.state.ecs.model import Disk, Instance
    from alicloud_emulator.state.world import World

__all__ = ["change_disk", "find_disk", "replace_system_disk", "resize_disk"]


def find_disk(world: World, disk_id: str) -> tuple[Instance, Disk]:
    """Return the disk and the instance that it is in; raise InvalidDiskId.NotFound (404) if there is none."""
    for instance in world.compute.instances.values():
        for disk in instance.disks:
            if disk.disk_id == disk_id:
                return instance, disk
    raise ApiError(404, "InvalidDiskId.NotFound", "The specified disk does not exist.")


def change_disk(world: World, disk_id: str, **changes: Any) -> None:
    """Change a disk's settings by their names in `DiskSpec`; raise InvalidDiskId.NotFound (404)."""
    instance, disk = find_disk(world, disk_id)
    _put(instance, disk, replace(disk, spec=replace(disk.spec, **changes)))


def resize_disk(world: World, disk_id: str, size: int) -> None:
    """Make a disk larger, in GiB; raise InvalidDiskId.NotFound (404), InvalidDiskSize.TooSmall (400)."""
    instance, disk = find_disk(world, disk_id)
    if size <= disk.size:
        raise ApiError(400, "InvalidDiskSize.TooSmall", f"The disk has {disk.size} GiB already.")
    _put(instance, disk, replace(disk, size=size))


def replace_system_disk(world: World, instance_id: str, image_id: str, *, size: int | None) -> str:
    """Give a Stopped instance a new system disk from an image, and return the disk's id; `size` in GiB."""
    instance = find_instance(world, instance_id)
    require_status(instance, InstanceStatus.STOPPED)
    image = world.catalogue.require_image(image_id)
    present = instance.system_disk
    size = max(image.size, size or present.size)
    _put(instance, present, replace(present, disk_id=world.new_id("d"), size=size))
    instance.spec = replace(instance.spec, image_id=image_id)
    instance.healthy = image.is_healthy
    return instance.system_disk.disk_id


def _put(instance: Instance, old: Disk, new: Disk) -> None:
    instance.disks = tuple(new if disk is old else disk for disk in instance.disks)
