"""EventBridge: rules on the bus `default`, and the events of this account that they pass on."""

from __future__ import annotations

import base64
from datetime import timedelta, timezone
from typing import TYPE_CHECKING, Any

from alicloud_emulator.errors import ApiError
from alicloud_emulator.parameters import is_true
from alicloud_emulator.state.actiontrail.audit import shown_record
from alicloud_emulator.state.eventbridge.event_pattern import fits, parse_pattern
from alicloud_emulator.state.eventbridge.model import BUS, BusRule, BusTarget, TargetParameter
from alicloud_emulator.state.targets import deliver

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from datetime import datetime

    from alicloud_emulator.state.actiontrail.model import CallRecord
    from alicloud_emulator.state.ecs.event_model import EventRecord
    from alicloud_emulator.state.world import World

__all__ = ["advance", "find_bus_rule"]

QUEUE_TYPE = "acs.mns.queue"
CHINA_TIME = timezone(timedelta(hours=8))


def find_bus_rule(world: World, name: str) -> BusRule:
    """Return a rule; EventRuleNotExisted (404) if there is none of that name."""
    rule = world.event_bus.rules.get(name)
    if rule is None:
        raise ApiError(404, "EventRuleNotExisted", f"The event rule {name} does not exist on bus {BUS}.")
    return rule


def advance(world: World) -> None:
    """Publish what is new, and pass it on to the targets of the rules that take it."""
    for event in list(_new_events(world)):
        for rule in world.event_bus.rules.values():
            if rule.is_enabled and fits(parse_pattern(rule.pattern), event):
                for target in rule.targets:
                    _pass_on(world, rule, target, event)


def _new_events(world: World) -> Iterator[Mapping[str, Any]]:
    bus = world.event_bus
    calls, events = world.audit.records.since(bus.calls_seen), world.events.records.since(bus.events_seen)
    bus.calls_seen, bus.events_seen = world.audit.records.total, world.events.records.total
    # "ActionTrail events" of the EventBridge guide: only those that write are published.
    yield from (_call_event(world, record) for record in calls if record.is_write)
    yield from (_ecs_event(world, record) for record in events)


def _call_event(world: World, record: CallRecord) -> Mapping[str, Any]:
    return {
        "id": record.event_id,
        "source": "acs.actiontrail",
        "type": "actiontrail:ActionTrail:ApiCall",
        "subject": f"acs:actiontrail:{record.region_id}:{world.account_id}:{record.service}/{record.name}",
        **_envelope(world, record.at, record.region_id),
        "data": shown_record(world, record),
    }


def _ecs_event(world: World, record: EventRecord) -> Mapping[str, Any]:
    return {
        "id": record.record_id,
        "source": "acs.ecs",
        "type": f"ecs:{record.name}",
        "subject": record.resource_id,
        **_envelope(world, record.occurred_at, record.region_id),
        "data": dict(record.content),
    }


def _envelope(world: World, at: datetime, region_id: str) -> Mapping[str, str]:
    """Return what every published event has: "Event overview" of the EventBridge guide."""
    local = at.astimezone(CHINA_TIME)
    return {
        "specversion": "1.0",
        "datacontenttype": "application/json;charset=utf-8",
        "time": local.isoformat(timespec="seconds"),
        "aliyunaccountid": world.account_id,
        "aliyunpublishtime": local.isoformat(timespec="milliseconds"),
        "aliyuneventbusname": BUS,
        "aliyunregionid": region_id,
    }


def _pass_on(world: World, rule: BusRule, target: BusTarget, event: Mapping[str, Any]) -> None:
    body = (target.parameter("Body") or TargetParameter(resource_key="Body", form="ORIGINAL")).text(event)
    queue = None
    if target.type == QUEUE_TYPE:
        named = target.parameter("queue")
        queue = target.endpoint.rpartition("/")[2] if named is None else named.text(event)
        encoding = target.parameter("IsBase64Encode")
        if encoding is not None and is_true(encoding.text(event)):
            body = base64.b64encode(body.encode()).decode()
    deliver(
        world,
        service="eventbridge",
        rule=rule.name,
        kind=target.type,
        target={"Id": target.target_id, "Endpoint": target.endpoint},
        body=body,
        queue=queue,
    )
