"""EventBridge: rules on the bus `default`, and the events of this account that they pass on."""

from __future__ import annotations

import base64
import json
from dataclasses import dataclass, field
from datetime import timedelta, timezone
from typing import TYPE_CHECKING, Any

from alicloud_emulator.errors import ApiError
from alicloud_emulator.state.actiontrail.audit import shown_record
from alicloud_emulator.state.deliveries import deliver
from alicloud_emulator.state.eventbridge.event_pattern import fits, parse_pattern

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from datetime import datetime

    from alicloud_emulator.state.actiontrail.audit import CallRecord
    from alicloud_emulator.state.ecs.events import EventRecord
    from alicloud_emulator.state.world import World

__all__ = ["BUS", "BusRule", "BusTarget", "EventBus", "TargetParameter", "advance", "find_bus_rule"]

# The bus that services of Alibaba Cloud publish to.
BUS = "default"
QUEUE_TYPE = "acs.mns.queue"
CHINA_TIME = timezone(timedelta(hours=8))


@dataclass(frozen=True, slots=True, kw_only=True)
class TargetParameter:
    """One parameter of a target; its form is ORIGINAL, CONSTANT, JSONPATH or TEMPLATE."""

    resource_key: str
    form: str
    value: str = ""
    template: str = ""

    def text(self, event: Mapping[str, Any]) -> str:
        """Return the parameter's value for an event: "Event target parameters" of the EventBridge guide."""
        if self.form == "CONSTANT":
            return self.value
        if self.form == "JSONPATH":
            return _as_text(_at(event, self.value))
        if self.form == "TEMPLATE":
            text = self.template
            for name, path in json.loads(self.value or "{}").items():
                text = text.replace(f"${{{name}}}", _as_text(_at(event, path)))
            return text
        return json.dumps(event, ensure_ascii=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class BusTarget:
    """One target of a rule."""

    target_id: str
    type: str
    endpoint: str
    parameters: Sequence[TargetParameter] = ()
    push_retry_strategy: str = ""
    dead_letter_arn: str = ""

    def parameter(self, key: str) -> TargetParameter | None:
        """Return a parameter by its key."""
        return next((item for item in self.parameters if item.resource_key == key), None)


@dataclass(slots=True, kw_only=True)
class BusRule:
    """A rule; `pattern` is the text as it was sent."""

    name: str
    pattern: str
    created_at: datetime
    description: str = ""
    is_enabled: bool = True
    targets: list[BusTarget] = field(default_factory=list)


@dataclass(slots=True)
class EventBus:
    """Every rule by name, and how far what happened and what was called has been published."""

    rules: dict[str, BusRule] = field(default_factory=dict)
    events_seen: int = 0
    calls_seen: int = 0


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
    calls, events = world.audit.records[bus.calls_seen :], world.events.records[bus.events_seen :]
    bus.calls_seen += len(calls)
    bus.events_seen += len(events)
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
        if encoding is not None and encoding.text(event).lower() == "true":
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


def _at(event: Any, path: str) -> Any:
    """Return what a path such as `$.data.eventName` leads to, None if it leads nowhere."""
    for name in path.removeprefix("$").strip(".").split("."):
        if name:
            event = event.get(name) if isinstance(event, dict) else None
    return event


def _as_text(value: Any) -> str:
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
