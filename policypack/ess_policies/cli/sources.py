"""
Where a program declares its resources, and which values of it are secret.

Both come from what the engine knows of a resource: at preview from the registrations that the language SDK sends
(`PULUMI_DEBUG_GRPC`), afterwards from the state. Neither stands in the engine's events (3.259).
"""

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import unquote, urlsplit

__all__ = ["Frame", "Source", "Sources", "of_registrations", "of_state"]

# sdk/go/common/resource: the key that marks a special object, and the value that makes it a secret.
_SIGNATURE = "4dabf18193072939515e22adb298388d"
_SECRET = "1b47061264138c4ac30d75fd1eb44270"  # noqa: S105  (a marker, not a credential)
# Shorter secrets are left alone: replacing every "1" or "true" of a report hides nothing and garbles all.
_SHORTEST_SECRET = 4

REGISTRATION = '"/pulumirpc.ResourceMonitor/RegisterResource"'
COMPLETED = '"response_completed"'


@dataclass(frozen=True, slots=True)
class Frame:
    """A line on the stack of a declaration; the path is absolute, or relative to the project's folder."""

    path: str
    line: int


@dataclass(frozen=True, slots=True)
class Source:
    """How a resource was declared: by which lines, the innermost first, and below which parent (a URN)."""

    frames: tuple[Frame, ...]
    parent: str


@dataclass(frozen=True, slots=True)
class Sources:
    """The source of each resource by URN, and the secret texts among the properties."""

    by_urn: Mapping[str, Source]
    secrets: frozenset[str]


def of_registrations(lines: Iterable[str]) -> Sources:
    """Read the engine's log of remote calls, of which only completed registrations count."""
    by_urn: dict[str, Source] = {}
    secrets: set[str] = set()
    for line in lines:
        if REGISTRATION not in line or COMPLETED not in line:
            continue
        call = json.loads(line)
        request, urn = call["request"], call.get("response", {}).get("urn")
        positions = (request.get("sourcePosition"), *_program_counters(request.get("stackTrace")))
        frames = (Frame(_path(p["uri"]), p["line"]) for p in positions if p and "uri" in p and "line" in p)
        if urn:
            by_urn[urn] = Source(tuple(frames), request.get("parent", ""))
        secrets.update(_secret_texts(request.get("object", {})))
    return Sources(by_urn, frozenset(secrets))


def of_state(deployment: Mapping[str, Any]) -> Sources:
    """Read the `deployment` of an exported state. Its secrets are known only if it was exported in clear."""
    by_urn = {}
    secrets: set[str] = set()
    for resource in deployment.get("resources") or ():
        positions = (resource, *(resource.get("stackTrace") or ()))
        frames = (_state_frame(p["sourcePosition"]) for p in positions if p.get("sourcePosition"))
        by_urn[resource["urn"]] = Source(tuple(frame for frame in frames if frame), resource.get("parent", ""))
        secrets.update(_secret_texts(resource.get("inputs", {})), _secret_texts(resource.get("outputs", {})))
    return Sources(by_urn, frozenset(secrets))


def _program_counters(trace: Mapping[str, Any] | None) -> Iterator[Mapping[str, Any] | None]:
    for frame in (trace or {}).get("frames") or ():
        yield frame.get("pc")


def _state_frame(position: str) -> Frame | None:
    """`project:///web/__main__.py#32`, `project:///../lib/x.py#7` or `file:///srv/__main__.py#32,4`."""
    location, _, place = position.partition("#")
    line = place.partition(",")[0]
    path = _path(location)
    if not line.isdecimal() or not path:
        return None
    return Frame(path.removeprefix("/") if location.startswith("project:") else path, int(line))


def _path(uri: str) -> str:
    return unquote(urlsplit(uri).path)


def _secret_texts(value: Any, *, secret: bool = False) -> Iterator[str]:
    if isinstance(value, Mapping):
        is_secret = secret or value.get(_SIGNATURE) == _SECRET
        for key, each in value.items():
            if key == "plaintext" and is_secret:
                yield from _secret_texts(json.loads(each), secret=True)
            elif key not in (_SIGNATURE, "ciphertext"):
                yield from _secret_texts(each, secret=is_secret)
    elif isinstance(value, list):
        for each in value:
            yield from _secret_texts(each, secret=secret)
    elif secret and isinstance(value, str) and len(value) >= _SHORTEST_SECRET:
        yield value
