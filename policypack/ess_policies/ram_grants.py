"""What RAM policy documents grant: actions, resources, conditions and denials, as far as a document alone tells."""

import fnmatch
import json
import re
import string
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from ess_policies.ram_conditions import always_holds

__all__ = ["SYSTEM_POLICIES", "Statement", "grants_everything", "is_granted", "parse_document", "parse_statements"]

# `acs:<product>:<region>:<account>:<resource>`; an account in it can only be the policy's own.
_ACCOUNT = re.compile(r"^(acs:[^:]*:[^:]*:)\d+(?=:|$)")
# What nobody names: a policy that allows these allows whatever it does not exclude.
_PRODUCTS: Final = tuple(f"{letter}{letter}-unnamed" for letter in string.ascii_lowercase)
_CHANGES: Final = tuple(
    f"{verb}unnamed"
    for verb in ("add", "attach", "create", "delete", "modify", "put", "remove", "run", "set", "update")
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Statement:
    """
    One statement of a policy. Patterns are in lower case.

    Attributes:
        actions: Patterns such as `ecs:delete*`.
        excepted_actions: The same of `NotAction`: the statement is about every action but these.
        resources: Patterns such as `acs:ecs:*:*:instance/*`.
        excepted_resources: The same of `NotResource`.
        is_unconditional: It has no condition, or one that always holds.
    """

    is_allowing: bool
    actions: tuple[str, ...] = ()
    excepted_actions: tuple[str, ...] = ()
    resources: tuple[str, ...] = ("*",)
    excepted_resources: tuple[str, ...] = ()
    is_unconditional: bool = True

    def names(self, action: str) -> bool:
        """Tell whether the statement is about an action, given in lower case."""
        if self.excepted_actions:
            return not _matches(self.excepted_actions, action)
        return _matches(self.actions, action)

    def is_about_all_of(self, product: str) -> bool:
        """Tell whether the statement is about every resource of a product."""
        resource = f"acs:{product}:any-region:0:any/any"
        if self.excepted_resources:
            return not _matches(self.excepted_resources, resource)
        return _matches(self.resources, resource)

    def may_be_about(self, product: str) -> bool:
        """Tell whether the statement is about any resource of a product."""
        if self.excepted_resources:
            return not _matches(self.excepted_resources, f"acs:{product}:any-region:0:any/any")
        return any(_matches((f"{resource}:".split(":")[1] or "*",), product) for resource in self.resources)


# System policies whose content is published and fixed in the parts that matter here: RAM guide, "System policies".
SYSTEM_POLICIES: Final[Mapping[str, tuple[Statement, ...]]] = {
    "AdministratorAccess": (Statement(is_allowing=True, actions=("*",)),),
    "PowerUserAccess": (Statement(is_allowing=True, excepted_actions=("ram:*", "ims:*", "resourcemanager:*")),),
    "AliyunECSFullAccess": (Statement(is_allowing=True, actions=("ecs:*",)),),
}


def is_granted(action: str, statements: Iterable[Statement]) -> bool:
    """
    Tell whether these statements together allow an action on any resource, under any condition.

    Only a denial that always holds, on every resource of the product, takes it away: any other leaves the action
    possible.
    """
    action = action.lower()
    product = action.partition(":")[0]
    named = [statement for statement in statements if statement.names(action)]
    if any(not each.is_allowing and each.is_unconditional and each.is_about_all_of(product) for each in named):
        return False
    return any(each.is_allowing and each.may_be_about(product) for each in named)


def grants_everything(statements: Iterable[Statement]) -> bool:
    """
    Tell whether these statements together allow every change of every resource, but for what they name as excepted.

    So do `*`, `*:*` and `NotAction`, on `*` and on `acs:*:*:*:*`, and lists of patterns that come to the same. A
    condition that does not always hold restricts; a denial takes away what it is about.
    """
    statements = tuple(statements)
    return all(
        _is_granted_everywhere(f"{product}:{change}", product, statements)
        for product in _PRODUCTS
        for change in _CHANGES
    )


def _is_granted_everywhere(action: str, product: str, statements: tuple[Statement, ...]) -> bool:
    effective = [
        each.is_allowing
        for each in statements
        if each.is_unconditional and each.names(action) and each.is_about_all_of(product)
    ]
    return bool(effective) and all(effective)


def parse_document(document: str) -> tuple[Statement, ...]:
    """Return the statements of a policy document in JSON; none where it is not one, which the service refuses."""
    try:
        parsed = json.loads(document)
    except (ValueError, RecursionError):
        return ()
    return parse_statements(parsed.get("Statement")) if isinstance(parsed, Mapping) else ()


def parse_statements(statements: Any) -> tuple[Statement, ...]:
    """Return the statements of a parsed document, or of the provider's old property: a list of objects, or one."""
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
        resources=tuple(map(_of_any_account, _texts(fields.get("Resource", fields.get("resources"))))),
        excepted_resources=_texts(fields.get("NotResource")),
        is_unconditional=always_holds(fields.get("Condition")),
    )


def _of_any_account(resource: str) -> str:
    return _ACCOUNT.sub(r"\1*", resource)


def _texts(value: Any) -> tuple[str, ...]:
    if isinstance(value, str):
        return (value.lower(),)
    if not isinstance(value, Sequence):
        return ()
    return tuple(each.lower() for each in value if isinstance(each, str))


def _matches(patterns: tuple[str, ...], text: str) -> bool:
    # `[` has a meaning for fnmatch only, and no action and no resource holds one.
    return any(fnmatch.fnmatchcase(text, pattern.replace("[", "[[]")) for pattern in patterns)
