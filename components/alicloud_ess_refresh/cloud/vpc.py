"""
`VpcClient`: what a refresh needs to know of the network, in the package's own types.

Who implements it: `SdkVpcClient` over the official SDK's core; tests, over a script. It decides nothing.
"""

from dataclasses import dataclass
from typing import Protocol

__all__ = ["VSwitch", "VpcClient"]


@dataclass(frozen=True, slots=True, kw_only=True)
class VSwitch:
    """A vSwitch. Source: DescribeVSwitchAttributes, VPC 2016-04-28, AvailableIpAddressCount and ZoneId."""

    vswitch_id: str
    available_ip_address_count: int
    zone_id: str = ""


class VpcClient(Protocol):
    """
    VPC in one region.

    Every method raises ServiceUnreachableError, ThrottledError or ServiceApiError.
    """

    region: str

    def describe_vswitch(self, vswitch_id: str) -> VSwitch | None:
        """Answer a vSwitch, or None where it does not exist."""
