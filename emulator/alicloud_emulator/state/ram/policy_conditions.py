"""Conditions of RAM policies: what an operator says of the values that a request has. Pure functions."""

from __future__ import annotations

import operator
from datetime import UTC, datetime
from fnmatch import fnmatchcase
from ipaddress import ip_address, ip_network
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    Test = Callable[[str, str], bool]

__all__ = ["OPERATORS", "is_met", "wildcard"]


def wildcard(pattern: str, text: str) -> bool:
    """Tell whether the text fits a pattern in which `*` is any text and `?` any one character; nothing else is."""
    return fnmatchcase(text, pattern.replace("[", "[[]"))


def is_met(name: str, wanted: Sequence[str], found: Sequence[str]) -> bool:
    """
    Tell whether a condition holds.

    A positive operator needs one value of the request that fits one wanted; a negative one, none that does. A key that
    the request does not have meets no condition.
    """
    test, is_negative = OPERATORS[name]
    if not found:
        return False
    fits = any(test(value, want) for value in found for want in wanted)
    return fits is not is_negative


def _ignoring_case(test: Test) -> Test:
    return lambda value, want: test(value.lower(), want.lower())


def _number(compare: Callable[[float, float], bool]) -> Test:
    def test(value: str, want: str) -> bool:
        try:
            return compare(float(value), float(want))
        except ValueError:
            return False

    return test


def _date(compare: Callable[[datetime, datetime], bool]) -> Test:
    def test(value: str, want: str) -> bool:
        try:
            return compare(_moment(value), _moment(want))
        except ValueError:
            return False

    return test


def _moment(text: str) -> datetime:
    moment = datetime.fromisoformat(text)
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def _is_within(value: str, want: str) -> bool:
    try:
        return ip_address(value) in ip_network(want, strict=False)
    except ValueError:
        return False


def _fits(value: str, want: str) -> bool:
    return wildcard(want, value)


# "Policy elements" of the RAM guide: operator → test of one value, and whether it is the negative one.
OPERATORS: Mapping[str, tuple[Test, bool]] = {
    "StringEquals": (operator.eq, False),
    "StringNotEquals": (operator.eq, True),
    "StringEqualsIgnoreCase": (_ignoring_case(operator.eq), False),
    "StringNotEqualsIgnoreCase": (_ignoring_case(operator.eq), True),
    "StringLike": (_fits, False),
    "StringNotLike": (_fits, True),
    "NumericEquals": (_number(operator.eq), False),
    "NumericNotEquals": (_number(operator.eq), True),
    "NumericLessThan": (_number(operator.lt), False),
    "NumericLessThanEquals": (_number(operator.le), False),
    "NumericGreaterThan": (_number(operator.gt), False),
    "NumericGreaterThanEquals": (_number(operator.ge), False),
    "DateEquals": (_date(operator.eq), False),
    "DateNotEquals": (_date(operator.eq), True),
    "DateLessThan": (_date(operator.lt), False),
    "DateLessThanEquals": (_date(operator.le), False),
    "DateGreaterThan": (_date(operator.gt), False),
    "DateGreaterThanEquals": (_date(operator.ge), False),
    "Bool": (_ignoring_case(operator.eq), False),
    "IpAddress": (_is_within, False),
    "NotIpAddress": (_is_within, True),
}
