"""The rules as one run of the engine uses them: levels and options settled, indexed by resource type."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Generic, TypeVar

from pulumi_policy import EnforcementLevel

from ess_policies.configuration.presets import Preset, level_in
from ess_policies.options import resolve
from ess_policies.rule import ResourceRule, Rule, StackRule

__all__ = ["Active", "Setting", "Setup", "settle"]

RuleT = TypeVar("RuleT", bound=Rule)


@dataclass(frozen=True, slots=True, kw_only=True)
class Setting:
    """What a team says about one rule: its level, and the options that it sets."""

    level: EnforcementLevel
    options: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Active(Generic[RuleT]):
    """A rule that is not switched off, its level, and the value of each of its options."""

    rule: RuleT
    level: EnforcementLevel
    options: Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Setup:
    """
    What requests are answered from.

    Attributes:
        by_type: For each resource type the rules that judge it, in the pack's order.
        on_stack: The rules on stacks, in the pack's order.
    """

    by_type: Mapping[str, tuple[Active[ResourceRule[Any]], ...]]
    on_stack: tuple[Active[StackRule], ...]

    @property
    def stack_types(self) -> frozenset[str]:
        """The types that any rule on stacks looks at."""
        return frozenset().union(*(active.rule.types for active in self.on_stack))

    @property
    def types_by_rule(self) -> dict[str, frozenset[str]]:
        """The types that each active rule looks at, by its name."""
        rules: list[Rule] = [active.rule for each in self.by_type.values() for active in each]
        rules.extend(active.rule for active in self.on_stack)
        return {rule.name: rule.types for rule in rules}


def settle(rules: Iterable[Rule], preset: Preset, settings: Mapping[str, Setting]) -> Setup:
    """
    Settle what rules do.

    Args:
        preset: Says the level of each rule that `settings` does not name.
    """
    by_type: dict[str, list[Active[ResourceRule[Any]]]] = {}
    on_stack = []
    for rule in rules:
        setting = settings.get(rule.name) or Setting(level=level_in(preset, rule))
        if setting.level is EnforcementLevel.DISABLED:
            continue
        options = resolve(rule.options, setting.options)
        # No rule here remediates, and the engine's libraries take `remediate` for `mandatory` where nothing does.
        level = EnforcementLevel.ADVISORY if setting.level is EnforcementLevel.ADVISORY else EnforcementLevel.MANDATORY
        if isinstance(rule, StackRule):
            on_stack.append(Active(rule, level, options))
        else:
            for token in rule.types:
                by_type.setdefault(token, []).append(Active(rule, level, options))
    return Setup(by_type={token: tuple(active) for token, active in by_type.items()}, on_stack=tuple(on_stack))
