"""
System events of instances: their types, statuses, and which of them RedeployInstance can answer.

Sources: "System events overview" and "Instance event notification" of the ECS guide, the event lists of CloudMonitor,
and the page of RedeployInstance for what it answers. Where editions of that page disagree (SystemFailure.Redeploy in
status Scheduled), the wider one holds: it is the only one under which that event, which CloudMonitor never announces as
Inquiring, can be answered at all.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

__all__ = [
    "BILLING_TYPES",
    "EVENT_TYPES",
    "SIMULATED_TYPES",
    "Effect",
    "EventKind",
    "EventLevel",
    "EventStatus",
    "EventType",
    "level_of",
]


class EventLevel(StrEnum):
    """Field `level` of an event message; parameter EventPattern.N.LevelList.N of PutEventRule."""

    INFO = "INFO"
    WARN = "WARN"
    CRITICAL = "CRITICAL"


class EventKind(StrEnum):
    """CloudMonitor's type of an event: parameter EventPattern.N.EventTypeList.N of PutEventRule."""

    STATUS_NOTIFICATION = "StatusNotification"
    MAINTENANCE = "Maintenance"
    EXCEPTION = "Exception"


class EventStatus(StrEnum):
    """Values of `EventCycleStatus` in DescribeInstanceHistoryEvents, ECS 2014-05-26."""

    SCHEDULED = "Scheduled"
    INQUIRING = "Inquiring"
    EXECUTING = "Executing"
    EXECUTED = "Executed"
    AVOIDED = "Avoided"
    CANCELED = "Canceled"
    FAILED = "Failed"

    @property
    def is_open(self) -> bool:
        """Whether the event can still change."""
        return self in (EventStatus.SCHEDULED, EventStatus.INQUIRING, EventStatus.EXECUTING)


class Effect(StrEnum):
    """What an event does to its instance when it is executed."""

    NONE = "none"
    REBOOT = "reboot"
    REDEPLOY = "redeploy"
    STOP = "stop"
    RELEASE = "release"


@dataclass(frozen=True, slots=True, kw_only=True)
class EventType:
    """One type of system event; `redeployable` holds the statuses in which RedeployInstance answers it."""

    name: str
    kind: EventKind
    effect: Effect
    level: EventLevel = EventLevel.CRITICAL
    redeployable: frozenset[EventStatus] = frozenset()
    # Whether RedeployInstance answers it only for an instance with local disks.
    needs_local_disks: bool = False
    # The event that is announced when the disk is repaired which this one isolates.
    repair_event: str = ""


_ASKED = frozenset({EventStatus.INQUIRING})
_ASKED_OR_PLANNED = frozenset({EventStatus.INQUIRING, EventStatus.SCHEDULED})


def _maintenance(name: str, effect: Effect, answered: frozenset[EventStatus] = frozenset()) -> EventType:
    return EventType(name=f"SystemMaintenance.{name}", kind=EventKind.MAINTENANCE, effect=effect, redeployable=answered)


def _exception(name: str, effect: Effect, level: EventLevel = EventLevel.CRITICAL) -> EventType:
    return EventType(name=name, kind=EventKind.EXCEPTION, effect=effect, level=level)


EVENT_TYPES = {
    kind.name: kind
    for kind in (
        _maintenance("Reboot", Effect.REBOOT, _ASKED_OR_PLANNED),
        _maintenance("Redeploy", Effect.REDEPLOY, _ASKED_OR_PLANNED),
        _maintenance("Stop", Effect.STOP),
        EventType(
            name="SystemMaintenance.RebootAndIsolateErrorDisk",
            kind=EventKind.MAINTENANCE,
            effect=Effect.REBOOT,
            redeployable=_ASKED,
            repair_event="SystemMaintenance.RebootAndReInitErrorDisk",
        ),
        _maintenance("RebootAndReInitErrorDisk", Effect.REBOOT, _ASKED),
        EventType(
            name="SystemMaintenance.IsolateErrorDisk",
            kind=EventKind.MAINTENANCE,
            effect=Effect.NONE,
            redeployable=_ASKED,
            repair_event="SystemMaintenance.ReInitErrorDisk",
        ),
        _maintenance("ReInitErrorDisk", Effect.NONE, _ASKED),
        _maintenance("CleanInactiveDisks", Effect.NONE),
        EventType(
            name="SystemMaintenance.PerformanceImpact",
            kind=EventKind.MAINTENANCE,
            effect=Effect.NONE,
            level=EventLevel.WARN,
        ),
        EventType(
            name="SystemFailure.Reboot",
            kind=EventKind.EXCEPTION,
            effect=Effect.REBOOT,
            redeployable=frozenset({EventStatus.EXECUTING}),
            needs_local_disks=True,
        ),
        EventType(
            name="SystemFailure.Redeploy",
            kind=EventKind.EXCEPTION,
            effect=Effect.REDEPLOY,
            redeployable=_ASKED_OR_PLANNED,
        ),
        _exception("SystemFailure.Stop", Effect.STOP),
        _exception("SystemFailure.Delete", Effect.RELEASE),
        _exception("InstanceFailure.Reboot", Effect.REBOOT),
        _exception("InstanceFailure.Alert", Effect.NONE, EventLevel.WARN),
        _exception("Security.TpmAlert", Effect.NONE, EventLevel.WARN),
        _exception("InstanceExpiration.Stop", Effect.STOP),
        _exception("InstanceExpiration.Delete", Effect.RELEASE),
        _exception("AccountUnbalanced.Stop", Effect.STOP),
        _exception("AccountUnbalanced.Delete", Effect.RELEASE),
        _exception("AccountUnbalanced.PerformanceAffect", Effect.NONE),
    )
}

# CreateSimulatedSystemEvents, parameter EventType.
SIMULATED_TYPES = (
    "SystemMaintenance.Reboot",
    "SystemMaintenance.Redeploy",
    "SystemMaintenance.Stop",
    "SystemFailure.Reboot",
    "SystemFailure.Redeploy",
    "SystemFailure.Stop",
    "InstanceFailure.Reboot",
)

BILLING_TYPES = ("InstanceExpiration.", "AccountUnbalanced.")
# Levels of events about payment differ by status: sample of DescribeSystemEventMetaList, CloudMonitor.
_BILLING_LEVELS = {
    EventStatus.AVOIDED: EventLevel.INFO,
    EventStatus.CANCELED: EventLevel.WARN,
    EventStatus.FAILED: EventLevel.WARN,
}


def level_of(kind: EventType, status: EventStatus) -> EventLevel:
    """Return the level of the message that tells of an event of this type in this status."""
    if kind.name.startswith(BILLING_TYPES):
        return _BILLING_LEVELS.get(status, kind.level)
    return kind.level
