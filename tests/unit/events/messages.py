"""Event messages in the form in which CloudMonitor delivers them."""

import json
from typing import Any

__all__ = ["message", "system_event"]


def message(name: str, content: dict[str, Any], **changes: Any) -> str:
    """Make a message; a change to None leaves a field out."""
    wire = {
        "ver": "1.0",
        "id": "2256A988-0B26-4E2B-820A-8A5A0B6DBC9C",
        "product": "ECS",
        "resourceId": "acs:ecs:cn-hangzhou:1234567890123456:instance/i-1",
        "level": "CRITICAL",
        "name": name,
        "userId": "1234567890123456",
        "eventTime": "20260131T200000.000+0800",
        "regionId": "cn-hangzhou",
        "content": content,
    } | changes
    return json.dumps({key: value for key, value in wire.items() if value is not None})


def system_event(
    event_type: str = "SystemMaintenance.Reboot", status: str = "Scheduled", *, named: str = "", **content: Any
) -> str:
    """Make a message of a system event; `named` is the status that its name has, if it is another one."""
    body = {
        "eventId": "e-1",
        "publishTime": "2026-01-31T11:00:00Z",
        "notBefore": "2026-02-01T11:00:00Z",
        "instanceId": "i-1",
        "eventType": event_type,
        "eventStatus": status,
    } | content
    return message(
        f"Instance:{event_type}:{named or status}", {key: value for key, value in body.items() if value is not None}
    )
