"""EventBridge's event patterns: which events a rule takes. Pure; "Event patterns" of the EventBridge guide."""

from __future__ import annotations

import json
import operator
from ipaddress import ip_address, ip_network
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

__all__ = ["PatternError", "fits", "parse_pattern"]

# Expressions that one field may have.
MAX_EXPRESSIONS = 5
ABSENT = object()
COMPARISONS: Mapping[str, Callable[[float, float], bool]] = {
    "=": operator.eq,
    ">": operator.gt,
    ">=": operator.ge,
    "<": operator.lt,
    "<=": operator.le,
}


class PatternError(ValueError):
    """The text is no pattern; the message names the field, what was found and what is allowed."""


def parse_pattern(text: str) -> Mapping[str, Any]:
    """Read a pattern; PatternError if it is none."""
    try:
        pattern = json.loads(text)
    except ValueError as error:
        raise PatternError(f"the pattern is not JSON: {error}") from error
    if not isinstance(pattern, dict):
        raise PatternError("the pattern must be an object")
    _check(pattern, "")
    return pattern


def fits(pattern: Mapping[str, Any], event: Mapping[str, Any]) -> bool:
    """Tell whether an event has every field of the pattern with a value that one of its expressions takes."""
    return all(_field_fits(wanted, event.get(name, ABSENT)) for name, wanted in pattern.items())


def _field_fits(wanted: Any, found: Any) -> bool:
    if isinstance(wanted, dict):
        return fits(wanted, found if isinstance(found, dict) else {})
    # A list in the event fits if one of its values does.
    values = found if isinstance(found, list) else [found]
    return any(_takes(expression, value) for expression in wanted for value in values)


def _takes(expression: Any, value: Any) -> bool:
    if not isinstance(expression, dict):
        return value is not ABSENT and type(value) is type(expression) and bool(value == expression)
    [(name, argument)] = expression.items()
    if name == "exists":
        return (value is not ABSENT) is argument
    return value is not ABSENT and OPERATORS[name](argument, value)


def _is_other(argument: Any, value: Any) -> bool:
    if isinstance(argument, dict):
        return not _takes(argument, value)
    return value not in (argument if isinstance(argument, list) else [argument])


def _is_in_range(argument: list[Any], value: Any) -> bool:
    if isinstance(value, bool) or not isinstance(value, int | float):
        return False
    limits = zip(argument[::2], argument[1::2], strict=True)
    return all(COMPARISONS[name](value, limit) for name, limit in limits)


def _is_in_network(argument: str, value: Any) -> bool:
    try:
        return ip_address(value) in ip_network(argument, strict=False)
    except ValueError:
        return False


OPERATORS: Mapping[str, Callable[[Any, Any], bool]] = {
    "prefix": lambda argument, value: isinstance(value, str) and value.startswith(argument),
    "suffix": lambda argument, value: isinstance(value, str) and value.endswith(argument),
    "contains": lambda argument, value: isinstance(value, str) and argument in value,
    "anything-but": _is_other,
    "numeric": _is_in_range,
    "cidr": _is_in_network,
}


def _check(pattern: Mapping[str, Any], path: str) -> None:
    for name, wanted in pattern.items():
        where = f"{path}.{name}" if path else name
        if isinstance(wanted, dict):
            _check(wanted, where)
        elif not isinstance(wanted, list) or not wanted:
            raise PatternError(f"{where}: got {json.dumps(wanted)}, expected a list of expressions")
        elif len(wanted) > MAX_EXPRESSIONS:
            raise PatternError(f"{where}: got {len(wanted)} expressions, expected at most {MAX_EXPRESSIONS}")
        else:
            for expression in wanted:
                _check_expression(expression, where)


def _check_expression(expression: Any, where: str) -> None:
    if isinstance(expression, list):
        raise PatternError(f"{where}: got a list within a list")
    if not isinstance(expression, dict):
        return
    name, argument = next(iter(expression.items()), ("", None))
    expected = {
        "exists": isinstance(argument, bool),
        "numeric": _is_range(argument),
        "anything-but": argument is not None and not isinstance(argument, bool),
        **dict.fromkeys(("prefix", "suffix", "contains", "cidr"), isinstance(argument, str)),
    }
    if len(expression) != 1 or name not in expected:
        raise PatternError(f"{where}: got {json.dumps(expression)}, expected one of {', '.join(expected)}")
    if not expected[name]:
        raise PatternError(f"{where}.{name}: got {json.dumps(argument)}")
    if name == "anything-but" and isinstance(argument, dict):
        _check_expression(argument, f"{where}.{name}")


def _is_range(argument: Any) -> bool:
    return (
        isinstance(argument, list)
        and len(argument) in (2, 4)
        and all(name in COMPARISONS for name in argument[::2])
        and all(isinstance(limit, int | float) for limit in argument[1::2])
    )
