"""What security groups and their rules are made of."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime

__all__ = ["EGRESS", "INGRESS", "Rule", "SecurityGroup", "SecurityGroupSpec"]

INGRESS = "ingress"
EGRESS = "egress"


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """One rule; `peer` holds exactly one API field (`SourceCidrIp`, `DestGroupId` …) and its value."""

    direction: str
    protocol: str
    port_range: str
    peer: tuple[str, str]
    policy: str = "accept"
    priority: int = 1
    rule_id: str = ""
    description: str = ""
    created_at: datetime | None = None

    def is_same(self, other: Rule) -> bool:
        """Whether both describe the same traffic: the service keeps one of them."""
        return _identity(self) == _identity(other)


@dataclass(slots=True, kw_only=True)
class SecurityGroup:
    """A security group and its rules in the order in which they came."""

    security_group_id: str
    region_id: str
    vpc_id: str
    name: str
    description: str
    group_type: str
    resource_group_id: str
    created_at: datetime
    inner_access_policy: str = "Accept"
    rules: list[Rule] = field(default_factory=list)
    tags: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class SecurityGroupSpec:
    """What CreateSecurityGroup may say."""

    vpc_id: str
    name: str = ""
    description: str = ""
    group_type: str = "normal"
    resource_group_id: str | None = None
    tags: dict[str, str] = field(default_factory=dict)


def _identity(rule: Rule) -> tuple[object, ...]:
    return (
        rule.direction,
        rule.protocol.lower(),
        rule.port_range,
        rule.peer,
        rule.policy.lower(),
        rule.priority,
    )
