"""What a user says about the preflight: which ignored instances are no obstacle, and which rules may fail, and why."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from types import MappingProxyType
from typing import Any

from alicloud_ess_refresh.errors import InputFailure
from alicloud_ess_refresh.suggestions import did_you_mean
from ess_readiness import OVERRIDABLE_RULE_IDS, READINESS_RULES

__all__ = ["DEFAULT_TOLERANCE", "Tolerance", "WhenIgnored", "read_overrides"]

_RULE_IDS = frozenset(rule.id for rule in READINESS_RULES)


class WhenIgnored(StrEnum):
    """What instances that a refresh ignores are to it."""

    IGNORE = "ignore"
    FAIL = "fail"


@dataclass(frozen=True, slots=True, kw_only=True)
class Tolerance:
    """
    What is no obstacle to a start.

    Attributes:
        protected_instances, standby_instances: Whether instances that the service ignores as such are one.
        overrides: Reasons by the ids of the rules that may fail for them.
    """

    protected_instances: WhenIgnored = WhenIgnored.IGNORE
    standby_instances: WhenIgnored = WhenIgnored.IGNORE
    overrides: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))


DEFAULT_TOLERANCE = Tolerance()


def read_overrides(value: Any, path: str, failures: list[InputFailure]) -> Mapping[str, str]:
    """Read reasons by the ids of the rules that may fail for them."""
    if not isinstance(value, Mapping):
        failures.append(InputFailure(path, "expected an object: a reason for each id of a rule"))
        return {}
    for rule_id, reason in value.items():
        if rule_id not in OVERRIDABLE_RULE_IDS:
            failures.append(InputFailure(f"{path}.{rule_id}", _not_overridable(rule_id)))
        elif not isinstance(reason, str) or not reason.strip():
            failures.append(InputFailure(f"{path}.{rule_id}", "got no reason, expected a text that says why"))
    return {str(rule_id): str(reason).strip() for rule_id, reason in value.items()}


def _not_overridable(rule_id: str) -> str:
    if rule_id in _RULE_IDS:
        return "cannot be overridden: the service refreshes no group without it"
    return f"not the id of a rule: {did_you_mean(rule_id, OVERRIDABLE_RULE_IDS)}"
