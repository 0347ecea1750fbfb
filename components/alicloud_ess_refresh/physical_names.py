"""
Names that components give to what they make in the cloud, where the program gives none.

Such a name has to be unique in a group, a region or an account, in which other stacks, other programs and the group
that is about to be replaced have names, too. So it ends in random digits. They are drawn in the run of the program that
makes the resource; what exists already keeps its name, because the options of the resource ignore a change of it.
"""

import re
import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, cast

import pulumi
from pulumi.output import UNKNOWN

__all__ = [
    "EVENT_BUS_RULE",
    "EVENT_RULE",
    "INSTANCE",
    "QUEUE",
    "RAM_POLICY",
    "RAM_ROLE",
    "RENAME",
    "SCALING_CONFIGURATION",
    "SCALING_GROUP",
    "SECURITY_GROUP",
    "TRAIL",
    "NameRule",
    "check_component",
    "check_name",
    "is_name_of",
    "keeping",
    "unique_name",
]

RANDOM_BYTES = 4
RENAME = "give the component another name"


@dataclass(frozen=True, slots=True, kw_only=True)
class NameRule:
    """
    What a service accepts as a name.

    Attributes:
        kind: What has the name, with its article, for messages.
        least, most: Length in characters.
        allowed: The alphabet, in words.
        pattern: The same.
    """

    kind: str
    least: int
    most: int
    allowed: str
    pattern: str

    def accepts(self, name: str) -> bool:
        return self.least <= len(name) <= self.most and re.fullmatch(self.pattern, name) is not None

    def __str__(self) -> str:
        return f"{self.least} to {self.most} characters: {self.allowed}"


_ESS_ALLOWED = "a letter or digit, then letters, digits, `_`, `-` and `.`"
_ESS_PATTERN = r"[^\W_][\w.-]*"
_ECS_ALLOWED = "a letter, then letters, digits, `:`, `_`, `-` and `.`, and not `http://` or `https://` at the start"
_ECS_PATTERN = r"[^\W\d_][\w:.-]*"
_ASCII_ALLOWED = "an English letter or digit, then English letters, digits and `-`"
_ASCII_PATTERN = r"[A-Za-z0-9][A-Za-z0-9-]*"

# Source: CreateScalingGroup and CreateScalingConfiguration, ESS 2022-02-22. Unique in a region, and in a group.
SCALING_GROUP = NameRule(kind="a scaling group", least=2, most=64, allowed=_ESS_ALLOWED, pattern=_ESS_PATTERN)
SCALING_CONFIGURATION = NameRule(
    kind="a scaling configuration", least=2, most=64, allowed=_ESS_ALLOWED, pattern=_ESS_PATTERN
)
# Source: CreateSecurityGroup and RunInstances, ECS 2014-05-26. Neither has to be unique.
SECURITY_GROUP = NameRule(kind="a security group", least=2, most=128, allowed=_ECS_ALLOWED, pattern=_ECS_PATTERN)
INSTANCE = NameRule(kind="an instance", least=2, most=128, allowed=_ECS_ALLOWED, pattern=_ECS_PATTERN)
# Source: CreatePolicy and CreateRole, RAM 2015-05-01. Unique in an account.
RAM_POLICY = NameRule(kind="a RAM policy", least=1, most=128, allowed=_ASCII_ALLOWED, pattern=_ASCII_PATTERN)
RAM_ROLE = NameRule(kind="a RAM role", least=1, most=64, allowed=_ASCII_ALLOWED, pattern=_ASCII_PATTERN)
# Source: CreateTrail, ActionTrail 2020-07-06. Unique in an account.
TRAIL = NameRule(
    kind="a trail",
    least=6,
    most=36,
    allowed="a lowercase English letter, then lowercase English letters, digits, `-` and `_`",
    pattern=r"[a-z][a-z0-9_-]*",
)
# Source: CreateQueue, Mns-open 2022-01-19. Unique in an account and region.
QUEUE = NameRule(kind="a queue", least=1, most=120, allowed=_ASCII_ALLOWED, pattern=_ASCII_PATTERN)
# No page names limits for the rules of CloudMonitor and EventBridge; these are safe ones. Unique in an account, and in
# a bus: CloudMonitor overwrites the rule of that name.
EVENT_RULE = NameRule(kind="an event rule", least=1, most=64, allowed=_ASCII_ALLOWED, pattern=_ASCII_PATTERN)
EVENT_BUS_RULE = NameRule(kind="an event rule", least=2, most=64, allowed=_ASCII_ALLOWED, pattern=_ASCII_PATTERN)


def unique_name(component: str, rule: NameRule, role: str = "") -> pulumi.Input[str]:
    """
    Return a name that nothing else has: the component's, cut to fit, the role and random digits.

    Declare the resource that gets it with the options of `keeping`, and ask `check_component` before you declare any.

    Args:
        role: What it is to the component, where that has more than one of the kind.

    Returns:
        In a preview a name that is not known yet: a plan that is made of it holds the update to what the preview knows.
    """
    if pulumi.runtime.is_dry_run():
        return cast("pulumi.Output[str]", pulumi.Output.from_input(cast("Any", UNKNOWN)))
    return _with_ending(component, rule, role, secrets.token_hex(RANDOM_BYTES))


def is_name_of(name: str, component: str, rule: NameRule, role: str) -> bool:
    """Return whether a name can be one that `unique_name` made."""
    ending = name[-2 * RANDOM_BYTES :]
    return re.fullmatch(r"[0-9a-f]+", ending) is not None and name == _with_ending(component, rule, role, ending)


def _with_ending(component: str, rule: NameRule, role: str, digits: str) -> str:
    ending = f"-{role}-{digits}" if role else f"-{digits}"
    return component[: rule.most - len(ending)] + ending


def check_component(component: str, *rules: NameRule, advice: str = RENAME) -> None:
    """
    Refuse a component's name with which a service would refuse what `unique_name` makes of it.

    Args:
        advice: What to do about it.

    Raises:
        ValueError: It names what was found and what is allowed.
    """
    for rule in rules:
        if not rule.accepts(_with_ending(component, rule, "", "0" * 2 * RANDOM_BYTES)):
            raise ValueError(
                f"{component}: `{component}` cannot begin the name of {rule.kind}, which has {rule.allowed}: {advice}"
            )


def check_name(where: str, name: str, rule: NameRule, *, advice: str = "") -> None:
    """
    Refuse a name that the service would refuse.

    Raises:
        ValueError: It names what was found and what is allowed.
    """
    if not rule.accepts(name):
        found = f"`{name}` ({len(name)} characters)"
        raise ValueError(f"{where}: got {found} as the name of {rule.kind}, expected {rule}{advice}")


def keeping(opts: pulumi.ResourceOptions, properties: Iterable[str]) -> pulumi.ResourceOptions:
    """Return options with which a resource that exists already keeps these properties as they are."""
    return pulumi.ResourceOptions.merge(opts, pulumi.ResourceOptions(ignore_changes=list(properties)))
