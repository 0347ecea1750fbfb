"""Exemptions as teams write them, in a file or in Pulumi's policy config: read, and judged complete or not."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from ess_policies.configuration.suggestion import did_you_mean
from ess_policies.exemption import Exemption

__all__ = ["ENTRIES_SCHEMA", "Entry", "read_entries"]

ENTRIES_SCHEMA: Final[Mapping[str, Any]] = {
    "type": "array",
    "items": {
        "type": "object",
        "properties": {key: {"type": "string"} for key in ("rule", "resource", "reason", "owner", "expires")},
        "required": ["rule", "resource"],
        "additionalProperties": False,
    },
}
"""What is wrong with the form stops a run; what is missing in the matter is a finding, see `Entry`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """
    One entry: either an exemption, or what it lacks to be one.

    Attributes:
        fault: A phrase without a final full stop; None where nothing is wrong.
    """

    exemption: Exemption | None = None
    fault: str | None = None


def read_entries(
    entries: Iterable[Mapping[str, str]], rules: Collection[str], reserved: Collection[str] = ()
) -> tuple[Entry, ...]:
    """
    Read entries that have the form of ENTRIES_SCHEMA.

    Args:
        rules: The names of all rules.
        reserved: Rules that entries from this source cannot exempt from.
    """
    return tuple(_reserved(entry) if entry["rule"] in reserved else _read(entry, rules) for entry in entries)


def _reserved(entry: Mapping[str, str]) -> Entry:
    return Entry(
        fault=f"{_name(entry)} stands in the project's file, and only the organization's policy config can exempt from"
        " this rule"
    )


def _name(entry: Mapping[str, str]) -> str:
    return f"the exemption from `{entry['rule']}` for `{entry['resource']}`"


def _read(entry: Mapping[str, str], rules: Collection[str]) -> Entry:
    rule, resource = entry["rule"], entry["resource"]
    name = _name(entry)
    if rule not in rules:
        return Entry(fault=f"{name} names a rule that there is not{did_you_mean(rule, rules)}")
    reason, owner = (" ".join(entry.get(key, "").split()) for key in ("reason", "owner"))
    missing = [key for key, value in (("reason", reason), ("owner", owner)) if not value]
    expires = _date(entry.get("expires", ""))
    if expires is None:
        missing.append("date of expiry (`expires`, such as `2027-01-31`)")
    if expires is None or missing:
        return Entry(fault=f"{name} has no {' and no '.join(missing)}")
    if ":" in owner:
        return Entry(fault=f"{name} has an owner with a colon in it")
    return Entry(exemption=Exemption(rule=rule, resource=resource, reason=reason, owner=owner, expires=expires))


def _date(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
