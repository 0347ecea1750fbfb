"""
Every event of ECS that CloudMonitor tells of: what it means, and what is done about it unless a policy says otherwise.

Sources: ECS, "ECS status change events", "Overview of ECS system events" and DescribeInstancesFullStatus (2014-05-26,
ExtendedAttribute); CloudMonitor, "ECS event monitoring" and DescribeSystemEventMetaList (2019-01-01); EventBridge,
"Elastic Computing Service events". Where they disagree on a level, both are named.

None is complete. An event of the same sort as others is taken to have their statuses, even those that no source lists:
a name that never comes costs nothing in a rule, one that is missing is an event that nobody is told of.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

__all__ = ["CATALOGUE", "CLOSED", "OPEN", "Action", "EventKind", "EventType"]

OPEN = ("Inquiring", "Scheduled", "Executing")
"""Statuses of a system event that is not over."""
CLOSED = ("Executed", "Avoided", "Canceled", "Failed")


class Action(StrEnum):
    """What is done about an event."""

    REDEPLOY = "redeploy"
    """Move the instance to another host, in standby where it is in a scaling group."""
    REPLACE = "replace"
    """Have its scaling group replace the instance."""
    TELL = "tell"
    """Say so: a hand is needed, or it is good to know."""
    IGNORE = "ignore"


class EventKind(StrEnum):
    """CloudMonitor's type of an event. Source: PutEventRule, EventPattern.N.EventTypeList."""

    MAINTENANCE = "Maintenance"
    EXCEPTION = "Exception"
    STATUS_NOTIFICATION = "StatusNotification"
    ANY = "*"
    """No source gives the type."""


@dataclass(frozen=True, slots=True, kw_only=True)
class EventType:
    """
    One row of the catalogue.

    Attributes:
        name: As in a message, without the status: `Instance:SystemMaintenance.Reboot`.
        levels: Levels that sources give, most severe first; empty where they give none.
        statuses: Statuses that it is told with; empty where it has none.
        action: Default of the policy.
        is_subscribed: Whether `InstanceEventNotifications` asks for it unless told otherwise.
    """

    name: str
    kind: EventKind
    levels: tuple[str, ...]
    statuses: tuple[str, ...]
    meaning: str
    action: Action
    is_subscribed: bool = True

    @property
    def is_told_at_its_end(self) -> bool:
        """Whether it has none of the statuses before the end, so that its end is all there is to tell."""
        return bool(self.statuses) and not set(self.statuses) & set(OPEN)

    def names(self, statuses: tuple[str, ...]) -> tuple[str, ...]:
        """Answer the names of messages, in these of its statuses."""
        if not self.statuses:
            return (self.name,)
        return tuple(f"{self.name}:{status}" for status in self.statuses if status in statuses)


_PLANNED = ("Scheduled", "Inquiring", "Executing", "Executed", "Avoided", "Canceled", "Failed")
_AT_ONCE = ("Executing", "Executed")
_LOCAL_DISK = ("Inquiring", "Executing", "Executed", "Avoided", "Canceled", "Failed")
_BILLING = ("Scheduled", "Executing", "Executed", "Avoided", "Canceled", "Failed")


def _system(
    event_type: str,
    kind: EventKind,
    statuses: tuple[str, ...],
    action: Action,
    meaning: str,
    levels: tuple[str, ...] = ("CRITICAL",),
) -> EventType:
    return EventType(
        name=f"Instance:{event_type}", kind=kind, levels=levels, statuses=statuses, meaning=meaning, action=action
    )


def _notice(
    name: str,
    levels: tuple[str, ...],
    action: Action,
    meaning: str,
    *,
    kind: EventKind = EventKind.STATUS_NOTIFICATION,
    statuses: tuple[str, ...] = (),
    is_subscribed: bool = False,
) -> EventType:
    return EventType(
        name=name,
        kind=kind,
        levels=levels,
        statuses=statuses,
        meaning=meaning,
        action=action,
        is_subscribed=is_subscribed,
    )


_MAINTENANCE, _EXCEPTION = EventKind.MAINTENANCE, EventKind.EXCEPTION

_ROWS = (
    _system("SystemMaintenance.Reboot", _MAINTENANCE, _PLANNED, Action.REDEPLOY, "restart, planned"),
    _system("SystemMaintenance.Redeploy", _MAINTENANCE, _PLANNED, Action.REDEPLOY, "move to another host, planned"),
    _system("SystemMaintenance.Stop", _MAINTENANCE, _PLANNED, Action.REPLACE, "stop, planned"),
    _system(
        "SystemMaintenance.RebootAndIsolateErrorDisk",
        _MAINTENANCE,
        _LOCAL_DISK,
        Action.TELL,
        "restart without a damaged local disk, after consent",
    ),
    _system(
        "SystemMaintenance.RebootAndReInitErrorDisk",
        _MAINTENANCE,
        _LOCAL_DISK,
        Action.TELL,
        "restart with a new local disk, after consent",
    ),
    _system(
        "SystemMaintenance.IsolateErrorDisk",
        _MAINTENANCE,
        _LOCAL_DISK,
        Action.TELL,
        "a damaged local disk is taken out, after consent",
    ),
    _system(
        "SystemMaintenance.ReInitErrorDisk",
        _MAINTENANCE,
        _LOCAL_DISK,
        Action.TELL,
        "a new local disk is put in, after consent",
    ),
    _system(
        "SystemMaintenance.CleanInactiveDisks",
        _MAINTENANCE,
        _PLANNED,
        Action.TELL,
        "local disks that are left over are removed",
    ),
    _system(
        "SystemMaintenance.PerformanceImpact",
        _MAINTENANCE,
        _AT_ONCE,
        Action.TELL,
        "the instance may be slow for a while",
        ("WARN",),
    ),
    _system(
        "SystemFailure.Reboot", _EXCEPTION, (*_AT_ONCE, "Failed"), Action.TELL, "restart after a fault of the host"
    ),
    _system(
        "SystemFailure.Redeploy",
        _EXCEPTION,
        ("Scheduled", "Inquiring", "Executing", "Executed", "Avoided", "Canceled"),
        Action.REDEPLOY,
        "move to another host after a fault of the host",
    ),
    _system("SystemFailure.Stop", _EXCEPTION, _AT_ONCE, Action.REPLACE, "stop after a fault of the host"),
    _system("SystemFailure.Delete", _EXCEPTION, (*_AT_ONCE, "Avoided"), Action.TELL, "it could not be created"),
    _system("InstanceFailure.Reboot", _EXCEPTION, _AT_ONCE, Action.TELL, "restart after a fault of its system"),
    _system("InstanceFailure.Alert", _EXCEPTION, ("Executed",), Action.TELL, "its system may be faulty", ("WARN",)),
    _system("Security.TpmAlert", _EXCEPTION, _AT_ONCE, Action.TELL, "trusted boot found a change", ("WARN",)),
    *(
        _system(name, EventKind.ANY, _BILLING, Action.TELL, meaning, ("CRITICAL", "WARN", "INFO"))
        for name, meaning in (
            ("InstanceExpiration.Stop", "stop because its subscription ends"),
            ("InstanceExpiration.Delete", "release because its subscription has ended"),
            ("AccountUnbalanced.Stop", "stop because of arrears"),
            ("AccountUnbalanced.Delete", "release because of arrears"),
            ("AccountUnbalanced.PerformanceAffect", "slower because of arrears"),
        )
    ),
    *(
        _system(name, EventKind.ANY, _PLANNED, Action.TELL, meaning, ())
        for name, meaning in (
            ("SystemMaintenance.StopAndRepair", "stop and repair, planned"),
            ("SystemUpgrade.Migrate", "a move, for an upgrade of what is below the instance"),
            ("SecurityPunish.Locked", "it is locked for security reasons"),
            ("SecurityPunish.WebsiteBanned", "a website on it is blocked"),
        )
    ),
    _notice("Instance:StateChange", ("INFO",), Action.IGNORE, "it was created, started, stopped or released"),
    _notice(
        "Instance:PreemptibleInstanceInterruption",
        ("WARN", "INFO"),
        Action.TELL,
        "a spot instance is released in five minutes",
        is_subscribed=True,
    ),
    _notice("Instance:PerformanceModeChange", ("INFO",), Action.IGNORE, "a burstable instance changed its mode"),
    _notice(
        "Instance:BurstablePerformanceRestricted",
        ("WARN", "INFO"),
        Action.TELL,
        "a burstable instance was slowed down for an hour; told every hour",
    ),
    _notice("Instance:SurplusCreditIncurCharge", ("WARN",), Action.TELL, "a burstable instance costs extra"),
    _notice("Instance:LiveMigrationAcrossDDH", ("INFO",), Action.IGNORE, "a move between dedicated hosts"),
    _notice(
        "Instance:AutoReactivateCompleted", (), Action.IGNORE, "it was started again by itself", kind=EventKind.ANY
    ),
    _notice(
        "Disk:Stalled",
        ("CRITICAL",),
        Action.TELL,
        "a disk does not answer",
        kind=_EXCEPTION,
        statuses=_AT_ONCE,
        is_subscribed=True,
    ),
    _notice(
        "Disk:ErrorDetected",
        ("CRITICAL",),
        Action.TELL,
        "a local disk is damaged",
        kind=_EXCEPTION,
        statuses=_AT_ONCE,
        is_subscribed=True,
    ),
    _notice("Disk:StateChange", ("INFO",), Action.IGNORE, "a disk changed its status"),
    _notice("Disk:DiskOperationCompleted", ("INFO", "WARN"), Action.IGNORE, "a disk was attached or detached"),
    _notice("Disk:ConvertToPostpaidCompleted", ("INFO",), Action.IGNORE, "a disk is pay-as-you-go now"),
    _notice(
        "Disk:OverduePaymentRelease",
        ("CRITICAL",),
        Action.TELL,
        "a disk was released because of arrears",
        is_subscribed=True,
    ),
    _notice("Snapshot:CreateSnapshotInitiated", (), Action.IGNORE, "a snapshot is being made", kind=EventKind.ANY),
    _notice("Snapshot:CreateSnapshotCompleted", ("INFO",), Action.IGNORE, "a snapshot was made"),
    _notice("Snapshot:SnapshotDeleted", (), Action.IGNORE, "a snapshot was deleted", kind=EventKind.ANY),
    _notice("Image:StateChange", ("INFO",), Action.IGNORE, "an image changed its status"),
    _notice("NetworkInterface:StateChange", ("INFO",), Action.IGNORE, "a network interface changed its status"),
    _notice(
        "NetworkInterface:NetworkInterfaceOperateCompleted",
        (),
        Action.IGNORE,
        "a network interface was attached, detached or changed",
        kind=EventKind.ANY,
    ),
)

CATALOGUE: Mapping[str, EventType] = {row.name: row for row in _ROWS}
"""By name, in the order of the page."""
