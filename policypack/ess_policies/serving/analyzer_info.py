"""Tells the engine what rules there are, in the words of the analyzer protocol."""

from collections.abc import Iterable

from pulumi.runtime.proto import analyzer_pb2
from pulumi_policy import EnforcementLevel, Severity

from ess_policies.configuration.presets import Preset, level_in
from ess_policies.rule import Rule, StackRule

__all__ = ["ENGINE_LEVELS", "ENGINE_SEVERITIES", "describe_rules"]

ENGINE_LEVELS = {
    EnforcementLevel.ADVISORY: analyzer_pb2.ADVISORY,
    EnforcementLevel.MANDATORY: analyzer_pb2.MANDATORY,
    EnforcementLevel.REMEDIATE: analyzer_pb2.REMEDIATE,
    EnforcementLevel.DISABLED: analyzer_pb2.DISABLED,
}
ENGINE_SEVERITIES = {
    Severity.LOW: analyzer_pb2.POLICY_SEVERITY_LOW,
    Severity.MEDIUM: analyzer_pb2.POLICY_SEVERITY_MEDIUM,
    Severity.HIGH: analyzer_pb2.POLICY_SEVERITY_HIGH,
    Severity.CRITICAL: analyzer_pb2.POLICY_SEVERITY_CRITICAL,
}


def describe_rules(name: str, version: str, rules: Iterable[Rule], preset: Preset) -> analyzer_pb2.AnalyzerInfo:
    """Answer the description of a pack; the level of each rule is the preset's."""
    return analyzer_pb2.AnalyzerInfo(
        name=name,
        version=version,
        supportsConfig=True,
        policies=[_describe(rule, ENGINE_LEVELS[level_in(preset, rule)]) for rule in rules],
    )


def _describe(rule: Rule, level: analyzer_pb2.EnforcementLevel.ValueType) -> analyzer_pb2.PolicyInfo:
    on_stack = isinstance(rule, StackRule)
    info = analyzer_pb2.PolicyInfo(
        name=rule.name,
        description=rule.description,
        enforcementLevel=level,
        displayName=rule.display_name,
        policy_type=analyzer_pb2.POLICY_TYPE_STACK if on_stack else analyzer_pb2.POLICY_TYPE_RESOURCE,
        severity=ENGINE_SEVERITIES[rule.severity],
        tags=rule.tags,
        remediation_steps=rule.fix,
        url=rule.url,
    )
    if rule.options:
        info.configSchema.properties.update({key: option.documented_schema for key, option in rule.options.items()})
    if rule.framework is not None:
        info.framework.name = rule.framework.name or ""
        info.framework.version = rule.framework.version or ""
        info.framework.reference = rule.framework.reference or ""
        info.framework.specification = rule.framework.specification or ""
    return info
