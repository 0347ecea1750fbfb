"""
Typed readings of resource properties.

A policy sees its resource through the proxies of `pulumi_policy.proxy`: mappings and sequences that are neither
dicts nor lists, whole numbers as floats, secrets in clear, and an UnknownValueError for whatever is touched and
only known after the preview (`in` and iteration touch, too). So each reading touches one property and no more, leaves
that error to the engine's advisory, and takes a value of another type than the schema's for an absent one.
"""

import math
from collections.abc import Mapping, Sequence
from typing import Any

__all__ = ["boolean", "integer", "mappings", "text"]


def text(props: Mapping[str, Any], key: str) -> str | None:
    """Answer a string, or None where there is none or an empty one."""
    value = props.get(key)
    return value if isinstance(value, str) and value else None


def boolean(props: Mapping[str, Any], key: str) -> bool | None:
    """Answer a boolean, or None where there is none."""
    value = props.get(key)
    return value if isinstance(value, bool) else None


def integer(props: Mapping[str, Any], key: str) -> int | None:
    """Answer a whole number, or None where there is none."""
    value = props.get(key)
    if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
        return None
    return int(value) if value == int(value) else None


def mappings(props: Mapping[str, Any], key: str) -> tuple[Mapping[str, Any], ...]:
    """Answer the objects of a list; nothing where there is no list. An unknown element is an unknown list."""
    value = props.get(key)
    if isinstance(value, str) or not isinstance(value, Sequence):
        return ()
    return tuple(element for element in value if isinstance(element, Mapping))
