"""Tables of parameters that the emulator only keeps and gives back, in the API's words and with their JSON types."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum, auto
from typing import TYPE_CHECKING, Any

from alicloud_emulator.parameters import invalid_parameter

if TYPE_CHECKING:
    from collections.abc import Iterable

    from alicloud_emulator.parameters import Parameters

__all__ = ["Field", "Kind", "read_fields", "text_list"]


class Kind(Enum):
    """The JSON type of a value in answers."""

    TEXT = auto()
    INTEGER = auto()
    NUMBER = auto()
    FLAG = auto()
    TEXTS = auto()


@dataclass(frozen=True, slots=True)
class Field:
    """
    One parameter.

    Args:
        name: In requests of 2022-02-22.
        kind: The type of its value, or the fields of each item if it is a list of objects.
        answer: Its name in answers, where that differs.
        is_struct: Whether it is a single object instead of a list of them.
    """

    name: str
    kind: Kind | tuple[Field, ...] = Kind.TEXT
    answer: str = ""
    is_struct: bool = False


def read_fields(parameters: Parameters, fields: Iterable[Field]) -> dict[str, Any]:
    """Return what is given of the fields, by their names in answers."""
    values = {field.answer or field.name: _read(parameters, field) for field in fields}
    return {name: value for name, value in values.items() if value is not None}


def text_list(parameters: Parameters, name: str) -> list[str] | None:
    """Return a list given as Name.1 … or, as 2014-08-28 has some, as JSON text; None if it is absent."""
    if name not in parameters:
        return parameters.strings(name) or None
    value = parameters.json(name)
    if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
        raise invalid_parameter(name, value, "a JSON list of texts")
    return value


def _read(parameters: Parameters, field: Field) -> Any:
    if isinstance(field.kind, tuple):
        if field.is_struct:
            return read_fields(parameters.struct(field.name), field.kind) or None
        return [read_fields(item, field.kind) for item in parameters.groups(field.name)] or None
    return READERS[field.kind](parameters, field.name)


def _text(parameters: Parameters, name: str) -> str | None:
    return parameters.text(name)


def _integer(parameters: Parameters, name: str) -> int | None:
    return parameters.integer(name)


def _number(parameters: Parameters, name: str) -> float | None:
    return parameters.number(name)


def _flag(parameters: Parameters, name: str) -> bool | None:
    return parameters.flag(name)


READERS = {
    Kind.TEXT: _text,
    Kind.INTEGER: _integer,
    Kind.NUMBER: _number,
    Kind.FLAG: _flag,
    Kind.TEXTS: text_list,
}
