"""
An event message as CloudMonitor delivers it, read: from text to what it says.

Source of the form: ECS, "ECS status change events"; CloudMonitor, "System event-triggered alerts".
"""

import base64
import binascii
import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

__all__ = ["MalformedMessageError", "Message", "read_message"]

LARGEST_BYTES = 65_536
"""A queue takes no larger message. Source: CreateQueue, Mns-open 2022-01-19, MaximumMessageSize."""


class MalformedMessageError(ValueError):
    """It cannot be read as an event message; the text says why."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """
    What a message says.

    Attributes:
        message_id: Of the message, not of the event; a digest of the text where it has none.
        name: Without the status: `Instance:SystemMaintenance.Reboot`.
        named_status: Status that the name ends with, or empty. It may be out of date: `status` counts.
        status: `eventStatus` of the content; where that is missing, `named_status`.
        event_id: Of the system event; empty where it is none.
        instance_id: Empty where it is about something else.
        not_before: When the service begins; None where it does not say.
    """

    message_id: str
    product: str
    name: str
    named_status: str
    status: str
    event_id: str
    instance_id: str
    region_id: str
    level: str
    not_before: datetime | None
    content: Mapping[str, Any]


def read_message(text: str) -> Message:
    """
    Read a message, as JSON text or that in Base64.

    Raises:
        MalformedMessageError: It is neither, or lacks what a decision needs.
    """
    wire = _json_object(text)
    content = wire.get("content")
    if not isinstance(content, Mapping):
        raise MalformedMessageError("`content` is missing or no object")
    name, named_status = _split_name(_text(wire, "name", is_required=True))
    status = _text(content, "eventStatus") or named_status
    event_id = _text(content, "eventId")
    if named_status and not event_id:
        raise MalformedMessageError(f"`{name}` is a system event, but `content.eventId` is missing")
    return Message(
        message_id=_text(wire, "id") or hashlib.sha256(text.encode()).hexdigest(),
        product=_text(wire, "product", is_required=True),
        name=name,
        named_status=named_status,
        status=status,
        event_id=event_id,
        instance_id=_instance_id(wire, content),
        region_id=_text(wire, "regionId"),
        level=_text(wire, "level"),
        not_before=_time(content, "notBefore"),
        content=content,
    )


def _json_object(text: str) -> Mapping[str, Any]:
    if len(text.encode()) > 2 * LARGEST_BYTES:
        raise MalformedMessageError(f"got {len(text.encode())} bytes, expected at most {2 * LARGEST_BYTES}")
    stripped = text.strip()
    if not stripped.startswith("{"):
        try:
            stripped = base64.b64decode(stripped, validate=True).decode()
        except (binascii.Error, ValueError) as error:
            raise MalformedMessageError("neither JSON nor Base64") from error
    try:
        wire = json.loads(stripped)
    except (ValueError, RecursionError) as error:
        raise MalformedMessageError(f"not JSON: {error}") from error
    if not isinstance(wire, Mapping):
        raise MalformedMessageError("not a JSON object")
    return wire


def _split_name(name: str) -> tuple[str, str]:
    """Split `<Resource>:<Event>:<Status>`; events without a status have two parts."""
    parts = name.split(":")
    if len(parts) not in {2, 3} or not all(parts):
        raise MalformedMessageError(
            f"`name` is `{name}`, expected `<Resource>:<Event>` or `<Resource>:<Event>:<Status>`"
        )
    return ":".join(parts[:2]), parts[2] if len(parts) == 3 else ""


def _instance_id(wire: Mapping[str, Any], content: Mapping[str, Any]) -> str:
    """Find the instance: families of events name it differently."""
    named = _text(content, "instanceId") or _text(content, "ecsInstanceId")
    if named:
        return named
    resource = _text(content, "resourceId") or _text(wire, "resourceId").rpartition("instance/")[2]
    return resource if resource.startswith("i-") else ""


def _text(fields: Mapping[str, Any], name: str, *, is_required: bool = False) -> str:
    value = fields.get(name)
    if value is None and not is_required:
        return ""
    if not isinstance(value, str) or (is_required and not value):
        raise MalformedMessageError(f"`{name}` is missing or no text")
    return value


def _time(content: Mapping[str, Any], name: str) -> datetime | None:
    text = _text(content, name)
    if not text:
        return None
    try:
        moment = datetime.fromisoformat(text)
    except ValueError as error:
        raise MalformedMessageError(f"`{name}` is `{text}`, expected ISO 8601") from error
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
