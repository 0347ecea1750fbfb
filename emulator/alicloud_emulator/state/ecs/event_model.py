"""What ECS tells of instances: records of what happened, and system events, which change over time."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from alicloud_emulator.bounded_log import BoundedLog

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from alicloud_emulator.state.ecs.event_types import EventKind, EventLevel, EventStatus, EventType
    from alicloud_emulator.state.ecs.model import Instance

__all__ = ["EventRecord", "Events", "Notice", "SystemEvent"]

# Field `product` of an event message; a rule's pattern has it in small letters.
PRODUCT = "ECS"


@dataclass(frozen=True, slots=True, kw_only=True)
class EventRecord:
    """
    One thing that happened to an instance.

    Args:
        record_id: Field `id` of the message, not the id of a system event (that is in `content`).
        name: `Instance:StateChange`, or `Instance:<EventType>:<Status>` for a system event.
        resource_id: ARN of the instance, `acs:ecs:<region>:<account>:instance/<id>`.
        occurred_at: Virtual time, UTC; a message shows it in UTC+8.
        content: The message's `content` with its times as text, ready to be JSON.
        scaling_group_id: Group that the instance is in at that time, "" for none.
        tags: Tags of the instance at that time.
    """

    record_id: str
    name: str
    level: EventLevel
    kind: EventKind
    resource_id: str
    region_id: str
    instance_id: str
    occurred_at: datetime
    content: Mapping[str, str]
    scaling_group_id: str = ""
    tags: Mapping[str, str] = field(default_factory=dict)
    product: str = PRODUCT


@dataclass(slots=True)
class Events:
    """The newest records, oldest first."""

    records: BoundedLog[EventRecord] = field(default_factory=BoundedLog)


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice:
    """
    An event to publish.

    `status` is Inquiring, Scheduled or Executing; `not_before` is when a Scheduled one is carried out, or a rehearsal
    that is Executing ends. `is_rehearsal` is for one that does nothing to its instance.
    """

    kind: EventType
    status: EventStatus
    not_before: datetime | None
    reason: str = ""
    is_simulated: bool = False
    is_rehearsal: bool = False


@dataclass(slots=True, kw_only=True)
class SystemEvent:
    """
    One system event.

    `effect_ends_at` is set while its effect goes on. `answered_in` is the status in which RedeployInstance answered
    it, set while that goes on: then nothing else happens to it. `due_at` is the time of the next change that comes by
    itself.
    """

    event_id: str
    kind: EventType
    instance: Instance
    status: EventStatus
    published_at: datetime
    not_before: datetime | None = None
    initial_not_before: datetime | None = None
    is_simulated: bool = False
    is_rehearsal: bool = False
    reason: str = ""
    executed_from: datetime | None = None
    finished_at: datetime | None = None
    due_at: datetime | None = None
    effect_ends_at: datetime | None = None
    answered_in: EventStatus | None = None
