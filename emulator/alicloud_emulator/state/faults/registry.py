"""The faults that are set, and what the rest of the emulator asks of them."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, TypeVar

from alicloud_emulator.state.faults.calls import CallFault, Delay, ErrorReply, ReplyDuplicated, ReplyLost, Storm
from alicloud_emulator.state.faults.instances import (
    DiskError,
    InstanceFault,
    InstanceLock,
    RedeploymentFailure,
    SimulatedEventsAnswered,
)
from alicloud_emulator.state.faults.launches import NoStock, SlowStart, UnhealthyInstances
from alicloud_emulator.state.faults.timed import Alarm, OperatorCall

if TYPE_CHECKING:
    from datetime import datetime

    from alicloud_emulator.errors import ApiError
    from alicloud_emulator.wire import Call

__all__ = ["Fault", "Faults"]

F = TypeVar("F", bound=CallFault)
Fault = (
    ErrorReply
    | ReplyLost
    | ReplyDuplicated
    | Delay
    | Storm
    | UnhealthyInstances
    | NoStock
    | SlowStart
    | Alarm
    | OperatorCall
    | InstanceFault
)


@dataclass(slots=True)
class Faults:
    """The faults that are set, by id, oldest first."""

    by_id: dict[str, Fault] = field(default_factory=dict)
    added: int = 0

    def add(self, fault: Fault) -> str:
        """Set a fault and return its id."""
        self.added += 1
        fault_id = f"fault-{self.added}"
        self.by_id[fault_id] = fault
        return fault_id

    def take(self, kind: type[F], call: Call) -> F | None:
        """Return the oldest fault of the kind that strikes this call, and count it."""
        for fault in self.by_id.values():
            if isinstance(fault, kind) and fault.matches(call):
                if fault.times is not None:
                    fault.times -= 1
                return fault
        return None

    def refusal(self, call: Call, now: datetime) -> ApiError | None:
        """Return the error that a storm, or else an error that is counted, gives a call; None if neither does."""
        for item in self.by_id.values():
            if isinstance(item, Storm) and item.is_on(now) and item.matches(call):
                return item.refusal()
        error = self.take(ErrorReply, call)
        return None if error is None else error.refusal()

    def take_operator_call(self, now: datetime) -> OperatorCall | None:
        """Return the call that an operator makes next, if it is due, and note that it is made."""
        due = [
            item
            for item in self.by_id.values()
            if isinstance(item, OperatorCall) and not item.is_done and item.begins_at <= now
        ]
        first = min(due, key=lambda item: item.begins_at, default=None)
        if first is not None:
            first.is_done = True
        return first

    def next_change(self, now: datetime) -> datetime | None:
        """Return the next time after `now` at which a fault does something by itself."""
        times = []
        for item in self.by_id.values():
            if isinstance(item, OperatorCall):
                times.append(item.begins_at)
            elif isinstance(item, Alarm):
                times += [item.begins_at, item.ends_at or item.begins_at]
        return min((time for time in times if time > now), default=None)

    def alarm_state(self, rule_id: str, rule_name: str, now: datetime) -> str | None:
        """Return the state that the newest fault about a metric rule gives it, None without any."""
        states = [
            item.state
            for item in self.by_id.values()
            if isinstance(item, Alarm) and item.rule in (rule_id, rule_name) and item.is_on(now)
        ]
        return states[-1] if states else None

    def is_sold_out(self, zone_id: str, instance_type: str, now: datetime) -> bool:
        """Tell whether a fault keeps instances of the type from being launched in the zone."""
        return any(
            isinstance(item, NoStock) and item.is_on(now) and item.strikes(zone_id, instance_type)
            for item in self.by_id.values()
        )

    def start_seconds(self, image_id: str, now: datetime) -> float:
        """Return how long an instance launched now takes to be in service by the slowest fault, 0 without any."""
        return max(
            (
                item.start_seconds
                for item in self.by_id.values()
                if isinstance(item, SlowStart) and item.is_on(now) and item.image_id in (None, image_id)
            ),
            default=0,
        )

    def is_unhealthy(self, *, image_id: str, scaling_configuration_id: str) -> bool:
        """Tell whether an instance launched now is to be unhealthy; each matching fault counts the launch."""
        struck = [
            fault.strikes(image_id=image_id, scaling_configuration_id=scaling_configuration_id)
            for fault in self.by_id.values()
            if isinstance(fault, UnhealthyInstances)
        ]
        return any(struck)

    def lock_reasons(self, instance_id: str) -> list[str]:
        """Return why faults lock the instance, oldest first."""
        return [
            fault.lock_reason
            for fault in self.by_id.values()
            if isinstance(fault, InstanceLock) and fault.instance_id == instance_id
        ]

    def has_disk_error(self, instance_id: str) -> bool:
        """Tell whether a disk of the instance is broken."""
        return any(isinstance(item, DiskError) and item.instance_id == instance_id for item in self.by_id.values())

    def simulated_events_are_answered(self, instance_id: str) -> bool:
        """Tell whether RedeployInstance answers simulated events of the instance."""
        return any(
            isinstance(item, SimulatedEventsAnswered) and item.instance_id in (None, instance_id)
            for item in self.by_id.values()
        )

    def redeployment_fails(self, instance_id: str) -> bool:
        """Tell whether a redeployment that begins now is to fail; the oldest fault that strikes is counted."""
        return any(isinstance(item, RedeploymentFailure) and item.strikes(instance_id) for item in self.by_id.values())
