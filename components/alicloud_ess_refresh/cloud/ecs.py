"""
`EcsClient`: the few calls to ECS that the care for one instance needs, in the package's own types.

Who implements it: `SdkEcsClient` over the official SDK; tests, over a script. It decides nothing. Source of names
and values: DescribeInstances, DescribeInstanceHistoryEvents, DescribeTasks, ECS 2014-05-26.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from types import MappingProxyType
from typing import Protocol

__all__ = ["EcsClient", "EcsInstance", "EcsTask", "SystemEvent"]


@dataclass(frozen=True, slots=True, kw_only=True)
class EcsInstance:
    """
    An instance.

    Attributes:
        status: `Pending`, `Starting`, `Running`, `Stopping` or `Stopped`.
        stopped_mode: `KeepCharging`, `StopCharging` or `Not-applicable`.
        lock_reasons: Of OperationLocks: `security`, `financial`, `recycling`, `dedicatedhostfinancial`, `refunded`.
        dedicated_host_id: Empty where it is on none.
        local_storage_amount: Number of local disks.
        instance_charge_type: `PostPaid` or `PrePaid`.
        spot_strategy: `NoSpot`, `SpotWithPriceLimit` or `SpotAsPriceGo`.
        vswitch_id: Empty where it is in none.
    """

    instance_id: str
    status: str
    stopped_mode: str = ""
    instance_type: str = ""
    lock_reasons: tuple[str, ...] = ()
    dedicated_host_id: str = ""
    local_storage_amount: int = 0
    instance_charge_type: str = "PostPaid"
    spot_strategy: str = "NoSpot"
    deletion_protection: bool = False
    vswitch_id: str = ""
    tags: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))


@dataclass(frozen=True, slots=True, kw_only=True)
class SystemEvent:
    """
    A system event of an instance.

    Attributes:
        event_type: Such as `SystemMaintenance.Redeploy`.
        status: EventCycleStatus: `Inquiring`, `Scheduled`, `Executing`, `Executed`, `Avoided`, `Canceled` or `Failed`.
        publish_time, not_before: ISO 8601 in UTC, or empty.
        reason: The service's words, or empty.
    """

    event_id: str
    instance_id: str
    event_type: str
    status: str
    publish_time: str = ""
    not_before: str = ""
    reason: str = ""

    @property
    def is_closed(self) -> bool:
        return self.status in {"Executed", "Avoided", "Canceled", "Failed"}

    def seconds_left(self, now: datetime) -> float:
        """
        Answer how long it is until the service begins; infinite where it does not wait for a time.

        Unplanned events have no time before them. Source: ECS, "Overview of ECS system events".
        """
        is_planned = self.event_type.startswith("SystemMaintenance.") and self.status == "Scheduled"
        if not is_planned or not self.not_before:
            return math.inf
        return (datetime.fromisoformat(self.not_before) - now).total_seconds()


@dataclass(frozen=True, slots=True, kw_only=True)
class EcsTask:
    """A task. `status` is `Processing`, `Finished` or `Failed`; `creation_time` is ISO 8601 in UTC."""

    task_id: str
    status: str
    creation_time: str = ""

    @property
    def is_running(self) -> bool:
        return self.status == "Processing"


class EcsClient(Protocol):
    """
    ECS in one region.

    Every method raises ServiceUnreachableError, ThrottledError or ServiceApiError.
    """

    region: str

    def describe_instances(self, instance_ids: Sequence[str]) -> tuple[EcsInstance, ...]:
        """Answer those of the instances that exist."""

    def describe_tagged_instances(self, tag_key: str) -> tuple[EcsInstance, ...]:
        """Answer all instances that have a tag of this key."""

    def describe_system_event(self, event_id: str) -> SystemEvent | None:
        """Answer an event in whatever status, or None where it is not listed: finished ones are kept for 30 days."""

    def describe_redeployments(self, instance_id: str) -> tuple[EcsTask, ...]:
        """Answer the RedeployInstance tasks of an instance that are still listed, in no order."""

    def redeploy_instance(self, instance_id: str, *, force_stop: bool) -> str:
        """Begin to move an instance to another host, and answer the id of the task."""

    def stop_instance(self, instance_id: str, *, stopped_mode: str) -> None: ...

    def tag_instance(self, instance_id: str, key: str, value: str) -> None: ...

    def untag_instance(self, instance_id: str, key: str) -> None: ...

    def set_deletion_protection(self, instance_id: str, *, is_protected: bool) -> None:
        """Switch release protection on or off (ModifyInstanceAttribute)."""
