"""Addresses of vSwitches."""

from datetime import UTC, datetime

import pytest

from alicloud_emulator.errors import ApiError
from alicloud_emulator.state.vpc.model import VSwitch
from alicloud_emulator.state.vpc.network import release_address, take_address


def vswitch(cidr_block: str) -> VSwitch:
    return VSwitch(
        vswitch_id="vsw-1",
        region_id="cn-hangzhou",
        vpc_id="vpc-1",
        zone_id="cn-hangzhou-h",
        cidr_block=cidr_block,
        name="",
        description="",
        created_at=datetime(2026, 1, 5, tzinfo=UTC),
    )


def test_the_smallest_vswitch_has_four_addresses_and_then_none() -> None:
    """CreateVSwitch: the first address and the last three are the system's."""
    smallest = vswitch("10.0.0.8/29")

    taken = [take_address(smallest, f"i-{number}") for number in range(4)]
    with pytest.raises(ApiError) as refused:
        take_address(smallest, "i-5")

    assert taken == ["10.0.0.9", "10.0.0.10", "10.0.0.11", "10.0.0.12"]
    assert smallest.available_ip_address_count == 0
    assert (refused.value.http_status, refused.value.code) == (403, "InvalidVSwitchId.IpNotEnough")


def test_the_lowest_free_address_is_given_next() -> None:
    network = vswitch("10.0.0.0/24")
    for instance_id in ("i-1", "i-2", "i-3"):
        take_address(network, instance_id)
    release_address(network, "10.0.0.2")

    assert take_address(network, "i-4") == "10.0.0.2"


@pytest.mark.parametrize(
    ("wanted", "code"),
    [
        ("10.0.0.0", "InvalidPrivateIpAddress"),
        ("10.0.0.253", "InvalidPrivateIpAddress"),
        ("10.0.1.1", "InvalidPrivateIpAddress"),
        ("one", "InvalidPrivateIpAddress"),
        ("10.0.0.1", "InvalidPrivateIpAddress.Duplicated"),
    ],
)
def test_an_address_that_cannot_be_given_is_refused(wanted: str, code: str) -> None:
    network = vswitch("10.0.0.0/24")
    take_address(network, "i-1")

    with pytest.raises(ApiError) as refused:
        take_address(network, "i-2", wanted)

    assert refused.value.code == code
