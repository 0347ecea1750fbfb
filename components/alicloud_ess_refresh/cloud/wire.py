"""
Fields of an answer, read with the type that the service documents.

Numbers and booleans may come as text: the SDK does not check types, and older gateways send them so. Whatever else has
another type makes the whole answer unreadable, as if it had been cut off: it is asked for again.
"""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any, TypeVar

__all__ = [
    "UnreadableFieldError",
    "Wire",
    "boolean",
    "each",
    "fields",
    "integer",
    "listed",
    "moment",
    "required_text",
    "rows",
    "text",
    "texts",
    "whole_numbers",
]

T = TypeVar("T")
Wire = Mapping[str, Any]
LARGEST = 2**63 - 1
MOST_DIGITS = 19
_SHOWN = 40


class UnreadableFieldError(ValueError):
    """A field has another type than it is documented to have; the text names it, what it is and what it should be."""

    def __init__(self, name: str, found: object, expected: str) -> None:
        shown = repr(found) if not isinstance(found, Mapping | list) else f"a {type(found).__name__}"
        super().__init__(f"`{name}` is {shown[:_SHOWN]}, expected {expected}")


def text(wire: Wire, name: str, *, is_verbatim: bool = False) -> str | None:
    """
    Return a text; None where there is none, or an empty one.

    Args:
        is_verbatim: With its line ends. Without it they become blanks: a text of the service must not begin a line of
            a message.
    """
    value = wire.get(name)
    return None if value is None or value == "" else _text(value, name, is_verbatim=is_verbatim)


def required_text(wire: Wire, name: str, *, is_verbatim: bool = False) -> str:
    """Return a text, as `text` does, without which the rest says nothing, such as an id."""
    value = text(wire, name, is_verbatim=is_verbatim)
    if value is None:
        raise UnreadableFieldError(name, wire.get(name), "a text")
    return value


def texts(wire: Wire, name: str, *, is_verbatim: bool = False) -> tuple[str, ...]:
    """Return a list of texts, as `text` does each; nothing where there is none."""
    return tuple(_text(value, name, is_verbatim=is_verbatim) for value in _list(wire, name))


def moment(wire: Wire, name: str) -> str:
    """Return a time as it is written, ISO 8601 with its zone; empty where there is none."""
    written = text(wire, name)
    if written is None:
        return ""
    try:
        parsed = datetime.fromisoformat(written)
    except ValueError:
        parsed = None
    if parsed is None or parsed.tzinfo is None:
        raise UnreadableFieldError(name, written, "a time as in ISO 8601")
    return written


def boolean(wire: Wire, name: str) -> bool | None:
    value = wire.get(name)
    if value is None or value == "":
        return None
    said = str(value).lower() if isinstance(value, bool | str) else ""
    if said not in {"true", "false"}:
        raise UnreadableFieldError(name, value, "true or false")
    return said == "true"


def integer(wire: Wire, name: str) -> int | None:
    value = wire.get(name)
    return None if value is None or value == "" else _whole(value, name)


def fields(wire: Wire, name: str) -> Wire:
    """Return an object; an empty one where there is none."""
    value = wire.get(name)
    if value is None or value == "":
        return {}
    if not isinstance(value, Mapping):
        raise UnreadableFieldError(name, value, "an object")
    return value


def each(wire: Wire, name: str) -> tuple[Wire, ...]:
    """Return a list of objects; nothing where there is none."""
    found = _list(wire, name)
    for value in found:
        if not isinstance(value, Mapping):
            raise UnreadableFieldError(name, value, "an object")
    return tuple(found)


def rows(answer: Wire, *path: str, is_first: bool | None = None) -> tuple[Wire, ...]:
    """
    Return what an answer lists.

    Args:
        path: Names of the list, and of the object around it, if there is one.
        is_first: It is the first page: a later one may be empty. None where `PageNumber` says so.

    Raises:
        UnreadableFieldError: There is no such list, although `TotalCount` says that it has entries, or nothing else
            says that it has none: the SDK makes an empty one of a missing one.
    """
    *outer, name = path
    inner = answer
    for part in outer:
        inner = fields(inner, part)
    found = each(inner, name)
    if is_first is None:
        is_first = (integer(answer, "PageNumber") or 1) == 1
    says_nothing = not answer.keys() - {"RequestId", path[0]}
    if not found and is_first and (says_nothing or (integer(answer, "TotalCount") or 0) > 0):
        raise UnreadableFieldError(name, None, "a list")
    return found


def listed(name: str, decode_one: Callable[[Wire], T]) -> Callable[[Wire], tuple[T, ...]]:
    """Return what reads a list of an answer, as `rows` does, and decodes each entry."""
    return lambda answer: tuple(map(decode_one, rows(answer, name)))


def whole_numbers(wire: Wire, name: str) -> tuple[int | None, ...]:
    """Return a list of numbers, some of which may be missing."""
    return tuple(None if value is None or value == "" else _whole(value, name) for value in _list(wire, name))


def _list(wire: Wire, name: str) -> list[Any]:
    value = wire.get(name)
    if value is None or value == "":
        return []
    if not isinstance(value, list | tuple):
        raise UnreadableFieldError(name, value, "a list")
    return list(value)


def _text(value: object, name: str, *, is_verbatim: bool) -> str:
    if isinstance(value, str):
        return value if is_verbatim else " ".join(value.splitlines())
    if isinstance(value, int | float) and not isinstance(value, bool):
        return str(value)
    raise UnreadableFieldError(name, value, "a text")


def _whole(value: object, name: str) -> int:
    if isinstance(value, str) and value.removeprefix("-").isdecimal() and len(value) <= MOST_DIGITS:
        value = int(value)
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    if not isinstance(value, int) or isinstance(value, bool) or abs(value) > LARGEST:
        raise UnreadableFieldError(name, value, "a whole number")
    return value
