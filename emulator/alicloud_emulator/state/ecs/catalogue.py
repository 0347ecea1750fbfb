"""
What the emulated cloud offers: regions, zones, instance types and images.

A small, fixed part of the real offer. Every instance type and disk category is offered in every zone, except
that `SCARCE_FAMILIES` are missing in a region's last zone, so that programs which pick zones by type are tested.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from alicloud_emulator.errors import ApiError

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["DISK_CATEGORIES", "Catalogue", "Image", "InstanceType", "Region", "sold_out"]

DISK_CATEGORIES = ("cloud_efficiency", "cloud_ssd", "cloud_essd", "cloud_auto")
SCARCE_FAMILIES = frozenset({"ecs.i3", "ecs.gn6i"})


@dataclass(frozen=True, slots=True)
class Region:
    """A region and the letters of its zones."""

    region_id: str
    local_name: str
    zone_letters: str

    @property
    def zone_ids(self) -> tuple[str, ...]:
        """Zone ids in alphabetical order: `cn-hangzhou-h`, but `eu-central-1a` where the region's id has a number."""
        joint = "" if self.region_id[-1].isdecimal() else "-"
        return tuple(f"{self.region_id}{joint}{letter}" for letter in self.zone_letters)


@dataclass(frozen=True, slots=True)
class InstanceType:
    """An instance type; `memory` in GiB, `local_storage_capacity` in GiB a disk, 0 for none."""

    instance_type_id: str
    cpu: int
    memory: float
    local_storage_amount: int = 0
    local_storage_capacity: int = 0
    local_storage_category: str = ""
    gpu_amount: int = 0
    gpu_spec: str = ""
    baseline_credit: int = 0

    @property
    def family(self) -> str:
        """The type without its size: `ecs.g7` of `ecs.g7.large`."""
        return self.instance_type_id.rpartition(".")[0]


@dataclass(frozen=True, slots=True, kw_only=True)
class Image:
    """
    An image; `size` in GiB.

    Instances of an image with `is_healthy` False come up but never become healthy, as a broken release would.
    """

    image_id: str
    name: str
    os_name: str
    platform: str
    created_at: datetime
    owner_alias: str = "system"
    family: str = ""
    version: str = ""
    description: str = ""
    size: int = 20
    is_healthy: bool = True
    tags: dict[str, str] = field(default_factory=dict)


REGIONS = (
    Region("cn-hangzhou", "China (Hangzhou)", "hijk"),
    Region("cn-beijing", "China (Beijing)", "hkl"),
    Region("ap-southeast-1", "Singapore", "abc"),
    Region("eu-central-1", "Germany (Frankfurt)", "abc"),
)

# Sizes: instance family pages of the ECS user guide.
INSTANCE_TYPES = (
    InstanceType("ecs.g7.large", 2, 8),
    InstanceType("ecs.g7.xlarge", 4, 16),
    InstanceType("ecs.g7.2xlarge", 8, 32),
    InstanceType("ecs.g6.large", 2, 8),
    InstanceType("ecs.c7.large", 2, 4),
    InstanceType("ecs.c7.xlarge", 4, 8),
    InstanceType("ecs.r7.large", 2, 16),
    InstanceType("ecs.u1-c1m2.large", 2, 4),
    InstanceType("ecs.t6-c1m1.large", 2, 2, baseline_credit=24),
    InstanceType("ecs.i3.xlarge", 4, 32, 1, 894, "local_ssd_pro"),
    InstanceType("ecs.i3.2xlarge", 8, 64, 1, 1788, "local_ssd_pro"),
    InstanceType("ecs.gn6i-c4g1.xlarge", 4, 15, gpu_amount=1, gpu_spec="NVIDIA T4"),
)

_FIRST_RELEASE = datetime(2026, 1, 5, 8, 0, tzinfo=UTC)

SYSTEM_IMAGES = (
    Image(
        image_id="aliyun_3_x64_20G_alibase_20250629.vhd",
        name="aliyun_3_x64_20G_alibase_20250629.vhd",
        os_name="Alibaba Cloud Linux  3.2104 LTS 64-bit",
        platform="Aliyun",
        family="acs:alibaba_cloud_linux_3_2104_lts_x64",
        created_at=datetime(2025, 7, 3, 2, 0, tzinfo=UTC),
    ),
    Image(
        image_id="aliyun_3_x64_20G_alibase_20250117.vhd",
        name="aliyun_3_x64_20G_alibase_20250117.vhd",
        os_name="Alibaba Cloud Linux  3.2104 LTS 64-bit",
        platform="Aliyun",
        family="acs:alibaba_cloud_linux_3_2104_lts_x64",
        created_at=datetime(2025, 1, 22, 2, 0, tzinfo=UTC),
    ),
    Image(
        image_id="ubuntu_24_04_x64_20G_alibase_20250702.vhd",
        name="ubuntu_24_04_x64_20G_alibase_20250702.vhd",
        os_name="Ubuntu  24.04 64-bit",
        platform="Ubuntu",
        family="acs:ubuntu_24_04_x64",
        created_at=datetime(2025, 7, 8, 2, 0, tzinfo=UTC),
    ),
    Image(
        image_id="ubuntu_22_04_x64_20G_alibase_20250722.vhd",
        name="ubuntu_22_04_x64_20G_alibase_20250722.vhd",
        os_name="Ubuntu  22.04 64-bit",
        platform="Ubuntu",
        family="acs:ubuntu_22_04_x64",
        created_at=datetime(2025, 7, 25, 2, 0, tzinfo=UTC),
    ),
    Image(
        image_id="centos_stream_9_x64_20G_alibase_20250625.vhd",
        name="centos_stream_9_x64_20G_alibase_20250625.vhd",
        os_name="CentOS Stream  9 64-bit",
        platform="CentOS Stream",
        family="acs:centos_stream_9_x64",
        created_at=datetime(2025, 6, 27, 2, 0, tzinfo=UTC),
    ),
)


def _app_image(version: str, number: int, *, is_healthy: bool = True) -> Image:
    return Image(
        image_id=f"m-app-{version}",
        name=f"app-{version}",
        os_name="Alibaba Cloud Linux  3.2104 LTS 64-bit",
        platform="Aliyun",
        owner_alias="self",
        family="app",
        version=version,
        description=f"Release {version} of a web application.",
        created_at=_FIRST_RELEASE + timedelta(days=7 * number),
        is_healthy=is_healthy,
    )


# Releases to roll between, each a week younger than the one before, and one that does not work.
APP_IMAGES = (
    *(_app_image(f"v{number}", number) for number in range(1, 10)),
    _app_image("broken", 0, is_healthy=False),
)


@dataclass(frozen=True, slots=True)
class Catalogue:
    """Everything on offer, by id."""

    regions: Mapping[str, Region] = field(default_factory=lambda: {item.region_id: item for item in REGIONS})
    instance_types: Mapping[str, InstanceType] = field(
        default_factory=lambda: {item.instance_type_id: item for item in INSTANCE_TYPES}
    )
    images: Mapping[str, Image] = field(
        default_factory=lambda: {item.image_id: item for item in (*SYSTEM_IMAGES, *APP_IMAGES)}
    )
    default_resource_group_id: str = "rg-acfmxazb4ph6aiy"

    def has_zone(self, region_id: str, zone_id: str) -> bool:
        """Whether the region has this zone."""
        region = self.regions.get(region_id)
        return region is not None and zone_id in region.zone_ids

    def offered_types(self, region_id: str, zone_id: str) -> list[InstanceType]:
        """Instance types that the zone of the region has."""
        is_last = zone_id == self.regions[region_id].zone_ids[-1]
        return [kind for kind in self.instance_types.values() if not (is_last and kind.family in SCARCE_FAMILIES)]

    def require_region(self, region_id: str) -> Region:
        """Return the region; raise InvalidRegionId.NotFound (404) if there is none."""
        region = self.regions.get(region_id)
        if region is None:
            raise ApiError(404, "InvalidRegionId.NotFound", "The specified RegionId does not exist.")
        return region

    def require_image(self, image_id: str) -> Image:
        """Return the image; raise InvalidImageId.NotFound (404) if there is none."""
        image = self.images.get(image_id)
        if image is None:
            raise ApiError(404, "InvalidImageId.NotFound", f"The specified ImageId {image_id} does not exist.")
        return image

    def require_type(self, instance_type_id: str) -> InstanceType:
        """Return the instance type; raise InvalidInstanceType.ValueNotSupported (400) if there is none."""
        kind = self.instance_types.get(instance_type_id)
        if kind is None:
            raise ApiError(
                400,
                "InvalidInstanceType.ValueNotSupported",
                f"The specified InstanceType {instance_type_id} is not supported.",
            )
        return kind

    def require_offered(self, region_id: str, zone_id: str, instance_type_id: str) -> InstanceType:
        """Return the instance type; raise OperationDenied.NoStock (403) if the zone does not have it."""
        kind = self.require_type(instance_type_id)
        if kind not in self.offered_types(region_id, zone_id):
            raise sold_out(zone_id, instance_type_id)
        return kind


def sold_out(zone_id: str, instance_type_id: str) -> ApiError:
    """Make the answer to a launch for which the zone has no stock."""
    return ApiError(
        403, "OperationDenied.NoStock", f"The requested resource is sold out in {zone_id}: {instance_type_id}."
    )
