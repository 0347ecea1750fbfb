"""System events of instances: history, full status, simulated ones, and answers to those that ask."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from alicloud_emulator.errors import ApiError
from alicloud_emulator.parameters import Parameters, invalid_parameter, missing_parameter
from alicloud_emulator.services.action import Action, Coverage
from alicloud_emulator.services.ecs.event_fields import full_status, history_event
from alicloud_emulator.services.ecs.times import in_range, moment_of, range_of
from alicloud_emulator.services.pages import DEFAULT_PAGE_SIZE, has_tags, page
from alicloud_emulator.state.ecs import event_answers
from alicloud_emulator.state.ecs.event_types import EVENT_TYPES, SIMULATED_TYPES, EventStatus

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from alicloud_emulator.state.ecs.event_model import SystemEvent
    from alicloud_emulator.state.world import World
    from alicloud_emulator.wire import Call

__all__ = ["ACTIONS"]

# DescribeInstanceHistoryEvents: finished events are kept so long, others without limit.
HISTORY_TIME = timedelta(days=30)
# Its parameter MaxResults.
HISTORY_PAGE_MAX = 100
# InstanceId.N and EventId.N.
MAX_IDS = 100
RESOURCE_TYPES = ("instance", "ddh", "managedhost")


def describe_instance_history_events(world: World, call: Call) -> dict[str, Any]:
    """Show events that match every filter; without a filter of statuses only finished ones."""
    parameters = call.parameters
    statuses = _chosen(parameters, "InstanceEventCycleStatus", "EventCycleStatus", tuple(EventStatus))
    is_instance = (parameters.choice("ResourceType", RESOURCE_TYPES) or RESOURCE_TYPES[0]) == RESOURCE_TYPES[0]
    ids = parameters.strings("ResourceId") or _one(parameters, "InstanceId")
    found = [
        event
        for event in _matching(world, call)
        if is_instance
        and (not ids or event.instance.instance_id in ids)
        and (event.status in statuses if statuses else not event.status.is_open)
        and (event.finished_at is None or event.finished_at + HISTORY_TIME > world.now)
        and has_tags(event.instance.tags, parameters)
    ]
    shown, fields = page(found, _with_page_in_limits(parameters), maximum=HISTORY_PAGE_MAX)
    return {
        **fields,
        "InstanceSystemEventSet": {"InstanceSystemEventType": [history_event(event) for event in shown]},
    }


def describe_instances_full_status(world: World, call: Call) -> dict[str, Any]:
    """Show statuses, health, and the events that are Scheduled."""
    parameters = call.parameters
    ids = parameters.strings("InstanceId")
    scheduled = [event for event in _matching(world, call) if event.status is EventStatus.SCHEDULED]
    is_about_events = any(name.startswith(("EventId", "EventType", "InstanceEventType")) for name in parameters)
    found = []
    for instance in world.compute.instances.values():
        events = [event for event in scheduled if event.instance is instance]
        item = full_status(world, instance, events)
        if (
            instance.region_id == call.region_id
            and (not ids or instance.instance_id in ids)
            and parameters.text("Status") in (None, instance.status)
            and parameters.text("HealthStatus") in (None, item["HealthStatus"]["Name"])
            and (events or not is_about_events)
        ):
            found.append(item)
    shown, fields = page(found, parameters, maximum=100)
    return {**fields, "InstanceFullStatusSet": {"InstanceFullStatusType": shown}}


def create_simulated_system_events(world: World, call: Call) -> dict[str, Any]:
    """Publish an event for each instance that does nothing to it, unless real operations are asked for."""
    parameters = call.parameters
    parameters.require("EventType")
    ids = parameters.strings("InstanceId")
    if not ids:
        raise missing_parameter("InstanceId.1")
    if len(ids) > MAX_IDS:
        raise ApiError(403, "InstanceIdLimitExceeded", "The amount of InstanceId specified exceeds limit.")
    events = event_answers.simulate(
        world,
        ids,
        EVENT_TYPES[parameters.choice("EventType", SIMULATED_TYPES) or ""],
        not_before=_required_moment(parameters, "NotBefore"),
        does_real_work=parameters.flag("TriggerRealOps", default=False),
    )
    return {"EventIdSet": {"EventId": [event.event_id for event in events]}}


def cancel_simulated_system_events(world: World, call: Call) -> dict[str, Any]:
    """Withdraw simulated events that are open: all of those named, or none."""
    ids = call.parameters.strings("EventId")
    if not ids:
        raise missing_parameter("EventId.1")
    if len(ids) > MAX_IDS:
        raise invalid_parameter("EventId.N", len(ids), f"at most {MAX_IDS} ids")
    event_answers.cancel_simulated(world, ids)
    return {}


def accept_inquired_system_event(world: World, call: Call) -> dict[str, Any]:
    """Agree to what an Inquiring event proposes, which is then carried out."""
    event_answers.accept(world, call.parameters.require("EventId"))
    return {}


def modify_system_event_attribute(world: World, call: Call) -> dict[str, Any]:
    """Have a Scheduled event carried out earlier than planned."""
    parameters = call.parameters
    event_answers.bring_forward(
        world,
        parameters.require("EventId"),
        parameters.require("InstanceId"),
        _required_moment(parameters, "NotBefore"),
    )
    return {}


def _matching(world: World, call: Call) -> list[SystemEvent]:
    """Return the events of the region that match the filters which both lists share."""
    parameters = call.parameters
    ids = parameters.strings("EventId")
    types = _chosen(parameters, "InstanceEventType", "EventType", tuple(EVENT_TYPES))
    published = range_of(parameters, "EventPublishTime")
    not_before = range_of(parameters, "NotBefore")
    return [
        event
        for event in world.compute.system_events.values()
        if event.instance.region_id == call.region_id
        and (not ids or event.event_id in ids)
        and (not types or event.kind.name in types)
        and in_range(event.published_at, published)
        and in_range(event.not_before, not_before)
    ]


def _chosen(parameters: Parameters, several: str, single: str, allowed: tuple[str, ...]) -> list[str]:
    """Return the values of a filter; the single one counts only where the list is absent."""
    values = parameters.strings(several)
    for value in values:
        if value not in allowed:
            raise invalid_parameter(several, value, "one of " + ", ".join(allowed))
    one = parameters.choice(single, allowed)
    return values or ([one] if one is not None else [])


def _one(parameters: Parameters, name: str) -> list[str]:
    value = parameters.text(name)
    return [] if value is None else [value]


def _with_page_in_limits(parameters: Parameters) -> Parameters:
    # Too small or too large a MaxResults becomes the nearest that is allowed (DescribeInstanceHistoryEvents).
    wanted = parameters.integer("MaxResults")
    if wanted is None:
        return parameters
    size = min(max(wanted, DEFAULT_PAGE_SIZE), HISTORY_PAGE_MAX)
    return Parameters({**parameters.as_dict(), "MaxResults": str(size)})


def _required_moment(parameters: Parameters, name: str) -> datetime:
    moment = moment_of(parameters, name)
    if moment is None:
        raise missing_parameter(name)
    return moment


ACTIONS: Mapping[str, Action] = {
    "DescribeInstanceHistoryEvents": Action(
        describe_instance_history_events, "SDK", Coverage.PARTLY, "events of instances, not of hosts"
    ),
    "DescribeInstancesFullStatus": Action(describe_instances_full_status, "SDK"),
    "CreateSimulatedSystemEvents": Action(create_simulated_system_events, "API, SDK"),
    "CancelSimulatedSystemEvents": Action(cancel_simulated_system_events, "SDK"),
    "AcceptInquiredSystemEvent": Action(accept_inquired_system_event, "API, SDK", Coverage.PARTLY, "no `Choice`"),
    "ModifySystemEventAttribute": Action(modify_system_event_attribute, "SDK"),
}
