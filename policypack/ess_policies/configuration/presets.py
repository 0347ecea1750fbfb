"""
Levels for all rules at once, by what is to be gated.

`production` is what the rules say of themselves. `baseline` is for a first week and for stacks that are thrown away:
what is of high severity counts, what is of medium is only told, what is of low is silent. `strict` makes every rule
count.
"""

from enum import StrEnum

from pulumi_policy import EnforcementLevel, Severity

from ess_policies.rule import Rule

__all__ = ["DEFAULT_PRESET", "Preset", "level_in"]


class Preset(StrEnum):
    """The presets, from the most lenient to the strictest."""

    BASELINE = "baseline"
    PRODUCTION = "production"
    STRICT = "strict"


DEFAULT_PRESET = Preset.PRODUCTION


def level_in(preset: Preset, rule: Rule) -> EnforcementLevel:
    """Answer the level of a rule in a preset."""
    if preset is Preset.STRICT:
        return EnforcementLevel.MANDATORY
    if preset is Preset.BASELINE and rule.severity is Severity.LOW:
        return EnforcementLevel.DISABLED
    if preset is Preset.BASELINE and rule.severity is Severity.MEDIUM:
        return EnforcementLevel.ADVISORY
    return rule.enforcement_level
