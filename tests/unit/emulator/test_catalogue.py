"""The catalogue holds what examples and READMEs name."""

import pytest

from alicloud_emulator.state.ecs.catalogue import Catalogue

CATALOGUE = Catalogue()


def test_only_the_broken_release_is_unhealthy() -> None:
    images = CATALOGUE.images.values()

    assert [image.image_id for image in images if not image.is_healthy] == ["m-app-broken"]
    assert [image.image_id for image in images if image.owner_alias == "self"] == [
        *(f"m-app-v{number}" for number in range(1, 10)),
        "m-app-broken",
    ]


def test_later_releases_are_newer() -> None:
    created = [CATALOGUE.images[f"m-app-v{number}"].created_at for number in range(1, 10)]

    assert created == sorted(set(created))


@pytest.mark.parametrize(
    ("region_id", "zone_ids"),
    [
        ("cn-hangzhou", ("cn-hangzhou-h", "cn-hangzhou-i", "cn-hangzhou-j", "cn-hangzhou-k")),
        ("cn-beijing", ("cn-beijing-h", "cn-beijing-k", "cn-beijing-l")),
        ("ap-southeast-1", ("ap-southeast-1a", "ap-southeast-1b", "ap-southeast-1c")),
        ("eu-central-1", ("eu-central-1a", "eu-central-1b", "eu-central-1c")),
    ],
)
def test_zone_ids_are_written_as_the_service_writes_them(region_id: str, zone_ids: tuple[str, ...]) -> None:
    assert CATALOGUE.regions[region_id].zone_ids == zone_ids


def test_every_region_has_a_type_with_local_disks_but_not_in_its_last_zone() -> None:
    for region in CATALOGUE.regions.values():
        offered = [
            any(kind.local_storage_amount for kind in CATALOGUE.offered_types(region.region_id, zone_id))
            for zone_id in region.zone_ids
        ]
        assert offered == [True] * (len(region.zone_ids) - 1) + [False]
