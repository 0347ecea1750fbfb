"""CloudMonitor's metric rules, which users call alarms: how they stand, and a log of how they came to stand so."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from alicloud_emulator.errors import ApiError
from alicloud_emulator.state.cms.alarm_assumptions import CODE_METRIC_RULE_NOT_FOUND

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from alicloud_emulator.state.world import World

__all__ = ["AlarmState", "Alarms", "AlertLog", "ContactGroup", "MetricRule", "advance", "find_rules"]


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


def find_rules(world: World, rule_ids: Sequence[str]) -> list[MetricRule]:
    """Return the rules; ApiError (404) for the first id that there is none of."""
    for rule_id in rule_ids:
        if rule_id not in world.alarms.rules:
            raise ApiError(404, CODE_METRIC_RULE_NOT_FOUND, f"The metric rule {rule_id} does not exist.")
    return [world.alarms.rules[rule_id] for rule_id in rule_ids]


def advance(world: World) -> None:
    """Let every enabled rule be in the state that faults give it now, which without any is OK."""
    for rule in world.alarms.rules.values():
        state = AlarmState(world.faults.alarm_state(rule.rule_id, rule.name, world.now) or AlarmState.OK)
        if rule.is_enabled and rule.state is not state:
            world.alarms.log.append(_logged(world, rule, state))
            rule.state = state


def _logged(world: World, rule: MetricRule, state: AlarmState) -> AlertLog:
    return AlertLog(
        log_id=world.new_id("alert"),
        rule_id=rule.rule_id,
        rule_name=rule.name,
        namespace=rule.settings["Namespace"],
        metric_name=rule.settings["MetricName"],
        before=rule.state,
        after=state,
        changed_at=world.now,
    )
