"""Event rules of CloudMonitor, their targets, and the events that they are about."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from alicloud_emulator.parameters import invalid_parameter, missing_parameter
from alicloud_emulator.services.action import Action, Coverage
from alicloud_emulator.services.cms.answers import SUCCESS
from alicloud_emulator.state.cms.event_filter import FilterError, parse_filter
from alicloud_emulator.state.cms.event_rules import event_time, find_rule, offer
from alicloud_emulator.state.cms.model import EventPattern, EventRule
from alicloud_emulator.state.ecs.event_types import EVENT_TYPES, EventKind, EventLevel, EventStatus, level_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from alicloud_emulator.parameters import Parameters
    from alicloud_emulator.state.ecs.event_model import EventRecord
    from alicloud_emulator.state.world import World
    from alicloud_emulator.wire import Call

__all__ = ["ACTIONS"]

STATES = ("ENABLED", "DISABLED")
EVENT_TYPE_WORDS = (*EventKind, "*")
LEVEL_WORDS = (*EventLevel, "*")
# EventPattern.N and the lists in it.
MAX_VALUES = 50


def put_event_rule(world: World, call: Call) -> dict[str, Any]:
    """Make a rule, or change the one of that name; its targets stay."""
    parameters = call.parameters
    name = parameters.require("RuleName")
    patterns = [_pattern(group) for group in parameters.groups("EventPattern")]
    if not patterns:
        raise missing_parameter("EventPattern.1.Product")
    rule = world.event_rules.by_name.get(name, EventRule(name=name))
    rule.is_enabled = (parameters.choice("State", STATES) or STATES[not rule.is_enabled]) == STATES[0]
    rule.event_type = parameters.choice("EventType", ("SYSTEM", "CUSTOM")) or rule.event_type
    silence = parameters.integer("SilenceTime", minimum=0)
    rule.silence_seconds = rule.silence_seconds if silence is None else silence
    rule.group_id = parameters.text("GroupId", rule.group_id)
    rule.description = parameters.text("Description", rule.description)
    rule.patterns = patterns
    world.event_rules.by_name[name] = rule
    return {**SUCCESS, "Data": name}


def describe_event_rule_list(world: World, call: Call) -> dict[str, Any]:
    """Show the rules whose names begin so."""
    prefix = call.parameters.text("NamePrefix", "")
    is_enabled = call.parameters.flag("IsEnable")
    group_id = call.parameters.text("GroupId")
    found = [
        rule
        for name, rule in world.event_rules.by_name.items()
        if name.startswith(prefix) and is_enabled in (None, rule.is_enabled) and group_id in (None, rule.group_id)
    ]
    shown = [_shown(rule) for rule in _page(found, call.parameters)]
    return {**SUCCESS, "Total": len(found), "EventRules": {"EventRule": shown}}


def delete_event_rules(world: World, call: Call) -> dict[str, Any]:
    """Delete rules with their targets: all of those named, or none."""
    for rule in _named(world, call):
        del world.event_rules.by_name[rule.name]
    return SUCCESS


def enable_event_rules(world: World, call: Call) -> dict[str, Any]:
    """Have rules send events."""
    for rule in _named(world, call):
        rule.is_enabled = True
    return SUCCESS


def disable_event_rules(world: World, call: Call) -> dict[str, Any]:
    """Have rules send nothing."""
    for rule in _named(world, call):
        rule.is_enabled = False
    return SUCCESS


def send_dry_run_system_event(world: World, call: Call) -> dict[str, Any]:
    """Send an event that did not happen through the rules."""
    parameters = call.parameters
    name, product = parameters.require("EventName"), parameters.require("Product")
    content = parameters.json("EventContent") or {}
    if not isinstance(content, dict):
        raise invalid_parameter("EventContent", parameters.text("EventContent"), "a JSON object")
    kind, level = _nature(name)
    message = {
        "ver": "1.0",
        "id": world.new_id("dry"),
        "product": product.upper(),
        "resourceId": "",
        "level": str(level),
        "name": name,
        "userId": world.account_id,
        "eventTime": event_time(world.now),
        "regionId": call.region_id,
        "content": {},
        **content,
    }
    offer(world, message, str(kind))
    return SUCCESS


def describe_system_event_attribute(world: World, call: Call) -> dict[str, Any]:
    """Show the events that happened, newest first."""
    parameters = call.parameters
    start, end = parameters.integer("StartTime", minimum=0), parameters.integer("EndTime", minimum=0)
    found = [
        record
        for record in reversed(list(world.events.records))
        if parameters.text("Name") in (None, record.name)
        and parameters.text("Level") in (None, record.level)
        and parameters.text("EventType") in (None, record.kind)
        and parameters.text("Product", record.product).lower() == record.product.lower()
        and (start is None or start <= _milliseconds(record))
        and (end is None or _milliseconds(record) <= end)
    ]
    shown = [_shown_event(record) for record in _page(found, parameters)]
    return {**SUCCESS, "SystemEvents": {"SystemEvent": shown}}


def _pattern(group: Parameters) -> EventPattern:
    for name, allowed in (("EventTypeList", EVENT_TYPE_WORDS), ("LevelList", LEVEL_WORDS), ("NameList", None)):
        values = group.strings(name)
        if len(values) > MAX_VALUES:
            raise invalid_parameter(f"EventPattern.{name}", f"{len(values)} values", f"at most {MAX_VALUES}")
        for value in values:
            if allowed is not None and value not in allowed:
                raise invalid_parameter(f"EventPattern.{name}", value, "one of " + ", ".join(allowed))
    sql_filter = group.text("SQLFilter", "")
    try:
        parse_filter(sql_filter or "*")
    except FilterError as error:
        raise invalid_parameter("EventPattern.SQLFilter", sql_filter, f"a query of Log Service: {error}") from error
    return EventPattern(
        product=group.require("Product"),
        event_types=group.strings("EventTypeList"),
        levels=group.strings("LevelList"),
        names=group.strings("NameList"),
        keyword=group.text("CustomFilters", ""),
        sql_filter=sql_filter,
    )


def _named(world: World, call: Call) -> list[EventRule]:
    names = call.parameters.strings("RuleNames")
    if not names:
        raise missing_parameter("RuleNames.1")
    return [find_rule(world, name) for name in names]


def _page(items: list[Any], parameters: Parameters) -> list[Any]:
    number = parameters.integer("PageNumber", minimum=1) or 1
    size = parameters.integer("PageSize", minimum=1) or 10
    return items[(number - 1) * size : number * size]


def _shown(rule: EventRule) -> dict[str, Any]:
    patterns = [
        {
            "Product": pattern.product,
            "SQLFilter": pattern.sql_filter,
            "CustomFilters": pattern.keyword,
            "NameList": {"NameList": list(pattern.names)},
            "LevelList": {"LevelList": list(pattern.levels)},
            "EventTypeList": {"EventTypeList": list(pattern.event_types)},
        }
        for pattern in rule.patterns
    ]
    return {
        "Name": rule.name,
        "State": STATES[not rule.is_enabled],
        "EventType": rule.event_type,
        "SilenceTime": rule.silence_seconds,
        "GroupId": rule.group_id,
        "Description": rule.description,
        # The SDK reads a list below, the provider the one pattern itself (resource_alicloud_cms_event_rule.go).
        "EventPattern": {**patterns[0], "EventPattern": patterns},
    }


def _shown_event(record: EventRecord) -> dict[str, Any]:
    return {
        "Id": record.record_id,
        "Product": record.product,
        "Name": record.name,
        "Level": str(record.level),
        "Status": record.name.rpartition(":")[2],
        "RegionId": record.region_id,
        "ResourceId": record.resource_id,
        "InstanceName": record.instance_id,
        "Time": _milliseconds(record),
        "Content": json.dumps(dict(record.content)),
    }


def _milliseconds(record: EventRecord) -> int:
    return int(record.occurred_at.timestamp() * 1000)


def _nature(name: str) -> tuple[EventKind, EventLevel]:
    """Return type and level of an event by its name: those of system events, of anything else a notification's."""
    _, _, rest = name.partition(":")
    kind_name, _, status = rest.rpartition(":")
    kind = EVENT_TYPES.get(kind_name)
    if kind is None or status not in tuple(EventStatus):
        return EventKind.STATUS_NOTIFICATION, EventLevel.INFO
    return kind.kind, level_of(kind, EventStatus(status))


RESOURCE = "SDK, resource_alicloud_cms_event_rule.go"
ACTIONS: Mapping[str, Action] = {
    "DeleteEventRules": Action(delete_event_rules, RESOURCE),
    "DescribeEventRuleList": Action(describe_event_rule_list, RESOURCE),
    "DescribeSystemEventAttribute": Action(
        describe_system_event_attribute, "SDK", Coverage.PARTLY, "events of instances; SearchKeywords, Status unknown"
    ),
    "DisableEventRules": Action(disable_event_rules, "SDK"),
    "EnableEventRules": Action(enable_event_rules, "SDK"),
    "PutEventRule": Action(put_event_rule, RESOURCE, Coverage.PARTLY, "StatusList is not looked at"),
    "SendDryRunSystemEvent": Action(send_dry_run_system_event, "SDK", Coverage.PARTLY, "GroupId is not looked at"),
}
