"""Which ports a security group rule opens, and to whom."""

import ipaddress
import re

__all__ = ["covers_port", "is_anybody"]

# AuthorizeSecurityGroup, PortRange: `1/200`; `-1/-1` is every port, and the only form for protocols without ports.
_RANGE = re.compile(r"(-?\d+)/(-?\d+)")
_PROTOCOLS_WITH_PORT = frozenset({"tcp", "all"})


def is_anybody(cidr: str) -> bool:
    """
    Tell whether a CIDR block is every address, in any spelling of it.

    A block of the whole internet in two halves counts as well: `0.0.0.0/1` is no narrower in effect.
    """
    try:
        network = ipaddress.ip_network(cidr.strip(), strict=False)
    except ValueError:
        return False
    return network.prefixlen <= 1


def covers_port(ip_protocol: str, port_range: str | None, port: int) -> bool:
    """
    Tell whether a rule opens a TCP port.

    Args:
        ip_protocol: `tcp`, `udp`, `icmp`, `gre` or `all`, in any case.
        port_range: `first/last`; `-1/-1` is every port, and so is none, the provider's default.
    """
    if ip_protocol.lower() not in _PROTOCOLS_WITH_PORT:
        return False
    if port_range is None:
        return True
    match = _RANGE.fullmatch(port_range.strip())
    if match is None:
        return False
    first, last = int(match[1]), int(match[2])
    return first < 0 or first <= port <= last
