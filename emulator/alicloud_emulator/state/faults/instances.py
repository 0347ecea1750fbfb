"""
Faults of single instances: locks, broken disks, redeployments that fail, and events.

Those of `InstanceEvent` strike once, when they are set: then their id is the event's. The others hold until the faults
are cleared, or as often as `times` says.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from alicloud_emulator.state.ecs.event_types import EVENT_TYPES, EventStatus
from alicloud_emulator.state.faults.values import is_duration, is_text

if TYPE_CHECKING:
    from alicloud_emulator.state.faults.values import Field, Names

__all__ = [
    "FIELDS",
    "FIELDS_OF_KIND",
    "DiskError",
    "HostFailure",
    "InstanceEvent",
    "InstanceFault",
    "InstanceLock",
    "RedeploymentFailure",
    "SimulatedEventsAnswered",
    "SpotInterruption",
    "SystemEventFault",
]

# DescribeInstances, field OperationLocks.
LOCK_REASONS = ("financial", "security", "recycling", "dedicatedhostfinancial", "refunded")
OPEN_STATUSES = tuple(status.value for status in EventStatus if status.is_open)
# A year: no event is announced longer ahead.
LONGEST_NOTICE_SECONDS = 366 * 24 * 3600


@dataclass(slots=True, kw_only=True)
class InstanceLock:
    """The instance is locked: DescribeInstances shows the reason, and calls are refused for it."""

    kind: ClassVar[str] = "instance_lock"
    instance_id: str
    lock_reason: str


@dataclass(slots=True, kw_only=True)
class DiskError:
    """A disk of the instance is broken: RedeployInstance refuses it."""

    kind: ClassVar[str] = "disk_error"
    instance_id: str


@dataclass(slots=True, kw_only=True)
class RedeploymentFailure:
    """Redeployments that begin from now on fail, of one instance or of all; `times` is how many, None for all."""

    kind: ClassVar[str] = "redeployment_failure"
    instance_id: str | None = None
    times: int | None = 1

    def strikes(self, instance_id: str) -> bool:
        """Tell whether a redeployment of the instance is to fail, and count it."""
        if self.times == 0 or self.instance_id not in (None, instance_id):
            return False
        if self.times is not None:
            self.times -= 1
        return True


@dataclass(slots=True, kw_only=True)
class SystemEventFault:
    """A real system event, as maintenance of the service would publish it; `not_before_seconds` from now."""

    kind: ClassVar[str] = "system_event"
    instance_id: str
    event_type: str
    status: str = EventStatus.SCHEDULED.value
    not_before_seconds: float | None = None
    reason: str = ""


@dataclass(slots=True, kw_only=True)
class SpotInterruption:
    """A spot instance is to be taken back: that is told now, and done some minutes later."""

    kind: ClassVar[str] = "spot_interruption"
    instance_id: str


@dataclass(slots=True, kw_only=True)
class HostFailure:
    """The host of the instance fails: the event that this causes is chosen by the instance's maintenance action."""

    kind: ClassVar[str] = "host_failure"
    instance_id: str


@dataclass(slots=True, kw_only=True)
class SimulatedEventsAnswered:
    """RedeployInstance answers simulated events as if they were real, which the service refuses: to rehearse."""

    kind: ClassVar[str] = "simulated_events_answered"
    instance_id: str | None = None


# Those that strike once, when they are set.
InstanceEvent = SystemEventFault | HostFailure | SpotInterruption
InstanceFault = InstanceLock | DiskError | RedeploymentFailure | SimulatedEventsAnswered | InstanceEvent


FIELDS_OF_KIND: dict[str, Names] = {
    InstanceLock.kind: (("instance_id", "lock_reason"), ()),
    DiskError.kind: (("instance_id",), ()),
    RedeploymentFailure.kind: ((), ("instance_id", "times")),
    SystemEventFault.kind: (("instance_id", "event_type"), ("status", "not_before_seconds", "reason")),
    HostFailure.kind: (("instance_id",), ()),
    SpotInterruption.kind: (("instance_id",), ()),
    SimulatedEventsAnswered.kind: ((), ("instance_id",)),
}
FIELDS: dict[str, Field] = {
    "instance_id": ("the id of an instance", is_text),
    "lock_reason": ("one of " + ", ".join(LOCK_REASONS), LOCK_REASONS.__contains__),
    "event_type": ("one of " + ", ".join(EVENT_TYPES), lambda value: isinstance(value, str) and value in EVENT_TYPES),
    "status": ("one of " + ", ".join(OPEN_STATUSES), OPEN_STATUSES.__contains__),
    "not_before_seconds": (f"0 to {LONGEST_NOTICE_SECONDS}", lambda value: is_duration(value, LONGEST_NOTICE_SECONDS)),
    "reason": ("text", is_text),
}
