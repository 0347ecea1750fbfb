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

from pulumi_policy.proxy import UnknownValueError

__all__ = [
    "boolean",
    "integer",
    "is_set",
    "keys",
    "known_text",
    "known_texts",
    "length",
    "mapping",
    "mappings",
    "text",
    "texts",
]


def is_set(props: Mapping[str, Any], *names: str) -> bool:
    """Tell whether one of these properties has a value, which may be unknown; an empty one is none."""
    return any(_is_set(props, name) for name in names)


def _is_set(props: Mapping[str, Any], key: str) -> bool:
    try:
        value = props.get(key)
    except UnknownValueError:
        # Whatever it will be, there is one: all that is asked.
        return True
    if isinstance(value, str | Sequence | Mapping):
        return len(value) > 0
    return value is not None and value is not False


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


def mapping(props: Mapping[str, Any], key: str) -> Mapping[str, Any]:
    """Answer an object, or the first of a list of them, as the bridge writes one that may come once; else none."""
    value = props.get(key)
    if isinstance(value, Mapping):
        return value
    return next(iter(mappings(props, key)), {})


def texts(props: Mapping[str, Any], key: str) -> tuple[str, ...]:
    """Answer the strings of a list; nothing where there is no list."""
    value = props.get(key)
    if isinstance(value, str) or not isinstance(value, Sequence):
        return ()
    return tuple(element for element in value if isinstance(element, str))


def length(props: Mapping[str, Any], key: str) -> int:
    """Answer the length of a list, whose elements may be unknown; 0 where there is no list."""
    value = props.get(key)
    return 0 if isinstance(value, str) or not isinstance(value, Sequence) else len(value)


def keys(props: Mapping[str, Any], key: str) -> frozenset[str]:
    """Answer the keys of an object, whose values may be unknown; none where there is no object."""
    value = props.get(key)
    return frozenset(value) if isinstance(value, Mapping) else frozenset()


def known_text(props: Mapping[str, Any], key: str) -> str | None:
    """Answer a string, or None where there is none, an empty one or an unknown one."""
    try:
        return text(props, key)
    except UnknownValueError:
        return None


def known_texts(props: Mapping[str, Any], key: str) -> tuple[str, ...]:
    """Answer the strings of a list that are known; nothing where there is no list or an unknown one."""
    try:
        value = props.get(key)
    except UnknownValueError:
        return ()
    if isinstance(value, str) or not isinstance(value, Sequence):
        return ()
    read = (_known(value, index) for index in range(len(value)))
    return tuple(element for element in read if isinstance(element, str))


def _known(values: Sequence[Any], index: int) -> Any:
    try:
        return values[index]
    except UnknownValueError:
        return None
