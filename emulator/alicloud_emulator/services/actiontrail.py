"""ActionTrail 2020-07-06: trails, and looking up what was called."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from alicloud_emulator.errors import ApiError
from alicloud_emulator.parameters import invalid_parameter, is_true, missing_parameter
from alicloud_emulator.services.action import Action, Coverage
from alicloud_emulator.services.ecs.times import moment_of
from alicloud_emulator.state.actiontrail.audit import create_trail, find_trail, shown_record
from alicloud_emulator.state.actiontrail.model import Trail

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from alicloud_emulator.parameters import Parameters
    from alicloud_emulator.state.actiontrail.model import CallRecord
    from alicloud_emulator.state.world import World
    from alicloud_emulator.wire import Call

__all__ = ["ACTIONS"]

EVENT_RW = ("All", "Read", "Write")
# Parameters of a trail that are kept and shown as they were given.
SETTINGS = (
    "IsOrganizationTrail",
    "MaxComputeProjectArn",
    "MaxComputeWriteRoleArn",
    "OssBucketName",
    "OssKeyPrefix",
    "OssWriteRoleArn",
    "SlsProjectArn",
    "SlsWriteRoleArn",
    "TrailRegion",
)
DESTINATIONS = ("OssBucketName", "SlsProjectArn")
# LookupEvents looks back a week unless told otherwise, and knows records of 90 days.
USUAL_RANGE, KEPT = timedelta(days=7), timedelta(days=90)
LOOKUP_MAX, LOOKUP_USUAL = 50, 20
ATTRIBUTES: Mapping[str, Callable[[CallRecord], tuple[str, ...]]] = {
    "EventId": lambda record: (record.event_id,),
    "EventName": lambda record: (record.name,),
    "EventRW": lambda record: ("Write" if record.is_write else "Read",),
    "EventType": lambda _: ("ApiCall",),
    "EventAccessKeyId": lambda record: (record.identity.get("accessKeyId", ""),),
    "ResourceName": lambda record: tuple(name for names in record.resources.values() for name in names),
    "ResourceType": lambda record: tuple(record.resources),
    "ServiceName": lambda record: (record.service,),
    "SourceIpAddress": lambda record: (record.source_ip,),
    "User": lambda record: (record.identity.get("userName", ""),),
}


def make_trail(world: World, call: Call) -> dict[str, Any]:
    """Make a trail that does not log yet."""
    parameters = call.parameters
    settings = _settings(parameters)
    if not any(name in settings for name in DESTINATIONS):
        raise missing_parameter(DESTINATIONS[0])
    trail = Trail(
        name=parameters.require("Name"),
        home_region=call.region_id,
        event_rw=parameters.choice("EventRW", EVENT_RW) or "Write",
        settings={"TrailRegion": "All", "IsOrganizationTrail": "false"} | settings,
        created_at=world.now,
        updated_at=world.now,
    )
    create_trail(world, trail)
    return _shown(trail)


def describe_trails(world: World, call: Call) -> dict[str, Any]:
    """Show the trails that are named, or all."""
    names = call.parameters.text("NameList")
    wanted = None if names is None else names.split(",")
    return {
        "TrailList": [_shown(item) for name, item in world.audit.trails.items() if wanted is None or name in wanted]
    }


def update_trail(world: World, call: Call) -> dict[str, Any]:
    """Change what the call names."""
    trail = find_trail(world, call.parameters.require("Name"))
    trail.event_rw = call.parameters.choice("EventRW", EVENT_RW) or trail.event_rw
    trail.settings |= _settings(call.parameters)
    trail.updated_at = world.now
    return _shown(trail)


def start_logging(world: World, call: Call) -> dict[str, Any]:
    """Have a trail pass on what is called from now on."""
    trail = find_trail(world, call.parameters.require("Name"))
    trail.status, trail.started_at = "Enable", world.now
    return {}


def stop_logging(world: World, call: Call) -> dict[str, Any]:
    """Have a trail pass on nothing; LookupEvents goes on."""
    trail = find_trail(world, call.parameters.require("Name"))
    trail.status, trail.started_at, trail.stopped_at = "Disable", None, world.now
    return {}


def delete_trail(world: World, call: Call) -> dict[str, Any]:
    """Delete a trail."""
    del world.audit.trails[find_trail(world, call.parameters.require("Name")).name]
    return {}


def get_trail_status(world: World, call: Call) -> dict[str, Any]:
    """Show whether a trail logs, and since when."""
    trail = find_trail(world, call.parameters.require("Name"))
    return {"IsLogging": trail.started_at is not None, "StartLoggingTime": _time(trail.started_at)}


def get_data_event_selector(world: World, call: Call) -> dict[str, Any]:
    """No trail has data events."""
    find_trail(world, call.parameters.require("TrailName"))
    return {}


def put_data_event_selector(world: World, call: Call) -> dict[str, Any]:
    """Data events are not recorded here."""
    find_trail(world, call.parameters.require("TrailName"))
    raise ApiError(400, "InvalidParameter.EventSelectors", "The emulator records no data events.")


def lookup_events(world: World, call: Call) -> dict[str, Any]:
    """Show the calls of a range of time that match up to two attributes, newest first unless told otherwise."""
    parameters = call.parameters
    end = moment_of(parameters, "EndTime") or world.now
    start = moment_of(parameters, "StartTime") or end - USUAL_RANGE
    wanted = [_attribute(group) for group in parameters.groups("LookupAttribute")]
    found = [
        record
        for record in world.audit.records
        if max(start, world.now - KEPT) <= record.at <= end and all(matches(record) for matches in wanted)
    ]
    if (parameters.choice("Direction", ("FORWARD", "BACKWARD")) or "BACKWARD") == "BACKWARD":
        found.reverse()
    # 0 is allowed by the documentation, and taken for the usual number here.
    size = parameters.integer("MaxResults", minimum=0, maximum=LOOKUP_MAX) or LOOKUP_USUAL
    token = parameters.text("NextToken", "0")
    if not token.isdecimal():
        raise invalid_parameter("NextToken", token, "the NextToken of the answer before")
    upto = int(token) + size
    return {
        "StartTime": _time(start),
        "EndTime": _time(end),
        "Events": [shown_record(world, record) for record in found[int(token) : upto]],
        **({"NextToken": str(upto)} if upto < len(found) else {}),
    }


def _attribute(group: Parameters) -> Callable[[CallRecord], bool]:
    key = group.require("Key")
    values_of = ATTRIBUTES.get(key)
    if values_of is None:
        raise invalid_parameter("LookupAttribute.Key", key, "one of " + ", ".join(ATTRIBUTES))
    value = group.require("Value")
    return lambda record: value in values_of(record)


def _settings(parameters: Parameters) -> dict[str, str]:
    parameters.flag("IsOrganizationTrail")
    return {name: value for name in SETTINGS if (value := parameters.text(name)) is not None}


def _shown(trail: Trail) -> dict[str, Any]:
    is_for_all = is_true(trail.settings["IsOrganizationTrail"])
    return {
        "Name": trail.name,
        "HomeRegion": trail.home_region,
        "EventRW": trail.event_rw,
        "Status": trail.status,
        "CreateTime": _time(trail.created_at),
        "UpdateTime": _time(trail.updated_at),
        "StartLoggingTime": _time(trail.started_at),
        "StopLoggingTime": _time(trail.stopped_at),
        **dict.fromkeys(SETTINGS, ""),
        **trail.settings,
        "IsOrganizationTrail": is_for_all,
    }


def _time(moment: Any) -> str:
    return moment.strftime("%Y-%m-%dT%H:%M:%SZ") if moment else ""


RESOURCE = "resource_alicloud_actiontrail_trail.go"
ACTIONS: Mapping[str, Action] = {
    "CreateTrail": Action(make_trail, RESOURCE, Coverage.PARTLY, "buckets, projects and roles are not looked at"),
    "DeleteTrail": Action(delete_trail, RESOURCE),
    "DescribeTrails": Action(describe_trails, "service_alicloud_actiontrail_v2.go"),
    "GetDataEventSelector": Action(
        get_data_event_selector, "service_alicloud_actiontrail_v2.go", Coverage.PARTLY, "no trail has data events"
    ),
    "GetTrailStatus": Action(get_trail_status, "API"),
    "LookupEvents": Action(lookup_events, "API", Coverage.PARTLY, "API calls only; SensitiveAction, RoleName unknown"),
    "PutDataEventSelector": Action(put_data_event_selector, RESOURCE, Coverage.REFUSED, "data events are not recorded"),
    "StartLogging": Action(start_logging, RESOURCE),
    "StopLogging": Action(stop_logging, RESOURCE),
    "UpdateTrail": Action(update_trail, RESOURCE),
}
