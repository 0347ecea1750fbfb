"""Whether the condition of a RAM statement holds for every request, and so restricts nothing."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from ess_policies.address_ranges import are_anybody

__all__ = ["always_holds"]

# Keys that every request has. One of the others is false where a request has no value for it, whatever is compared.
_ALWAYS_PRESENT: Final = frozenset({"acs:sourceip", "acs:currenttime", "acs:securetransport", "acs:useragent"})
_LONG_AGO: Final = "2020"
_FAR_OFF: Final = "2100"


def always_holds(condition: Any) -> bool:
    """
    Tell whether a condition holds for every request, as far as its text alone tells.

    All operators and keys of a condition must hold; of the values of one key, any (RAM guide, "Policy elements").
    """
    if not condition:
        return True
    if not isinstance(condition, Mapping):
        return False
    return all(
        isinstance(keys, Mapping)
        and all(_holds(str(operator).lower(), str(key).lower(), _texts(values)) for key, values in keys.items())
        for operator, keys in condition.items()
    )


def _holds(operator: str, key: str, values: tuple[str, ...]) -> bool:
    verdicts = {
        "ipaddress": are_anybody(values),
        "stringlike": any(value and not value.strip("*") for value in values),
        "bool": {"true", "false"} <= {value.lower() for value in values},
        "dategreaterthan": any(value < _LONG_AGO for value in values),
        "datelessthan": any(value >= _FAR_OFF for value in values),
    }
    return key in _ALWAYS_PRESENT and verdicts.get(operator.removesuffix("equals"), False)


def _texts(values: Any) -> tuple[str, ...]:
    if isinstance(values, str | bool | int | float):
        return (str(values),)
    return tuple(map(str, values)) if isinstance(values, Sequence) else ()
