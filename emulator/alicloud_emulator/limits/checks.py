"""What a parameter's value may be: in words, as a test, and by values just within and just beyond it."""

from __future__ import annotations

import base64
import binascii
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

__all__ = [
    "Check",
    "ascii_text",
    "base64_text",
    "base64_up_to",
    "described",
    "host_name",
    "length",
    "name",
    "one_of",
    "tag_key",
    "tag_value",
    "whole",
]

INTEGER = re.compile(r"[+-]?[0-9]{1,18}")
# Letters of any script, which the documents mean by "letters and Chinese characters".
LETTERS = r"[^\W\d_]"
# `[begin_number,bits]` of RunInstances, in the place of which each instance gets its number.
COUNTER = re.compile(r"\[\d*,\d*\]")
ADDRESSES = ("http://", "https://")


@dataclass(frozen=True, slots=True)
class Check:
    """
    One limit of one value.

    Args:
        allowed: In words, after "expected".
        right: Values at the edges, which are allowed.
        wrong: Values beyond them, which are not.
    """

    allowed: str
    holds: Callable[[str], bool]
    right: tuple[str, ...]
    wrong: tuple[str, ...]


def whole(minimum: int, maximum: int, *, zero_is_none: bool = False) -> Check:
    """Return the check for a whole number; `zero_is_none` where the provider sends 0 for what the user did not set."""

    def holds(value: str) -> bool:
        is_number = INTEGER.fullmatch(value) is not None
        return is_number and (minimum <= int(value) <= maximum or (zero_is_none and int(value) == 0))

    below = () if zero_is_none and minimum == 1 else (str(minimum - 1),)
    return Check(
        f"{minimum} to {maximum}" + (", or 0 for none" if zero_is_none else ""),
        holds,
        (str(minimum), str(maximum)),
        (*below, str(maximum + 1), "1.5", "x", "1_0"),
    )


def one_of(*values: str, ignores_case: bool = False) -> Check:
    """Return the check for one of some words."""
    allowed = {value.lower() for value in values} if ignores_case else set(values)
    holds = (lambda value: value.lower() in allowed) if ignores_case else allowed.__contains__
    return Check("one of " + ", ".join(values), holds, values, ("other", f"{values[0]} "))


def length(minimum: int, maximum: int) -> Check:
    """Return the check for a text of so many characters."""
    return Check(
        f"{minimum} to {maximum} characters",
        lambda value: minimum <= len(value) <= maximum,
        ("x" * max(1, minimum), "x" * maximum),
        (*(("x" * (minimum - 1),) if minimum > 1 else ()), "x" * (maximum + 1)),
    )


def described(minimum: int = 2, maximum: int = 256) -> Check:
    """Return the check for a description."""
    return Check(
        f"{minimum} to {maximum} characters that do not begin with http:// or https://",
        lambda value: minimum <= len(value) <= maximum and not value.startswith(ADDRESSES),
        ("x" * minimum, "x" * maximum, "see http://x"),
        (*(("x" * (minimum - 1),) if minimum > 1 else ()), "x" * (maximum + 1), "http://x", "https://x"),
    )


def name(minimum: int, maximum: int, others: str, *, starts_with_digit: bool, counts_up: bool = False) -> Check:
    """
    Return the check for a name of letters, digits and `others`, which begins with a letter or, if told, a digit.

    `counts_up` is for names with a part such as `[1,3]`, in the place of which instances get numbers.
    """
    first = rf"(?:{LETTERS}|\d)" if starts_with_digit else LETTERS
    pattern = re.compile(rf"{first}(?:{LETTERS}|[\d{re.escape(others)}])*")
    begin = "a letter or a digit" if starts_with_digit else "a letter"
    wrong_first = ("_ab",) if starts_with_digit else ("1ab", "_ab")
    return Check(
        f"{minimum} to {maximum} letters, digits or {' '.join(others)} that begin with {begin}",
        lambda value: (
            minimum <= len(value) <= maximum
            and pattern.fullmatch(COUNTER.sub("", value) if counts_up else value) is not None
            and not value.startswith(ADDRESSES)
        ),
        ("a" * max(1, minimum), "a" * maximum, "组1", f"a{others}"),
        (*(("a" * (minimum - 1),) if minimum > 1 else ()), "a" * (maximum + 1), *wrong_first, "a b", "a/b"),
    )


def host_name() -> Check:
    """Return the check for a host name of Linux; the catalogue has no image of Windows."""
    part = re.compile(r"[0-9A-Za-z]+(-[0-9A-Za-z]+)*(\.[0-9A-Za-z]+(-[0-9A-Za-z]+)*)*")
    return Check(
        "2 to 64 letters, digits, single hyphens and single periods, neither of these at an end",
        lambda value: 2 <= len(value) <= 64 and part.fullmatch(COUNTER.sub("", value)) is not None,
        ("ab", "web-1.example", "web-[1,3]x", "a" * 64),
        ("a", "a" * 65, "-ab", "ab.", "a--b", "a..b", "a_b"),
    )


def ascii_text(maximum: int) -> Check:
    """Return the check for a text of ASCII characters."""
    return Check(
        f"at most {maximum} ASCII characters",
        lambda value: value.isascii() and len(value) <= maximum,
        ("x" * maximum,),
        ("x" * (maximum + 1), "é"),
    )


def tag_key(maximum: int) -> Check:
    """Return the check for a tag's key."""
    return Check(
        f"at most {maximum} characters without http:// and https:// that do not begin with aliyun or acs:",
        lambda value: (
            len(value) <= maximum
            and not value.startswith(("aliyun", "acs:"))
            and not any(address in value for address in ADDRESSES)
        ),
        ("k", "k" * maximum, "my-acs:"),
        ("k" * (maximum + 1), "aliyun", "acs:x", "see http://x"),
    )


def tag_value() -> Check:
    """Return the check for a tag's value."""
    return Check(
        "at most 128 characters without http:// and https://",
        lambda value: len(value) <= 128 and not any(address in value for address in ADDRESSES),
        ("v" * 128, "acs:x"),
        ("v" * 129, "see https://x"),
    )


def base64_text() -> Check:
    """Return the check for a text in Base64."""
    return Check(
        "Base64", lambda value: _decoded(value) is not None, ("IyEvYmluL3No",), ("#!/bin/sh", "IyEvYmluL3N", "é===")
    )


def base64_up_to(kilobytes: int) -> Check:
    """Return the check for the size of what a Base64 text holds; what is none is another check's."""
    longest = kilobytes * 1024
    return Check(
        f"at most {kilobytes} KB before Base64",
        lambda value: len(_decoded(value) or b"") <= longest,
        (base64.b64encode(b"x" * longest).decode(),),
        (base64.b64encode(b"x" * (longest + 1)).decode(),),
    )


def _decoded(value: str) -> bytes | None:
    try:
        return base64.b64decode(value, validate=True)
    except (binascii.Error, ValueError):
        return None
