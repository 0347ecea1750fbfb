"""Lists of RAM: all at once or by MaxItems and Marker, with the times that its answers show."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from alicloud_emulator.parameters import invalid_parameter

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from alicloud_emulator.parameters import Parameters

__all__ = ["listed", "shown_time"]

# MaxItems of ListUsers and its siblings.
MAX_ITEMS = 1000


def listed(items: Sequence[dict[str, Any]], parameters: Parameters, plural: str, singular: str) -> dict[str, Any]:
    """Return the part of a list that was asked for, as `{plural: {singular: […]}}`, and how to go on."""
    most = parameters.integer("MaxItems", minimum=1, maximum=MAX_ITEMS) or 100
    marker = parameters.text("Marker", "0")
    if not marker.isdecimal():
        raise invalid_parameter("Marker", marker, "the Marker of the answer before")
    start = int(marker)
    end = start + most
    more = {"IsTruncated": True, "Marker": str(end)} if end < len(items) else {"IsTruncated": False}
    return {**more, plural: {singular: list(items[start:end])}}


def shown_time(moment: datetime) -> str:
    """Return for example `2026-01-05T08:00:59Z`."""
    return moment.strftime("%Y-%m-%dT%H:%M:%SZ")
