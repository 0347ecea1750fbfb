"""CloudMonitor's event rules: which events they take, and to whom they send them."""

from __future__ import annotations

import json
from datetime import timedelta, timezone
from typing import TYPE_CHECKING, Any

from alicloud_emulator.errors import ApiError
from alicloud_emulator.state.cms.assumptions import CODE_RULE_NOT_FOUND
from alicloud_emulator.state.cms.event_filter import parse_filter
from alicloud_emulator.state.targets import deliver

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from alicloud_emulator.state.cms.model import EventPattern, EventRule
    from alicloud_emulator.state.ecs.event_model import EventRecord
    from alicloud_emulator.state.world import World

__all__ = ["advance", "find_rule", "message_of", "offer"]

ANY = "*"
MNS_KIND = "MnsParameters"
# `eventTime` of a message is in the time of China (samples of "Instance event notification").
CHINA_TIME = timezone(timedelta(hours=8))


def find_rule(world: World, name: str) -> EventRule:
    """Return a rule; ApiError (404) if there is none of that name."""
    rule = world.event_rules.by_name.get(name)
    if rule is None:
        raise ApiError(404, CODE_RULE_NOT_FOUND, f"The event rule {name} does not exist.")
    return rule


def advance(world: World) -> None:
    """Send what has happened since the last look to the targets of the rules that take it."""
    rules = world.event_rules
    new = world.events.records.since(rules.records_seen)
    rules.records_seen = world.events.records.total
    for record in new:
        offer(world, message_of(world, record), str(record.kind))


def message_of(world: World, record: EventRecord) -> dict[str, Any]:
    """Return an event as CloudMonitor sends it: "Instance event notification" of the ECS guide."""
    return {
        "ver": "1.0",
        "id": record.record_id,
        "product": record.product,
        "resourceId": record.resource_id,
        "level": str(record.level),
        "name": record.name,
        "userId": world.account_id,
        "eventTime": event_time(record.occurred_at),
        "regionId": record.region_id,
        "content": dict(record.content),
    }


def event_time(moment: datetime) -> str:
    """Return for example `20260105T160000.000+0800`."""
    local = moment.astimezone(CHINA_TIME)
    return f"{local:%Y%m%dT%H%M%S}.{local.microsecond // 1000:03d}{local:%z}"


def offer(world: World, message: Mapping[str, Any], event_type: str) -> None:
    """Send a message to the targets of every rule that takes it."""
    body = json.dumps(message, ensure_ascii=False)
    for rule in world.event_rules.by_name.values():
        if not _takes(rule, message, event_type) or _is_silent(world, rule, message):
            continue
        for target in rule.targets.values():
            queue = target.fields.get("Queue") if target.kind == MNS_KIND else None
            deliver(
                world, service="Cms", rule=rule.name, kind=target.kind, target=target.fields, body=body, queue=queue
            )


def _takes(rule: EventRule, message: Mapping[str, Any], event_type: str) -> bool:
    if not rule.is_enabled or rule.group_id or rule.event_type != "SYSTEM":
        return False
    return any(_fits(pattern, message, event_type) for pattern in rule.patterns)


def _fits(pattern: EventPattern, message: Mapping[str, Any], event_type: str) -> bool:
    # Patterns say `ecs`, messages `ECS`.
    return (
        pattern.product.lower() in (ANY, str(message["product"]).lower())
        and _is_listed(pattern.event_types, event_type)
        and _is_listed(pattern.levels, str(message["level"]))
        and _is_listed(pattern.names, str(message["name"]))
        and pattern.keyword in json.dumps(message, ensure_ascii=False)
        and (not pattern.sql_filter or parse_filter(pattern.sql_filter)(message))
    )


def _is_listed(wanted: Sequence[str], found: str) -> bool:
    return not wanted or ANY in wanted or found in wanted


def _is_silent(world: World, rule: EventRule, message: Mapping[str, Any]) -> bool:
    """Tell whether the rule keeps quiet about this now; if not, note that it speaks."""
    about = (str(message["name"]), str(message["resourceId"]))
    last = rule.sent_at.get(about)
    if last is not None and world.now < last + timedelta(seconds=rule.silence_seconds):
        return True
    rule.sent_at[about] = world.now
    return False
