"""JSON from outside: one reader, which takes what JSON is and nothing beyond, in sizes that can be worked with."""

from __future__ import annotations

import json
from typing import Any, NoReturn

__all__ = ["read_json", "shown"]

# Objects and lists within each other. What any API or the control API takes has fewer than ten.
DEEPEST = 32
LONGEST_SHOWN = 200


def read_json(text: str | bytes) -> Any:
    """
    Return the value.

    Raises:
        ValueError: It is no JSON text: also for NaN, numbers too large for a float, and halves of characters, which
            Python's own reader takes; or it is nested deeper than 32 levels.
    """
    try:
        value = json.loads(text.decode() if isinstance(text, bytes) else text, parse_constant=_refuse)
    except RecursionError:
        raise _too_deep() from None
    except UnicodeDecodeError as error:
        raise ValueError(f"not UTF-8: {error.reason} at byte {error.start}") from None
    _check(value, 0)
    return value


def shown(value: object) -> str:
    """Return a value as a message shows what was found: its beginning, if it is long."""
    text = repr(value)
    return text if len(text) <= LONGEST_SHOWN else f"{text[:LONGEST_SHOWN]}… ({len(text)} characters)"


def _check(value: Any, depth: int) -> None:
    if depth > DEEPEST:
        raise _too_deep()
    if isinstance(value, dict):
        for name, item in value.items():
            _check(name, depth)
            _check(item, depth + 1)
    elif isinstance(value, list):
        for item in value:
            _check(item, depth + 1)
    elif isinstance(value, float) and value in (float("inf"), float("-inf")):
        raise ValueError("a number is too large")
    elif isinstance(value, str) and any("\ud800" <= letter <= "\udfff" for letter in value):
        raise ValueError("a text has half a character")


def _refuse(constant: str) -> NoReturn:
    raise ValueError(f"{constant} is no number of JSON")


def _too_deep() -> ValueError:
    return ValueError(f"nested deeper than {DEEPEST} levels")
