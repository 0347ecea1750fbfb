"""The rules of the pack, as reports tell them."""

from pulumi_policy import PolicyComplianceFramework

from ess_policies import POLICIES
from ess_policies.reports.report import RuleSummary
from ess_policies.rule import Rule

__all__ = ["rule_summaries"]


def rule_summaries() -> tuple[RuleSummary, ...]:
    """Answer all rules of the pack, by name."""
    return tuple(sorted((_summary(rule) for rule in POLICIES), key=lambda rule: rule.name))


def _summary(rule: Rule) -> RuleSummary:
    return RuleSummary(
        name=rule.name,
        title=rule.display_name or rule.name,
        description=rule.description,
        required=rule.required,
        why=rule.why.strip(),
        fix=rule.fix,
        cli=rule.cli,
        url=rule.url,
        level=rule.enforcement_level.value,
        severity=rule.severity.value,
        tags=tuple(rule.tags),
        types=rule.types,
        frameworks=tuple(_clause(framework) for framework in rule.frameworks),
        same_as=tuple(f"{tool} {each}" for tool, ids in rule.same_as.items() for each in ids),
    )


def _clause(framework: PolicyComplianceFramework) -> str:
    parts = (framework.name, framework.version, framework.reference)
    return " ".join(part for part in parts if part)
