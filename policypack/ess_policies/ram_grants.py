"""What RAM policy documents grant: actions, wildcards and denials, as far as a document alone tells."""

import fnmatch
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

__all__ = ["SYSTEM_POLICIES", "Statement", "is_granted", "parse_document", "parse_statements"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Statement:
    """
    One statement of a policy.

    Attributes:
        actions: Patterns such as `ecs:Delete*`, in lower case.
        excepted_actions: The same of `NotAction`: the statement is about every action but these.
        is_everywhere: The statement is about every resource and has no condition.
    """

    is_allowing: bool
    actions: tuple[str, ...] = ()
    excepted_actions: tuple[str, ...] = ()
    is_everywhere: bool = True

    def names(self, action: str) -> bool:
        """Tell whether the statement is about an action, given in lower case."""
        if self.excepted_actions:
            return not _matches(self.excepted_actions, action)
        return _matches(self.actions, action)


# System policies whose content is published and fixed in the parts that matter here: RAM guide, "System policies".
SYSTEM_POLICIES: Final[Mapping[str, tuple[Statement, ...]]] = {
    "AdministratorAccess": (Statement(is_allowing=True, actions=("*",)),),
    "PowerUserAccess": (Statement(is_allowing=True, excepted_actions=("ram:*", "ims:*", "resourcemanager:*")),),
    "AliyunECSFullAccess": (Statement(is_allowing=True, actions=("ecs:*",)),),
}


def is_granted(action: str, statements: Iterable[Statement]) -> bool:
    """
    Tell whether these statements together allow an action on any resource, under any condition.

    Only a denial without condition on every resource takes it away, because any other leaves the action possible.
    """
    action = action.lower()
    named = [statement for statement in statements if statement.names(action)]
    denied = any(not statement.is_allowing and statement.is_everywhere for statement in named)
    return not denied and any(statement.is_allowing for statement in named)


def parse_document(document: str) -> tuple[Statement, ...]:
    """Answer the statements of a policy document in JSON; none where it is not one, which the service refuses."""
    try:
        parsed = json.loads(document)
    except (ValueError, RecursionError):
        return ()
    return parse_statements(parsed.get("Statement")) if isinstance(parsed, Mapping) else ()


def parse_statements(statements: Any) -> tuple[Statement, ...]:
    """Answer the statements of a parsed document, or of the provider's old property: a list of objects, or one."""
    if isinstance(statements, Mapping):
        statements = [statements]
    if isinstance(statements, str) or not isinstance(statements, Sequence):
        return ()
    return tuple(_statement(each) for each in statements if isinstance(each, Mapping))


def _statement(fields: Mapping[str, Any]) -> Statement:
    # The provider's old property has names of its own and neither exceptions nor conditions.
    return Statement(
        is_allowing=fields.get("Effect", fields.get("effect")) == "Allow",
        actions=_texts(fields.get("Action", fields.get("actions"))),
        excepted_actions=_texts(fields.get("NotAction")),
        is_everywhere="*" in _texts(fields.get("Resource", fields.get("resources"))) and not fields.get("Condition"),
    )


def _texts(value: Any) -> tuple[str, ...]:
    if isinstance(value, str):
        return (value.lower(),)
    if not isinstance(value, Sequence):
        return ()
    return tuple(each.lower() for each in value if isinstance(each, str))


def _matches(patterns: tuple[str, ...], action: str) -> bool:
    # `[` has a meaning for fnmatch only, and no action holds one.
    return any(fnmatch.fnmatchcase(action, pattern.replace("[", "[[]")) for pattern in patterns)
