"""
Who may ask: programs on this machine, but no web page in its browsers.

There is no password. A page of any site can send requests to loopback (its `Origin` gives it away), and can make its
own name lead there to read the answers, too (DNS rebinding: its `Host` does).
"""

from __future__ import annotations

import socket
from functools import lru_cache
from ipaddress import ip_address
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

if TYPE_CHECKING:
    from alicloud_emulator.framing import Headers

__all__ = ["refusal"]

ANY_ADDRESS = ("", "0.0.0.0", "::")  # noqa: S104 - to be told from others, not to listen on
# What browsers say of a request that no page of another address has caused (Fetch Metadata Request Headers).
OWN_SITES = frozenset({"none", "same-origin"})


def refusal(headers: Headers, host: str, port: int) -> str | None:
    """
    Return why a request is refused, None if it is not.

    Args:
        host: What the emulator listens on, as the user named it; every address, and any port, for `0.0.0.0`.
        port: The port that it listens on.
    """
    hosts = headers.get("host", [])
    if len(hosts) != 1 or not _is_own(hosts[0], host, port):
        return f"Host: got {_shown(hosts)}, expected one of {_own_names(host, port)}"
    for origin in headers.get("origin", []):
        if not origin.startswith(("http://", "https://")) or not _is_own(origin, host, port):
            return f"Origin: got {_shown([origin])}, expected none: web pages may not use the emulator"
    sites = headers.get("sec-fetch-site", [])
    if not OWN_SITES.issuperset(sites):
        return f"Sec-Fetch-Site: got {_shown(sites)}, expected none: web pages may not use the emulator"
    return None


@lru_cache(maxsize=256)
def _is_own(text: str, host: str, port: int) -> bool:
    """
    Tell whether an authority is the emulator's.

    Clients of the SDK that got an endpoint with a scheme or a path send these in `Host`, too: they are passed over.
    """
    try:
        parts = urlsplit("//" + text.rpartition("://")[2])
        name, its_port = (parts.hostname or "").removesuffix("."), parts.port
    except ValueError:
        return False
    if "@" in parts.netloc:
        return False
    if host in ANY_ADDRESS:
        return _is_loopback(name) or _is_address(name) or name == socket.gethostname().lower()
    return its_port == port and (_is_loopback(name) or name == host.lower())


def _own_names(host: str, port: int) -> str:
    if host in ANY_ADDRESS:
        return "localhost, any IP address, and this machine's name"
    names = dict.fromkeys((f"127.0.0.1:{port}", f"localhost:{port}", f"{host}:{port}"))
    return ", ".join(names)


def _is_loopback(name: str) -> bool:
    # Browsers and resolvers lead names below localhost nowhere else (RFC 6761, 6.3).
    if name == "localhost" or name.endswith(".localhost"):
        return True
    return _is_address(name) and ip_address(name).is_loopback


def _is_address(name: str) -> bool:
    try:
        ip_address(name)
    except ValueError:
        return False
    return True


def _shown(values: list[str]) -> str:
    return ", ".join(repr(value[:100]) for value in values) or "nothing"
