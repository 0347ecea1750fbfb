"""Typed reading of a call's flat parameters (`VSwitchIds.1`, `Checkpoints.2.Percentage`)."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, overload

from alicloud_emulator.errors import ApiError
from alicloud_emulator.json_text import read_json

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

__all__ = ["Parameters", "invalid_parameter", "is_true", "missing_parameter"]

# As clients write them; Python's own readers take `1_0`, ` 1`, `nan` and digits of other scripts, too.
INTEGER = re.compile(r"[+-]?[0-9]{1,18}")
NUMBER = re.compile(r"[+-]?[0-9]{1,15}(\.[0-9]{1,15})?([eE][+-]?[0-9]{1,2})?")
POSITION = re.compile(r"[1-9][0-9]{0,5}")
# No parameter of any action is larger: times are in milliseconds since 1970.
LARGEST = 10**14
LONGEST_SHOWN = 200


def missing_parameter(name: str) -> ApiError:
    """Make the answer to a call without a parameter that it needs."""
    return ApiError(
        400,
        "MissingParameter",
        f'The input parameter "{name}" that is mandatory for processing this request is not supplied.',
    )


def invalid_parameter(name: str, found: object, expected: str) -> ApiError:
    """Make the answer to a parameter whose value is wrong; of a long value only the beginning is shown."""
    text = str(found)
    found = text if len(text) <= LONGEST_SHOWN else f"{text[:LONGEST_SHOWN]}…"
    return ApiError(
        400,
        "InvalidParameter",
        f'The specified value of parameter "{name}" is not valid: got {found}, expected {expected}.',
    )


def is_true(text: str) -> bool:
    """Tell whether a text means true: Go clients send `true`, Python clients `True`."""
    return text.lower() == "true"


class Parameters:
    """
    The parameters of a call, or those below a prefix of it.

    An empty value counts as absent: the provider sends `GroupType=` for what the user did not set
    (resource_alicloud_ess_scaling_group.go).
    """

    def __init__(self, values: Mapping[str, str], prefix: str = "") -> None:
        self._values = {name: value for name, value in values.items() if value != ""}
        self._prefix = prefix

    @classmethod
    def of(cls, values: Mapping[str, object]) -> Parameters:
        """Return values of any plain type as the parameters that they were sent as: the inverse of the readers."""
        return cls({name: str(value) for name, value in values.items()})

    def __contains__(self, name: str) -> bool:
        return name in self._values

    def __iter__(self) -> Iterator[str]:
        return iter(self._values)

    def __bool__(self) -> bool:
        return bool(self._values)

    def as_dict(self) -> dict[str, str]:
        """Return the flat names and values, without the absent ones."""
        return dict(self._values)

    def renamed(self, rename: Callable[[str], str]) -> Parameters:
        """Return the same values under other names."""
        return Parameters({rename(name): value for name, value in self._values.items()}, self._prefix)

    @overload
    def text(self, name: str) -> str | None: ...
    @overload
    def text(self, name: str, default: str) -> str: ...
    def text(self, name: str, default: str | None = None) -> str | None:
        """Return the value, or the default if it is absent."""
        return self._values.get(name, default)

    def require(self, name: str) -> str:
        """Return the value; raise MissingParameter (400) if it is absent."""
        value = self._values.get(name)
        if value is None:
            raise missing_parameter(self._prefix + name)
        return value

    def choice(self, name: str, allowed: tuple[str, ...]) -> str | None:
        """Return the value; raise InvalidParameter (400) if it is present and not one of those allowed."""
        value = self._values.get(name)
        if value is not None and value not in allowed:
            raise invalid_parameter(self._prefix + name, value, "one of " + ", ".join(allowed))
        return value

    def integer(self, name: str, *, minimum: int | None = None, maximum: int | None = None) -> int | None:
        """Return the value as a whole number within the limits, both included; None if it is absent."""
        value = self._values.get(name)
        if value is None:
            return None
        expected = _range_text(minimum, maximum)
        number = int(value) if INTEGER.fullmatch(value) else None
        if number is None or not (-LARGEST if minimum is None else minimum) <= number <= (
            LARGEST if maximum is None else maximum
        ):
            raise invalid_parameter(self._prefix + name, value, expected)
        return number

    def number(self, name: str) -> float | None:
        """Return the value as a number, None if it is absent."""
        value = self._values.get(name)
        if value is None:
            return None
        if not NUMBER.fullmatch(value):
            raise invalid_parameter(self._prefix + name, value, "a number")
        return float(value)

    @overload
    def flag(self, name: str) -> bool | None: ...
    @overload
    def flag(self, name: str, *, default: bool) -> bool: ...
    def flag(self, name: str, *, default: bool | None = None) -> bool | None:
        """Return a boolean; raise InvalidParameter (400) for any other text."""
        value = self._values.get(name)
        if value is None:
            return default
        if value.lower() not in ("true", "false"):
            raise invalid_parameter(self._prefix + name, value, "true or false")
        return is_true(value)

    def strings(self, name: str) -> list[str]:
        """Return the values of Name.1, Name.2 … in the order of their numbers."""
        return [self._values[f"{name}.{number}"] for number in self._numbers(name, exact=True)]

    def groups(self, name: str) -> list[Parameters]:
        """Return the parameters below Name.1, Name.2 … in the order of their numbers."""
        return [self.struct(f"{name}.{number}") for number in self._numbers(name, exact=False)]

    def struct(self, name: str) -> Parameters:
        """Return the parameters below `Name.`, without that prefix; empty if there are none."""
        prefix = name + "."
        below = {key[len(prefix) :]: value for key, value in self._values.items() if key.startswith(prefix)}
        return Parameters(below, self._prefix + prefix)

    def json(self, name: str) -> Any:
        """Return the JSON value that the text holds, None if it is absent."""
        value = self._values.get(name)
        if value is None:
            return None
        try:
            return read_json(value)
        except ValueError as error:
            raise invalid_parameter(self._prefix + name, value, "JSON text") from error

    def _numbers(self, name: str, *, exact: bool) -> list[int]:
        prefix = name + "."
        numbers = set()
        for key in self._values:
            if key.startswith(prefix):
                number, dot, _ = key[len(prefix) :].partition(".")
                if POSITION.fullmatch(number) and bool(dot) != exact:
                    numbers.add(int(number))
        return sorted(numbers)


def _range_text(minimum: int | None, maximum: int | None) -> str:
    if minimum is not None and maximum is not None:
        return f"{minimum} to {maximum}"
    if minimum is not None:
        return f"{minimum} or more"
    return "a whole number" if maximum is None else f"at most {maximum}"
