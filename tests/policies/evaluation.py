"""Runs rules as the policy server does: one resource, its properties behind the real unknown-checking proxy."""

from collections.abc import Mapping
from typing import Any

from pulumi_policy import PolicyCustomTimeouts, PolicyResourceOptions, ResourceValidationArgs
from pulumi_policy.proxy import unknown_checking_proxy

from ess_policies import POLICIES

NAMES = tuple(policy.name for policy in POLICIES)
_OPTIONS = PolicyResourceOptions(
    protect=False,
    ignore_changes=[],
    delete_before_replace=None,
    aliases=[],
    custom_timeouts=PolicyCustomTimeouts(0, 0, 0),
    additional_secret_outputs=[],
)


def violations(rule: str, resource_type: str, props: Mapping[str, Any]) -> list[str]:
    """Answer the messages that the rule reports; UnknownValueError where it needs a value that is not known."""
    messages: list[str] = []
    urn = f"urn:pulumi:dev::project::{resource_type}::web"
    args = ResourceValidationArgs(resource_type, unknown_checking_proxy(dict(props)), urn, "web", _OPTIONS, None)
    (policy,) = (policy for policy in POLICIES if policy.name == rule)
    policy.validate(args, lambda message, _urn: messages.append(message))
    return messages


def broken_rules(resource_type: str, props: Mapping[str, Any]) -> list[str]:
    """Answer the names of the rules that report the resource."""
    return [rule for rule in NAMES if violations(rule, resource_type, props)]
