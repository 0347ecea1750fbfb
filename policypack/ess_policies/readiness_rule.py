"""Rules that ask one condition of `ess_readiness`, so that gate and refresh say the same."""

from collections.abc import Callable
from typing import TypeVar

from pulumi_policy import Severity

from ess_policies.rule import ResourceRule
from ess_policies.views import View
from ess_readiness import ReadinessRule, RefreshFacts

__all__ = ["readiness_rule"]

ViewT = TypeVar("ViewT", bound=View)


def readiness_rule(  # noqa: PLR0913  (each is part of a rule's metadata, none has a default)
    condition: ReadinessRule,
    *,
    name: str,
    display_name: str,
    description: str,
    why: str,
    cli: str,
    view: type[ViewT],
    facts: Callable[[ViewT], RefreshFacts],
) -> ResourceRule[ViewT]:
    """
    Make the rule that reports where the condition does not hold.

    Args:
        facts: Reads what the condition needs and nothing else: what it touches must be known at preview.
    """
    return ResourceRule(
        name=name,
        display_name=display_name,
        description=description,
        severity=Severity.HIGH,
        tags=["ess", "instance-refresh"],
        required=condition.required,
        fix=condition.fix,
        why=why,
        cli=cli,
        url=condition.source,
        view=view,
        observe=lambda resource: condition.observe(facts(resource)),
    )
