"""RAM policies: their documents, and what they say of a request. Pure functions; who holds which is in `identity`."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from enum import StrEnum
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from alicloud_emulator.state.ram.policy_conditions import OPERATORS, is_met, wildcard

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

__all__ = ["Decision", "Policy", "PolicyError", "Question", "Statement", "judge", "parse_policy"]

VERSION = "1"


class PolicyError(ValueError):
    """A document is no policy; the message names what was found and what is allowed."""


class Decision(StrEnum):
    """What policies together say."""

    ALLOWED = "allowed"
    DENIED = "explicitly denied"
    NOT_ALLOWED = "not allowed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Statement:
    """
    One statement; of `actions` and `not_actions`, and of the resources, one is empty.

    `conditions` is operator → key → values: all of them must be met. `principals` is for trust policies only.
    """

    is_allow: bool
    actions: Sequence[str] = ()
    not_actions: Sequence[str] = ()
    resources: Sequence[str] = ()
    not_resources: Sequence[str] = ()
    conditions: Mapping[str, Mapping[str, Sequence[str]]] = field(default_factory=dict)
    principals: Mapping[str, Sequence[str]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Policy:
    """One document."""

    statements: Sequence[Statement]


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """
    What is asked: may this be done?

    Args:
        action: `<product>:<Action>`.
        resource: ARN, `acs:<product>:<region>:<account>:<rest>`.
        context: Condition keys of the request, in small letters, and their values.
    """

    action: str
    resource: str
    context: Mapping[str, Sequence[str]] = field(default_factory=dict)


def judge(policies: Iterable[Policy], question: Question) -> Decision:
    """Return what the policies say: a denial goes before every permission, and without one nothing is allowed."""
    decision = Decision.NOT_ALLOWED
    for policy in policies:
        for statement in policy.statements:
            if _is_about(statement, question):
                if not statement.is_allow:
                    return Decision.DENIED
                decision = Decision.ALLOWED
    return decision


@lru_cache(maxsize=1024)
def parse_policy(text: str, *, is_trust: bool = False) -> Policy:
    """Read a document; PolicyError if it is none. A trust policy names principals instead of resources."""
    try:
        document = json.loads(text)
    except ValueError as error:
        raise PolicyError(f"the document is not JSON: {error}") from error
    if not isinstance(document, dict) or document.get("Version") != VERSION:
        raise PolicyError(f'Version: expected "{VERSION}"')
    statements = document.get("Statement")
    if not isinstance(statements, list) or not statements:
        raise PolicyError("Statement: expected a list of statements")
    return Policy([_statement(item, f"Statement[{index}]", is_trust=is_trust) for index, item in enumerate(statements)])


def _is_about(statement: Statement, question: Question) -> bool:
    return (
        _covers(statement.actions, statement.not_actions, question.action.lower(), ignore_case=True)
        and (
            bool(statement.principals)
            or _covers(statement.resources, statement.not_resources, question.resource, ignore_case=False)
        )
        and all(
            is_met(operator, wanted, question.context.get(key.lower(), ()))
            for operator, keys in statement.conditions.items()
            for key, wanted in keys.items()
        )
    )


def _covers(named: Sequence[str], not_named: Sequence[str], text: str, *, ignore_case: bool) -> bool:
    patterns = [pattern.lower() if ignore_case else pattern for pattern in named or not_named]
    return any(wildcard(pattern, text) for pattern in patterns) is bool(named)


def _statement(item: Any, where: str, *, is_trust: bool) -> Statement:
    if not isinstance(item, dict):
        raise PolicyError(f"{where}: expected an object")
    effect = item.get("Effect")
    if effect not in ("Allow", "Deny"):
        raise PolicyError(f"{where}.Effect: got {effect!r}, expected Allow or Deny")
    actions, not_actions = _one_of(item, "Action", where)
    if is_trust:
        principals = item.get("Principal")
        if not isinstance(principals, dict) or not principals:
            raise PolicyError(f"{where}.Principal: expected an object with RAM, Service or Federated")
        resources: tuple[list[str], list[str]] = ([], [])
    else:
        principals = {}
        resources = _one_of(item, "Resource", where)
    return Statement(
        is_allow=effect == "Allow",
        actions=actions,
        not_actions=not_actions,
        resources=resources[0],
        not_resources=resources[1],
        conditions=_conditions(item.get("Condition", {}), where),
        principals={kind: _texts(names, f"{where}.Principal.{kind}") for kind, names in principals.items()},
    )


def _one_of(item: Mapping[str, Any], name: str, where: str) -> tuple[list[str], list[str]]:
    if (name in item) is (f"Not{name}" in item):
        raise PolicyError(f"{where}: expected one of {name} and Not{name}")
    if name in item:
        return _texts(item[name], f"{where}.{name}"), []
    return [], _texts(item[f"Not{name}"], f"{where}.Not{name}")


def _conditions(item: Any, where: str) -> Mapping[str, Mapping[str, Sequence[str]]]:
    if not isinstance(item, dict):
        raise PolicyError(f"{where}.Condition: expected an object")
    for name, keys in item.items():
        if name not in OPERATORS:
            raise PolicyError(f"{where}.Condition: got operator {name}, expected one of {', '.join(OPERATORS)}")
        if not isinstance(keys, dict):
            raise PolicyError(f"{where}.Condition.{name}: expected an object")
    return {
        name: {key: _texts(values, f"{where}.Condition.{name}.{key}") for key, values in keys.items()}
        for name, keys in item.items()
    }


def _texts(value: Any, where: str) -> list[str]:
    values = value if isinstance(value, list) else [value]
    if not values or not all(isinstance(each, str | int | float) for each in values):
        raise PolicyError(f"{where}: expected text or a list of texts")
    return [str(each).lower() if isinstance(each, bool) else str(each) for each in values]
