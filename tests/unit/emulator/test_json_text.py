"""JSON from outside."""

import json
import re
from typing import Any

import pytest

from alicloud_emulator.json_text import read_json, shown


def nested(levels: int) -> str:
    return "[" * levels + "]" * levels


@pytest.mark.parametrize("value", [None, True, 1.5e300, -(10**30), "é💥", {"a": [{}, []]}, json.loads(nested(32))])
def test_what_json_has_is_read(value: Any) -> None:
    assert read_json(json.dumps(value)) == value


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("NaN", "NaN is no number of JSON"),
        ("[-Infinity]", "-Infinity is no number of JSON"),
        ("1e999", "a number is too large"),
        (nested(34), "nested deeper than 32 levels"),
        (nested(100_000), "nested deeper than 32 levels"),
        ('{"a": "\\ud800"}', "a text has half a character"),
        (b"\xff{}", "not UTF-8: invalid start byte at byte 0"),
        ("{", "Expecting property name enclosed in double quotes: line 1 column 2 (char 1)"),
    ],
)
def test_what_it_has_not_is_refused(text: str | bytes, message: str) -> None:
    with pytest.raises(ValueError, match=f"^{re.escape(message)}$"):
        read_json(text)


def test_of_a_long_value_only_the_beginning_is_shown() -> None:
    assert shown("x" * 198) == repr("x" * 198)
    assert shown("x" * 199) == "'" + "x" * 199 + "… (201 characters)"
