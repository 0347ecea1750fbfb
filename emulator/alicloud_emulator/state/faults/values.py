"""What a fault's fields may hold: in words for the message, and as a test."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

__all__ = ["Field", "Names", "is_duration", "is_integer", "is_text", "is_text_map"]

# What is allowed, in words and as a test.
Field = tuple[str, Callable[[Any], bool]]
# Of one kind: the names that must and that may be given.
Names = tuple[tuple[str, ...], tuple[str, ...]]


def is_integer(value: object, minimum: int, maximum: float = float("inf")) -> bool:
    """Tell whether it is a whole number of this range."""
    return isinstance(value, int) and not isinstance(value, bool) and minimum <= value <= maximum


def is_text(value: object) -> bool:
    """Tell whether it is a text that is not empty."""
    return isinstance(value, str) and value != ""


def is_text_map(value: object) -> bool:
    """Tell whether it is an object of texts."""
    return isinstance(value, dict) and all(isinstance(item, str) for item in value.values())


def is_duration(value: object, longest: float, shortest: float = 0) -> bool:
    """Tell whether it is a number of seconds of this range."""
    return isinstance(value, int | float) and not isinstance(value, bool) and shortest <= value <= longest
