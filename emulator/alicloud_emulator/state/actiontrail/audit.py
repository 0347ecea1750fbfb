"""ActionTrail: a record of every call of the account, and the trails that pass records on."""

from __future__ import annotations

import json
import uuid
from typing import TYPE_CHECKING, Any

from alicloud_emulator.errors import ApiError
from alicloud_emulator.state.actiontrail.assumptions import CODE_TRAIL_EXISTS
from alicloud_emulator.state.targets import deliver

if TYPE_CHECKING:
    from alicloud_emulator.state.actiontrail.model import CallRecord, Trail
    from alicloud_emulator.state.world import World

__all__ = ["advance", "create_trail", "find_trail", "new_event_id", "shown_record"]


def new_event_id(world: World) -> str:
    """Return the id of the next record, the same in every run."""
    return str(uuid.uuid5(uuid.NAMESPACE_OID, f"call {world.audit.records.total}")).upper()


def create_trail(world: World, trail: Trail) -> None:
    """Keep a trail that does not log yet; ApiError (409) if the name is taken."""
    if trail.name in world.audit.trails:
        raise ApiError(409, CODE_TRAIL_EXISTS, f"The trail {trail.name} exists already.")
    world.audit.trails[trail.name] = trail


def find_trail(world: World, name: str) -> Trail:
    """Return a trail; TrailNotFoundException (404) if there is none of that name."""
    trail = world.audit.trails.get(name)
    if trail is None:
        raise ApiError(404, "TrailNotFoundException", f"The trail {name} does not exist.")
    return trail


def advance(world: World) -> None:
    """Pass new records on to the trails that take them."""
    audit = world.audit
    new = audit.records.since(audit.passed_on)
    audit.passed_on = audit.records.total
    for record in new:
        for trail in audit.trails.values():
            if trail.takes(record):
                deliver(
                    world,
                    service="Actiontrail",
                    rule=trail.name,
                    kind="OssBucketName" if "OssBucketName" in trail.settings else "SlsProjectArn",
                    target=trail.settings,
                    body=json.dumps(shown_record(world, record), ensure_ascii=False),
                )


def shown_record(world: World, record: CallRecord) -> dict[str, Any]:
    """Return a record in the form of LookupEvents: "Management event structure" of the ActionTrail guide."""
    shown: dict[str, Any] = {
        "eventId": record.event_id,
        "eventVersion": 1,
        "eventType": "ApiCall",
        "eventCategory": "Management",
        "eventSource": f"{record.service.lower()}.aliyuncs.com",
        "eventTime": record.at.strftime("%Y-%m-%dT%H:%M:%SZ"),
        "eventRW": record.event_rw,
        "eventName": record.name,
        "serviceName": record.service,
        "apiVersion": record.api_version,
        "requestId": record.request_id,
        "acsRegion": record.region_id,
        "recipientAccountId": world.account_id,
        "sourceIpAddress": record.source_ip,
        "userAgent": record.user_agent,
        "userIdentity": dict(record.identity),
        "requestParameters": dict(record.parameters),
        "isGlobal": False,
    }
    if record.resources:
        shown["referencedResources"] = {kind: list(ids) for kind, ids in record.resources.items()}
        shown["resourceType"] = ",".join(record.resources)
        shown["resourceName"] = ",".join(name for ids in record.resources.values() for name in ids)
    if record.error_code:
        shown |= {"errorCode": record.error_code, "errorMessage": record.error_message}
    return shown
