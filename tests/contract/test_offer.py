"""What programs look up before they make anything, through the official ECS SDK."""

import pytest
from alibabacloud_ecs20140526 import models
from alibabacloud_ecs20140526.client import Client
from alibabacloud_tea_openapi.exceptions import ClientException

from alicloud_emulator import Emulator
from contract.official import REGION, ecs_client


@pytest.fixture(name="ecs")
def _ecs(alicloud_emulator: Emulator) -> Client:
    return ecs_client(alicloud_emulator)


def test_regions_and_zones(ecs: Client) -> None:
    regions = ecs.describe_regions(models.DescribeRegionsRequest()).body.regions.region
    zones = ecs.describe_zones(models.DescribeZonesRequest(region_id="cn-beijing")).body.zones.zone

    assert [region.region_id for region in regions] == [
        "cn-hangzhou",
        "cn-beijing",
        "ap-southeast-1",
        "eu-central-1",
    ]
    assert [zone.zone_id for zone in zones] == ["cn-beijing-h", "cn-beijing-k", "cn-beijing-l"]


def test_local_disks_are_not_offered_in_the_last_zone(ecs: Client) -> None:
    answer = ecs.describe_available_resource(
        models.DescribeAvailableResourceRequest(
            region_id=REGION, destination_resource="InstanceType", instance_type="ecs.i3.xlarge"
        )
    )

    zones = [zone.zone_id for zone in answer.body.available_zones.available_zone]
    assert zones == ["cn-hangzhou-h", "cn-hangzhou-i", "cn-hangzhou-j"]


def test_an_instance_type_tells_its_size(ecs: Client) -> None:
    answer = ecs.describe_instance_types(
        models.DescribeInstanceTypesRequest(instance_types=["ecs.g7.large", "ecs.i3.xlarge"])
    )

    shown = [
        (kind.cpu_core_count, kind.memory_size, kind.instance_type_family, kind.local_storage_capacity)
        for kind in answer.body.instance_types.instance_type
    ]
    assert shown == [(2, 8, "ecs.g7", None), (4, 32, "ecs.i3", 894)]


@pytest.mark.parametrize(
    ("filters", "ids"),
    [
        ({"image_family": "app", "page_size": 2}, ["m-app-v1", "m-app-v2"]),
        ({"image_id": "m-app-v3,m-app-broken"}, ["m-app-v3", "m-app-broken"]),
        ({"image_id": "m-none"}, []),
        ({"image_owner_alias": "system", "image_name": "ubuntu_24*"}, ["ubuntu_24_04_x64_20G_alibase_20250702.vhd"]),
        ({"status": "Creating"}, []),
    ],
)
def test_images_are_found_by_what_they_are(ecs: Client, filters: dict[str, object], ids: list[str]) -> None:
    answer = ecs.describe_images(models.DescribeImagesRequest(**{"region_id": REGION} | filters))

    assert [image.image_id for image in answer.body.images.image] == ids


def test_an_unknown_region_is_not_found(ecs: Client) -> None:
    with pytest.raises(ClientException) as refused:
        ecs.describe_zones(models.DescribeZonesRequest(region_id="cn-nowhere"))

    assert (refused.value.status_code, refused.value.code) == (404, "InvalidRegionId.NotFound")
