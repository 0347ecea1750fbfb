"""Times as Auto Scaling writes them: UTC, to the minute, or to the second in instance refresh tasks."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime

__all__ = ["to_the_minute", "to_the_second"]


def to_the_minute(at: datetime) -> str:
    """Return for example `2026-01-05T08:00Z`."""
    return at.strftime("%Y-%m-%dT%H:%MZ")


def to_the_second(at: datetime) -> str:
    """Return for example `2026-01-05T08:00:59Z`: times of DescribeInstanceRefreshes and CreatedTime, ESS 2022-02-22."""
    return at.strftime("%Y-%m-%dT%H:%M:%SZ")
