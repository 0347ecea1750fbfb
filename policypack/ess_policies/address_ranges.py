"""Whether address ranges together are everybody."""

import ipaddress
from collections.abc import Iterable
from typing import Final

__all__ = ["are_anybody"]

# IANA's registries of special addresses: nobody on the internet has one of these.
_NOBODY: Final = tuple(
    map(
        ipaddress.ip_network,
        (
            "0.0.0.0/8",
            "10.0.0.0/8",
            "100.64.0.0/10",
            "127.0.0.0/8",
            "169.254.0.0/16",
            "172.16.0.0/12",
            "192.0.0.0/24",
            "192.0.2.0/24",
            "192.168.0.0/16",
            "198.18.0.0/15",
            "198.51.100.0/24",
            "203.0.113.0/24",
            "224.0.0.0/3",
            # Public addresses of IPv6 are in 2000::/3.
            "::/3",
            "4000::/2",
            "8000::/1",
            "2001:db8::/32",
            "3fff::/20",
        ),
    )
)
_IPV4_IN_IPV6: Final = ipaddress.IPv6Network("::ffff:0:0/96")
# Half of the public addresses: as good as all of them.
_HALF: Final = {4: 1, 6: 4}

_Network = ipaddress.IPv4Network | ipaddress.IPv6Network


def are_anybody(cidrs: Iterable[str]) -> bool:
    """
    Tell whether CIDR blocks, in any spelling, together hold every public address of IPv4 or of IPv6.

    One block with half of the public addresses counts as well: `0.0.0.0/1` is no narrower in effect.
    """
    networks = [network for cidr in cidrs if (network := _network(cidr))]
    if any(network.prefixlen <= _HALF[network.version] and not _is_nobody(network) for network in networks):
        return True
    return any(_is_everything([each for each in networks if each.version == version]) for version in (4, 6))


def _network(cidr: str) -> _Network | None:
    try:
        network = ipaddress.ip_network(cidr.strip(), strict=False)
    except ValueError:
        return None
    if isinstance(network, ipaddress.IPv6Network) and network.subnet_of(_IPV4_IN_IPV6):
        first = int(network.network_address) - int(_IPV4_IN_IPV6.network_address)
        return ipaddress.IPv4Network((first, network.prefixlen - _IPV4_IN_IPV6.prefixlen))
    return network


def _is_nobody(network: _Network) -> bool:
    return any(network.version == each.version and network.subnet_of(each) for each in _NOBODY)  # type: ignore[arg-type]


def _is_everything(networks: list[_Network]) -> bool:
    """Tell whether networks of one version leave no public address out."""
    if not networks:
        return False
    version = networks[0].version
    reached = 0
    for first, last in sorted(
        (int(each.network_address), int(each.broadcast_address))
        for each in (*networks, *_NOBODY)
        if each.version == version
    ):
        if first > reached:
            return False
        reached = max(reached, last + 1)
    return reached == 1 << networks[0].max_prefixlen
