"""Runs the rules as the engine does, under the configuration of the cases."""

from collections.abc import Mapping
from typing import Any

from ess_policies import POLICIES
from ess_policies.rule import ResourceRule, StackRule
from ess_policies.testing import Outcome, Resource, in_process
from policies.fault import CONFIG

RESOURCE_RULES = tuple(rule.name for rule in POLICIES if isinstance(rule, ResourceRule))
STACK_RULES = tuple(rule.name for rule in POLICIES if isinstance(rule, StackRule))
_PACK = in_process(*POLICIES)
_PACK.configure(CONFIG)


def judge(resource_type: str, props: Mapping[str, Any]) -> Outcome:
    """Have a resource judged by all rules on resources."""
    return _PACK.judge(Resource(resource_type, props))


def judge_stack(*resources: Resource) -> Outcome:
    """Have a stack judged by all rules on stacks."""
    return _PACK.judge_stack(resources)


def broken_rules(resource_type: str, props: Mapping[str, Any]) -> list[str]:
    """Answer the names of the rules that report the resource."""
    return [violation.policy for violation in judge(resource_type, props).violations]
