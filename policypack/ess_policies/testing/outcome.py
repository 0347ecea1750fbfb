"""What policies said."""

from collections.abc import Mapping
from dataclasses import dataclass

from pulumi.runtime.proto import analyzer_pb2

__all__ = ["Outcome", "Violation", "read_outcome"]

_LEVELS = {analyzer_pb2.ADVISORY: "advisory", analyzer_pb2.MANDATORY: "mandatory"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Violation:
    """
    One report of a policy.

    Attributes:
        message: As the engine shows it: the policy's description, then what the policy said.
        urn: Whom the policy blamed itself; empty where it left that to the engine.
        level: `advisory` or `mandatory`.
    """

    policy: str
    message: str
    urn: str
    level: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """
    What came of one resource or one stack.

    Attributes:
        violations: In the order of the policies.
        undecided: Which value a policy needed that a preview does not know, by the policy's name. The engine shows an
            advisory there, whatever the policy's level.
        not_applicable: The reason, by the name of each policy that said so.
    """

    violations: tuple[Violation, ...]
    undecided: Mapping[str, str]
    not_applicable: Mapping[str, str]


def read_outcome(response: analyzer_pb2.AnalyzeResponse) -> Outcome:
    """Answer what a response says."""
    undecided, violations = {}, []
    for each in response.diagnostics:
        start = f"can't run policy '{each.policyName}' from policy pack "
        if each.message.startswith(start):
            undecided[each.policyName] = each.message.partition("' during preview: ")[2]
        else:
            level = _LEVELS[each.enforcementLevel]
            violations.append(Violation(policy=each.policyName, message=each.message, urn=each.urn, level=level))
    return Outcome(
        violations=tuple(violations),
        undecided=undecided,
        not_applicable={each.policy_name: each.reason for each in response.not_applicable},
    )
