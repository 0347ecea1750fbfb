"""
Readers: from a property's raw value to the type it stands for, noting everything that is wrong on the way.

A reader gets the value, its path and the list of failures so far; what it answers after it noted a failure is
of no use. Knows properties in general, not those of any resource.
"""

import json
import re
from collections.abc import Callable, Mapping
from typing import Any

from pulumi.output import Unknown
from pulumi.runtime.rpc import UNKNOWN

from alicloud_ess_refresh.errors import InputFailure

__all__ = [
    "NOT_GIVEN",
    "Reader",
    "boolean",
    "choice",
    "contains_unknown",
    "items",
    "json_text",
    "record",
    "text",
    "whole_number",
]

NOT_GIVEN = (
    "not set, but required; where it comes from another resource, the update has to include that resource: "
    "see `--target` and `--exclude`"
)
"""Why an input is refused that a constructor let pass: it is an output, and that has no value."""

_DIGITS = re.compile(r"-?[0-9]{1,9}")
Reader = Callable[[Any, str, list[InputFailure]], Any]


def text(*, at_most: int | None = None, may_be_empty: bool = False) -> Reader:
    """
    Read a text, of at most this many characters; a whole number is one, too, such as the version of a template.

    A wrong value is not repeated: it may be a secret.
    """
    limit = f" of at most {at_most} characters" if at_most else ""

    def read(value: Any, path: str, failures: list[InputFailure]) -> Any:
        if _is_whole(value):
            value = str(int(value))
        if not isinstance(value, str):
            return _wrong(failures, path, f"got {_kind(value)}, expected a text{limit}")
        if not value and not may_be_empty:
            return _wrong(failures, path, f"got an empty text, expected a text{limit}")
        if at_most is not None and len(value) > at_most:
            return _wrong(failures, path, f"got {len(value)} characters, expected a text{limit}")
        return value

    return read


def whole_number(least: int, most: int, unit: str) -> Reader:
    """Read a whole number. Pulumi hands it over as a float, and what comes from a stack's settings as a text."""

    def read(value: Any, path: str, failures: list[InputFailure]) -> Any:
        if isinstance(value, str) and _DIGITS.fullmatch(value):
            value = int(value)
        expected = f"expected a whole number from {least} to {most} ({unit})"
        if isinstance(value, bool) or not isinstance(value, int | float):
            return _wrong(failures, path, f"got {_kind(value)}, {expected}")
        if not float(value).is_integer() or not least <= value <= most:
            return _wrong(failures, path, f"got {value:g}, {expected}")
        return int(value)

    return read


def boolean() -> Reader:
    """Read a bool; what comes from a stack's settings is a text."""
    texts = {"true": True, "false": False}

    def read(value: Any, path: str, failures: list[InputFailure]) -> Any:
        if isinstance(value, str) and value in texts:
            return texts[value]
        return value if isinstance(value, bool) else _wrong(failures, path, f"got {_kind(value)}, expected a bool")

    return read


def choice(*allowed: str) -> Reader:
    *others, last = [f"`{each}`" for each in allowed]
    expected = f"expected {', '.join(others)} or {last}"

    def read(value: Any, path: str, failures: list[InputFailure]) -> Any:
        if not isinstance(value, str):
            return _wrong(failures, path, f"got {_kind(value)}, {expected}")
        return value if value in allowed else _wrong(failures, path, f"got `{value}`, {expected}")

    return read


def items(each: Reader, *, at_most: int | None = None) -> Reader:
    """Read a list into a tuple."""

    def read(value: Any, path: str, failures: list[InputFailure]) -> Any:
        if not isinstance(value, list):
            return _wrong(failures, path, f"got {_kind(value)}, expected a list")
        if at_most is not None and len(value) > at_most:
            return _wrong(failures, path, f"got {len(value)} entries, expected at most {at_most}")
        return tuple(each(item, f"{path}[{index}]", failures) for index, item in enumerate(value))

    return read


def record(fields: Mapping[str, Reader], *, required: tuple[str, ...]) -> Reader:
    """Read an object into a dict that holds the fields that are set."""

    def read(value: Any, path: str, failures: list[InputFailure]) -> Any:
        names = ", ".join(fields)
        if not isinstance(value, Mapping):
            return _wrong(failures, path, f"got {_kind(value)}, expected an object with {names}")
        for name in value:
            if name not in fields:
                _wrong(failures, f"{path}.{name}", f"not a known field, expected {names}")
        for name in required:
            if value.get(name) is None:
                _wrong(failures, f"{path}.{name}", "not set, but required")
        return {
            name: reader(value[name], f"{path}.{name}", failures)
            for name, reader in fields.items()
            if value.get(name) is not None
        }

    return read


def json_text() -> Reader:
    """Read any value into JSON text that is the same for equal values."""
    return lambda value, _path, _failures: json.dumps(value, sort_keys=True)


def contains_unknown(value: Any) -> bool:
    """Tell whether a value is, or holds, one that is not known before the update."""
    if isinstance(value, Mapping):
        return any(contains_unknown(each) for each in value.values())
    if isinstance(value, list):
        return any(contains_unknown(each) for each in value)
    return isinstance(value, Unknown) or (isinstance(value, str) and value == UNKNOWN)


def _is_whole(value: Any) -> bool:
    return not isinstance(value, bool) and isinstance(value, int | float) and float(value).is_integer()


def _wrong(failures: list[InputFailure], path: str, reason: str) -> Any:
    """Note a failure, and answer None to stand for the value."""
    failures.append(InputFailure(path, reason))


def _kind(value: Any) -> str:
    if isinstance(value, bool):
        return "a bool"
    kinds = {str: "a text", int: "a number", float: "a number", list: "a list", dict: "an object"}
    return kinds.get(type(value), type(value).__name__)
