"""What CloudMonitor has: metric rules with their log and contact groups, and event rules with their targets."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from alicloud_emulator.state.cms.assumptions import DEFAULT_SILENCE_SECONDS

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

__all__ = [
    "AlarmState",
    "Alarms",
    "AlertLog",
    "ContactGroup",
    "EventPattern",
    "EventRule",
    "EventRules",
    "MetricRule",
    "Target",
]


class AlarmState(StrEnum):
    """`AlertState` of DescribeMetricRuleList, Cms 2019-01-01."""

    OK = "OK"
    ALARM = "ALARM"
    INSUFFICIENT_DATA = "INSUFFICIENT_DATA"


@dataclass(slots=True, kw_only=True)
class MetricRule:
    """
    One rule on a metric.

    `settings` is what PutResourceMetricRule said, in the words of DescribeMetricRuleList; `targets` is by target id.
    """

    rule_id: str
    name: str
    created_at: datetime
    modified_at: datetime
    settings: Mapping[str, Any] = field(default_factory=dict)
    is_enabled: bool = True
    state: AlarmState = AlarmState.OK
    targets: dict[str, Mapping[str, str]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class AlertLog:
    """One change of a rule's state."""

    log_id: str
    rule_id: str
    rule_name: str
    namespace: str
    metric_name: str
    before: AlarmState
    after: AlarmState
    changed_at: datetime


@dataclass(slots=True, kw_only=True)
class ContactGroup:
    """Whom alarms tell."""

    name: str
    created_at: datetime
    modified_at: datetime
    contacts: Sequence[str] = ()
    description: str = ""
    is_subscribed: bool = False


@dataclass(slots=True)
class Alarms:
    """Rules by id, contact groups by name, and every change of a rule's state, oldest first."""

    rules: dict[str, MetricRule] = field(default_factory=dict)
    contact_groups: dict[str, ContactGroup] = field(default_factory=dict)
    log: list[AlertLog] = field(default_factory=list)


@dataclass(frozen=True, slots=True, kw_only=True)
class EventPattern:
    """Which events a rule takes; an empty list takes all."""

    product: str
    event_types: Sequence[str] = ()
    levels: Sequence[str] = ()
    names: Sequence[str] = ()
    keyword: str = ""
    sql_filter: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """One target: its kind is the parameter that set it, for example `MnsParameters`."""

    kind: str
    target_id: str
    fields: Mapping[str, str]


@dataclass(slots=True, kw_only=True)
class EventRule:
    """A rule; `sent_at` is when it last sent an event of a name about a resource."""

    name: str
    patterns: Sequence[EventPattern] = ()
    description: str = ""
    event_type: str = "SYSTEM"
    group_id: str = ""
    silence_seconds: int = DEFAULT_SILENCE_SECONDS
    is_enabled: bool = True
    targets: dict[tuple[str, str], Target] = field(default_factory=dict)
    sent_at: dict[tuple[str, str], datetime] = field(default_factory=dict)


@dataclass(slots=True)
class EventRules:
    """Every rule by name; `records_seen` is how many records of events have been looked at."""

    by_name: dict[str, EventRule] = field(default_factory=dict)
    records_seen: int = 0
