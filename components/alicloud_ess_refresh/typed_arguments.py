"""
From what a program hands to a resource or a component to values of the types that a TypedDict has.

None is what was left out, at every depth. A number that is written as a text becomes a number, and the other way round:
stack configuration holds texts, and versions are numbers. Anything else that is not of its type is one `ValueError`
with the component, the argument, what was found and what is allowed. Values are not repeated: they may be secrets.
"""

import inspect
from collections.abc import Awaitable, Mapping, Sequence
from types import NoneType, UnionType
from typing import Any, Literal, TypeVar, Union, cast, get_args, get_origin, get_type_hints, is_typeddict

import pulumi

from alicloud_ess_refresh.suggestions import did_you_mean

__all__ = ["read_typed"]

T = TypeVar("T")

_KINDS: Mapping[Any, tuple[str, str]] = {
    str: ("a text", "texts"),
    int: ("a whole number", "whole numbers"),
    float: ("a number", "numbers"),
    bool: ("a bool", "bools"),
}
"""How messages name a scalar type: one of it, and many."""


def read_typed(component: str, given: object, typed: type[T]) -> T:
    """
    Return arguments as values of their types, without what is None.

    Args:
        given: What the program passed.
        typed: TypedDict of the arguments.

    Raises:
        ValueError: A name is unknown or missing, or a value is of another type than its argument.
    """
    return cast("T", _read(component, "", given, typed))


def _read(component: str, path: str, value: Any, hint: Any) -> Any:
    """Return a value that is checked; `path` is where it stands in the arguments, such as `data_disks[0].size`."""
    allowed = _alternatives(hint)
    if _is_known_later(value):
        if pulumi.Output in allowed or Any in allowed:
            return value
    else:
        for each in allowed:
            if _fits(value, each):
                return _read_inside(component, path, value, each)
    raise ValueError(f"{_where(component, path)}: got {_found(value)}, expected {_expected(allowed)}")


def _read_inside(component: str, path: str, value: Any, hint: Any) -> Any:
    if is_typeddict(hint):
        return _read_record(component, path, value, hint)
    origin, inner = get_origin(hint), get_args(hint)
    if origin is Literal:
        if value not in inner:
            raise ValueError(f"{_where(component, path)}: got `{value}`: {did_you_mean(value, inner)}")
        return value
    if origin is Sequence:
        return [_read(component, f"{path}[{number}]", each, inner[0]) for number, each in enumerate(value)]
    if origin is Mapping:
        given = {name: each for name, each in value.items() if each is not None}
        return {name: _read(component, f"{path}.{name}", each, inner[1]) for name, each in given.items()}
    return value if hint is Any or type(value) is hint else _converted(value, hint)


def _read_record(component: str, path: str, value: Mapping[str, Any], typed: Any) -> dict[str, Any]:
    hints = _hints(typed)
    given = {name: each for name, each in value.items() if each is not None}
    for name in given:
        if name not in hints:
            advice = did_you_mean(str(name), sorted(hints))
            raise ValueError(f"{_where(component, path)}: `{name}` is not a known argument: {advice}")
    missing = sorted(typed.__required_keys__ - given.keys())
    if missing:
        names = ", ".join(f"`{name}`" for name in missing)
        raise ValueError(f"{_where(component, path)}: {names} not set, but required")
    inside = f"{path}." if path else ""
    return {name: _read(component, f"{inside}{name}", each, hints[name]) for name, each in given.items()}


def _hints(typed: Any) -> Mapping[str, Any]:
    """Return the types of the arguments; `pulumi.Input` refers to `Output[T]` by name."""
    return get_type_hints(typed, localns={"Output": pulumi.Output, "T": Any})


def _alternatives(hint: Any) -> tuple[Any, ...]:
    """Return what a hint allows, without None; `pulumi.Output` stands for all that is known later."""
    if get_origin(hint) in {Union, UnionType}:
        return tuple(dict.fromkeys(each for part in get_args(hint) for each in _alternatives(part)))
    if get_origin(hint) in {Awaitable, pulumi.Output}:
        return (pulumi.Output,)
    return () if hint is NoneType else (hint,)


def _is_known_later(value: Any) -> bool:
    return isinstance(value, pulumi.Output) or inspect.isawaitable(value)


def _fits(value: Any, hint: Any) -> bool:
    """Return whether a value is of a kind; what is inside of it is not looked at."""
    kind = get_origin(hint) or hint
    if is_typeddict(kind) or kind is Mapping:
        return isinstance(value, Mapping)
    if kind is Sequence:
        return isinstance(value, Sequence) and not isinstance(value, str | bytes)
    if kind is Literal:
        return isinstance(value, str)
    return kind is Any or (kind in _KINDS and _fits_scalar(value, kind))


def _converted(value: Any, kind: Any) -> Any:
    """Return a scalar as one of the kind that it fits."""
    if kind is bool:
        return value == "true"
    is_whole = isinstance(value, float) and value.is_integer()
    return kind(int(value)) if is_whole and kind is not float else kind(value)


def _fits_scalar(value: Any, kind: Any) -> bool:
    if isinstance(value, bool):
        return kind is bool
    if kind is str:
        return isinstance(value, str | int | float)
    if kind is bool:
        return isinstance(value, str) and value in {"true", "false"}
    if isinstance(value, str):
        return value.isascii() and value.isdecimal()
    return isinstance(value, int) or (isinstance(value, float) and (kind is float or value.is_integer()))


def _where(component: str, path: str) -> str:
    return f"{component}, {path}" if path else component


def _found(value: Any) -> str:
    if _is_known_later(value):
        return "an Output, which is not known while the program runs"
    if isinstance(value, pulumi.Resource):
        return f"the resource `{value.pulumi_resource_name}` itself instead of a property such as its `id`"
    kinds = {bool: "a bool", str: "a text", int: "a number", float: "a number", list: "a list", dict: "a dict"}
    return kinds.get(type(value)) or ("None" if value is None else f"an object of type `{type(value).__name__}`")


def _expected(allowed: Sequence[Any]) -> str:
    return " or ".join(_name(each) for each in allowed if each is not pulumi.Output)


def _name(hint: Any, *, is_many: bool = False) -> str:
    kind = get_origin(hint) or hint
    if is_typeddict(kind):
        return f"{'dicts' if is_many else 'a dict'} of {', '.join(sorted(_hints(kind)))}"
    if kind is Literal:
        return f"one of {', '.join(map(str, get_args(hint)))}"
    if kind in {Sequence, Mapping}:
        inner = _alternatives(get_args(hint)[-1])
        of = " or ".join(_name(each, is_many=True) for each in inner if each is not pulumi.Output)
        one, many = ("a list", "lists") if kind is Sequence else ("a dict", "dicts")
        return f"{many if is_many else one} of {of}"
    return _KINDS[kind][is_many] if kind in _KINDS else "any value"
