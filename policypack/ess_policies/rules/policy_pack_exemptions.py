"""
Exemptions are agreements with an end, an owner and a reason; one that has lost its point hides the next fault.

They stand in `ess-policies.yaml` or in this rule's option `exemptions`. The pack's server keeps account of what they
suppress and hands the outcome to this rule after the stack's last resource.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from pulumi_policy import EnforcementLevel, Severity

from ess_policies.configuration.exemption_entries import ENTRIES_SCHEMA
from ess_policies.options import Option
from ess_policies.rule import Observation, StackRule
from ess_policies.stack import Stack

__all__ = ["POLICY"]


def _observe(stack: Stack, _options: Mapping[str, Any]) -> Iterator[Observation]:
    return (Observation(found=fault) for fault in stack.exemption_faults)


POLICY = StackRule(
    name="policy-pack-exemptions",
    display_name="Exemptions in order",
    description="Exemptions from the rules are complete, valid and needed.",
    severity=Severity.MEDIUM,
    level=EnforcementLevel.ADVISORY,
    tags=["policy-pack"],
    required="an exemption needs a reason, an owner, a date of expiry that has not passed, and something to suppress",
    fix="complete, renew or remove the entry",
    url="https://github.com/pulumi/pulumi-policy/issues/225",
    why="An exemption that nobody answers for or that outlives its reason lets the next fault through unseen.",
    options={
        "exemptions": Option(
            schema=ENTRIES_SCHEMA,
            default=[],
            description="Exemptions besides those of the file `ess-policies.yaml`.",
        ),
        "organizationRules": Option(
            schema={"type": "array", "items": {"type": "string"}},
            default=[],
            description="Rules that only the option `exemptions` can exempt from, not the file `ess-policies.yaml`.",
        ),
    },
    views=(),
    observe=_observe,
)
