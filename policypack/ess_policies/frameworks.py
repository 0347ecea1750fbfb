"""
Where compliance frameworks ask for a rule.

CIS numbers are the sections of the benchmark. For MLPS and ISO 27001 the reference is the rule of Alibaba Cloud Config
that stands for the requirement in the service's own compliance packs of these names.
"""

from pulumi_policy import PolicyComplianceFramework

__all__ = ["cis", "iso", "mlps"]


def cis(section: str) -> PolicyComplianceFramework:
    """Answer a section of the CIS Alibaba Cloud Foundation Benchmark 2.0.0."""
    return PolicyComplianceFramework(name="CIS Alibaba Cloud Foundation Benchmark", version="2.0.0", reference=section)


def mlps(config_rule: str) -> PolicyComplianceFramework:
    """Answer MLPS 2.0 level 3 by a rule of its pre-check compliance pack."""
    return PolicyComplianceFramework(name="MLPS", version="2.0 level 3", reference=config_rule)


def iso(config_rule: str) -> PolicyComplianceFramework:
    """Answer ISO 27001 by a rule of its compliance pack."""
    return PolicyComplianceFramework(name="ISO 27001", reference=config_rule)
