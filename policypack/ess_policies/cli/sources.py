"""
Where a program declares its resources.

The engine knows it at preview from the registrations that the language SDK sends, afterwards from the state. Its events
do not tell (3.259).
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, TypeAlias
from urllib.parse import unquote, urlsplit

from ess_policies.configuration.bounded import UnreadableFileError, parse_json

__all__ = ["Frame", "Source", "Sources", "of_registrations", "of_state"]

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


Sources: TypeAlias = Mapping[str, Source]
"""The source of each resource, by URN."""


def of_registrations(lines: Iterable[str]) -> Sources:
    """Read the engine's log of remote calls, of which only completed registrations count."""
    by_urn: dict[str, Source] = {}
    for line in lines:
        if REGISTRATION not in line or COMPLETED not in line:
            continue
        try:
            call = parse_json(line)
        except UnreadableFileError:
            continue  # nested more deeply than anybody can follow: its position stays unknown
        request, urn = call["request"], call.get("response", {}).get("urn")
        positions = (request.get("sourcePosition"), *_program_counters(request.get("stackTrace")))
        frames = (Frame(_path(p["uri"]), p["line"]) for p in positions if p and "uri" in p and "line" in p)
        if urn:
            by_urn[urn] = Source(tuple(frames), request.get("parent", ""))
    return by_urn


def of_state(deployment: Mapping[str, Any]) -> Sources:
    """Read the `deployment` of an exported state."""
    by_urn = {}
    for resource in deployment.get("resources") or ():
        positions = (resource, *(resource.get("stackTrace") or ()))
        frames = (_state_frame(p["sourcePosition"]) for p in positions if p.get("sourcePosition"))
        by_urn[resource["urn"]] = Source(tuple(frame for frame in frames if frame), resource.get("parent", ""))
    return by_urn


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
