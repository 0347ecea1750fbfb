"""Metric rules of CloudMonitor, which users call alarms, and the log of when they fired."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from alicloud_emulator.parameters import invalid_parameter, missing_parameter
from alicloud_emulator.services.action import Action, Coverage
from alicloud_emulator.services.cms.alarm_fields import SETTINGS, settings_of
from alicloud_emulator.services.cms.answers import SUCCESS
from alicloud_emulator.services.pages import listed_ids
from alicloud_emulator.state.cms.alarms import find_rules
from alicloud_emulator.state.cms.assumptions import MOST_RULES_ON_A_PAGE
from alicloud_emulator.state.cms.model import AlarmState, MetricRule

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from alicloud_emulator.parameters import Parameters
    from alicloud_emulator.services.action import Handler
    from alicloud_emulator.state.cms.model import AlertLog
    from alicloud_emulator.state.world import World
    from alicloud_emulator.wire import Call

__all__ = ["ACTIONS"]

# DescribeMetricRuleList, RuleIds.
MOST_RULE_IDS = 20
TARGET_FIELDS = ("Id", "Arn", "Level", "JsonParams")


def put_resource_metric_rule(world: World, call: Call) -> dict[str, Any]:
    """Make a rule, or replace what the one of that id says; its state and its targets stay."""
    parameters = call.parameters
    rule_id, name = parameters.require("RuleId"), parameters.require("RuleName")
    settings = settings_of(parameters)
    rule = world.alarms.rules.get(rule_id)
    if rule is None:
        rule = MetricRule(rule_id=rule_id, name=name, created_at=world.now, modified_at=world.now)
        world.alarms.rules[rule_id] = rule
    rule.name, rule.settings, rule.modified_at = name, settings, world.now
    return SUCCESS


def describe_metric_rule_list(world: World, call: Call) -> dict[str, Any]:
    """Show the rules that every filter takes, oldest first."""
    parameters = call.parameters
    rule_ids = listed_ids(parameters, "RuleIds")
    if len(rule_ids or ()) > MOST_RULE_IDS:
        raise invalid_parameter("RuleIds", f"{len(rule_ids or ())} ids", f"at most {MOST_RULE_IDS}")
    state = parameters.choice("AlertState", tuple(AlarmState))
    is_enabled = parameters.flag("EnableState")
    found = [
        rule
        for rule in world.alarms.rules.values()
        if (rule_ids is None or rule.rule_id in rule_ids)
        and parameters.text("RuleName", "") in rule.name
        and state in (None, rule.state)
        and is_enabled in (None, rule.is_enabled)
        and all(parameters.text(name) in (None, rule.settings[name]) for name in ("Namespace", "MetricName"))
    ]
    shown = [_shown(rule) for rule in _page(found, parameters, "Page")]
    # This one action has Code as a number and Total as text (SDK).
    return {**SUCCESS, "Code": 200, "Total": str(len(found)), "Alarms": {"Alarm": shown}}


def delete_metric_rules(world: World, call: Call) -> dict[str, Any]:
    """Delete rules with their targets: all of those named, or none."""
    for rule in _named(world, call, "Id"):
        del world.alarms.rules[rule.rule_id]
    return SUCCESS


def _switching(*, is_enabled: bool) -> Handler:
    def switch(world: World, call: Call) -> dict[str, Any]:
        for rule in _named(world, call, "RuleId"):
            rule.is_enabled = is_enabled
        return SUCCESS

    return switch


def put_metric_rule_targets(world: World, call: Call) -> dict[str, Any]:
    """Add targets to a rule, or change those of the same id."""
    [rule] = find_rules(world, [call.parameters.require("RuleId")])
    for group in call.parameters.groups("Targets"):
        target = {name: value for name in TARGET_FIELDS if (value := group.text(name)) is not None}
        rule.targets[group.require("Id")] = target
    return {**SUCCESS, "FailData": {"Targets": {"Target": []}}}


def describe_metric_rule_targets(world: World, call: Call) -> dict[str, Any]:
    """Show the targets of a rule."""
    [rule] = find_rules(world, [call.parameters.require("RuleId")])
    return {**SUCCESS, "Targets": {"Target": list(rule.targets.values())}}


def delete_metric_rule_targets(world: World, call: Call) -> dict[str, Any]:
    """Take targets from a rule by their ids."""
    [rule] = find_rules(world, [call.parameters.require("RuleId")])
    for target_id in call.parameters.strings("TargetIds"):
        rule.targets.pop(target_id, None)
    return SUCCESS


def describe_alert_log_list(world: World, call: Call) -> dict[str, Any]:
    """Show when rules changed their state, newest first."""
    parameters = call.parameters
    start, end = parameters.integer("StartTime", minimum=0), parameters.integer("EndTime", minimum=0)
    found = [
        log
        for log in reversed(world.alarms.log)
        if parameters.text("RuleId") in (None, log.rule_id)
        and parameters.text("RuleName") in (None, log.rule_name)
        and (start is None or start <= _milliseconds(log.changed_at))
        and (end is None or _milliseconds(log.changed_at) <= end)
    ]
    shown = [_shown_log(log) for log in _page(found, parameters, "PageNumber")]
    number, size = parameters.integer("PageNumber") or 1, parameters.integer("PageSize") or 10
    return {**SUCCESS, "PageNumber": number, "PageSize": size, "AlertLogList": shown}


def _named(world: World, call: Call, name: str) -> list[MetricRule]:
    rule_ids = call.parameters.strings(name)
    if not rule_ids:
        raise missing_parameter(f"{name}.1")
    return find_rules(world, rule_ids)


def _page(items: list[Any], parameters: Parameters, number_name: str) -> list[Any]:
    number = parameters.integer(number_name, minimum=1) or 1
    size = parameters.integer("PageSize", minimum=1, maximum=MOST_RULES_ON_A_PAGE) or 10
    return items[(number - 1) * size : number * size]


def _shown(rule: MetricRule) -> dict[str, Any]:
    return {
        **dict.fromkeys(SETTINGS, ""),
        **rule.settings,
        "RuleId": rule.rule_id,
        "RuleName": rule.name,
        "AlertState": rule.state,
        "EnableState": rule.is_enabled,
        "SourceType": "METRIC",
        "GmtCreate": _milliseconds(rule.created_at),
        "GmtUpdate": str(_milliseconds(rule.modified_at)),
    }


def _shown_log(log: AlertLog) -> dict[str, Any]:
    return {
        "LogId": log.log_id,
        "RuleId": log.rule_id,
        "RuleName": log.rule_name,
        "Namespace": log.namespace,
        "MetricName": log.metric_name,
        "LevelChange": f"{log.before}->{log.after}",
        "AlertTime": str(_milliseconds(log.changed_at)),
    }


def _milliseconds(at: datetime) -> int:
    return int(at.timestamp() * 1000)


RESOURCE = "SDK, resource_alicloud_cms_alarm.go"
ACTIONS: Mapping[str, Action] = {
    "DeleteMetricRuleTargets": Action(delete_metric_rule_targets, "SDK"),
    "DeleteMetricRules": Action(delete_metric_rules, RESOURCE),
    "DescribeAlertLogList": Action(
        describe_alert_log_list, "SDK", Coverage.PARTLY, "who was told, and filters but for rule and time"
    ),
    "DescribeMetricRuleList": Action(
        describe_metric_rule_list, RESOURCE, Coverage.PARTLY, "filters Dimensions and GroupId are not looked at"
    ),
    "DescribeMetricRuleTargets": Action(describe_metric_rule_targets, RESOURCE),
    "DisableMetricRules": Action(_switching(is_enabled=False), RESOURCE),
    "EnableMetricRules": Action(_switching(is_enabled=True), RESOURCE),
    "PutMetricRuleTargets": Action(
        put_metric_rule_targets, RESOURCE, Coverage.PARTLY, "targets are written down, nobody is told"
    ),
    "PutResourceMetricRule": Action(
        put_resource_metric_rule, RESOURCE, Coverage.PARTLY, "the metric is not measured: the fault `alarm` fires"
    ),
}
