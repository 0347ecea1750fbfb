"""Which ports a security group rule opens."""

import re

__all__ = ["covers_port"]

# AuthorizeSecurityGroup, PortRange: `1/200`; `-1/-1` is every port, and the only form for protocols without ports.
_RANGE = re.compile(r"(-?\d+)/(-?\d+)")
_PROTOCOLS_WITH_PORT = frozenset({"tcp", "all"})


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
