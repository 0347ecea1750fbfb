"""The entities of Auto Scaling, without behaviour beyond what can be read off them."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from datetime import datetime

__all__ = [
    "ActivityStatus",
    "CreationType",
    "GroupInstance",
    "GroupRecord",
    "GroupState",
    "LaunchSource",
    "LifecycleState",
    "ScalingActivity",
    "ScalingConfiguration",
    "ScalingGroup",
    "plain_process",
]


class GroupState(StrEnum):
    """`LifecycleState` of a scaling group."""

    ACTIVE = "Active"
    INACTIVE = "Inactive"
    DELETING = "Deleting"


class LifecycleState(StrEnum):
    """`LifecycleState` of DescribeScalingInstances, ESS 2022-02-22."""

    PENDING = "Pending"
    PENDING_WAIT = "Pending:Wait"
    IN_SERVICE = "InService"
    PROTECTED = "Protected"
    STANDBY = "Standby"
    REMOVING = "Removing"
    REMOVING_WAIT = "Removing:Wait"


class CreationType(StrEnum):
    """Who made an instance: the group, or a user who attached it."""

    AUTO_CREATED = "AutoCreated"
    ATTACHED = "Attached"


class ActivityStatus(StrEnum):
    """`StatusCode` of a scaling activity."""

    IN_PROGRESS = "InProgress"
    SUCCESSFUL = "Successful"
    FAILED = "Failed"
    REJECTED = "Rejected"


def plain_process(process: str) -> str:
    """Return the name of a process without case: the provider's documentation writes SCALE_IN for ScaleIn."""
    return process.replace("_", "").lower()


@dataclass(frozen=True, slots=True, kw_only=True)
class LaunchSource:
    """
    What a group makes an instance from: a scaling configuration, or a launch template; `image_id` overrides its image.

    Two instances match if configuration, template and version are equal (SkipMatching compares ids, not settings).
    """

    scaling_configuration_id: str = ""
    launch_template_id: str = ""
    launch_template_version: str = ""
    instance_types: tuple[str, ...] = ()
    image_id: str = ""

    def matches(self, other: LaunchSource) -> bool:
        """Tell whether an instance made from `other` counts as made from this."""
        return (self.scaling_configuration_id, self.launch_template_id, self.launch_template_version) == (
            other.scaling_configuration_id,
            other.launch_template_id,
            other.launch_template_version,
        )


@dataclass(slots=True, kw_only=True)
class GroupInstance:
    """
    One instance in a group.

    `due_at` is when it leaves Pending, Removing or a hook's wait; `is_reported_unhealthy` is what SetInstanceHealth
    said; `is_kept` means that its removal leaves the ECS instance alone; `action_token` is what answers the hook that
    holds it.
    """

    instance_id: str
    source: LaunchSource
    created_at: datetime
    creation_type: CreationType = CreationType.AUTO_CREATED
    lifecycle_state: LifecycleState = LifecycleState.PENDING
    due_at: datetime | None = None
    activity_id: str = ""
    refresh_task_id: str = ""
    is_reported_unhealthy: bool = False
    unhealthy_since: datetime | None = None
    is_entrusted: bool = False
    is_kept: bool = False
    action_token: str = ""

    @property
    def is_leaving(self) -> bool:
        """Whether its removal has begun."""
        return self.lifecycle_state in (LifecycleState.REMOVING, LifecycleState.REMOVING_WAIT)

    @property
    def is_coming(self) -> bool:
        """Whether it is not in service yet."""
        return self.lifecycle_state in (LifecycleState.PENDING, LifecycleState.PENDING_WAIT)

    @property
    def is_in_service(self) -> bool:
        """Whether it does its work: Protected instances do."""
        return self.lifecycle_state in (LifecycleState.IN_SERVICE, LifecycleState.PROTECTED)

    @property
    def is_ignored_by_refresh(self) -> bool:
        """Attached, Standby and Protected instances are never replaced (StartInstanceRefresh, ESS 2014-08-28)."""
        return self.creation_type is CreationType.ATTACHED or self.lifecycle_state in (
            LifecycleState.STANDBY,
            LifecycleState.PROTECTED,
        )


@dataclass(slots=True, kw_only=True)
class ScalingGroup:
    """
    One scaling group.

    `target_capacity` is how many instances it strives for, known even where the user gave no desired capacity;
    `settings` holds what nothing here acts on, in the API's words, only to be given back.
    """

    scaling_group_id: str
    region_id: str
    name: str
    min_size: int
    max_size: int
    target_capacity: int
    created_at: datetime
    desired_capacity: int | None = None
    group_type: str = "ECS"
    multi_az_policy: str = "PRIORITY"
    scaling_policy: str = "release"
    health_check_types: tuple[str, ...] = ("ECS",)
    # Whether the user gave HealthCheckTypes instead of HealthCheckType.
    names_health_check_types: bool = False
    removal_policies: tuple[str, ...] = ("OldestScalingConfiguration", "OldestInstance")
    vswitch_ids: tuple[str, ...] = ()
    is_deletion_protected: bool = False
    launch_template_id: str = ""
    launch_template_version: str = ""
    launch_template_overrides: list[dict[str, Any]] = field(default_factory=list)
    active_scaling_configuration_id: str = ""
    lifecycle_state: GroupState = GroupState.INACTIVE
    suspended_processes: list[str] = field(default_factory=list)
    resource_group_id: str = ""
    modified_at: datetime | None = None
    settings: dict[str, Any] = field(default_factory=dict)
    tags: dict[str, tuple[str, bool]] = field(default_factory=dict)
    instances: dict[str, GroupInstance] = field(default_factory=dict)
    running_refresh_task_id: str = ""
    retry_at: datetime | None = None
    launch_error: str = ""

    def holds(self) -> list[GroupInstance]:
        """Return the instances that are not on their way out, in the order in which they came."""
        return [instance for instance in self.instances.values() if not instance.is_leaving]

    def has_suspended(self, process: str) -> bool:
        """Tell whether a process (ScaleIn, ScaleOut, HealthCheck …) is suspended, however it was spelled."""
        return plain_process(process) in map(plain_process, self.suspended_processes)

    def counts_in(self, state: LifecycleState) -> int:
        """Return how many instances are in a state."""
        return sum(instance.lifecycle_state is state for instance in self.instances.values())

    @property
    def active_source(self) -> LaunchSource:
        """What new instances are made from outside a refresh."""
        if self.launch_template_id:
            return LaunchSource(
                launch_template_id=self.launch_template_id,
                launch_template_version=self.launch_template_version,
                instance_types=tuple(item["InstanceType"] for item in self.launch_template_overrides),
            )
        return LaunchSource(scaling_configuration_id=self.active_scaling_configuration_id)


@dataclass(slots=True, kw_only=True)
class ScalingConfiguration:
    """One scaling configuration; `settings` holds what it was made with, in the API's words of 2022-02-22."""

    scaling_configuration_id: str
    scaling_group_id: str
    name: str
    image_id: str
    instance_types: tuple[str, ...]
    security_group_ids: tuple[str, ...]
    created_at: datetime
    deletion_protection: bool = False
    weighted_capacities: tuple[int, ...] = ()
    user_data: str = ""
    tags: dict[str, str] = field(default_factory=dict)
    settings: dict[str, Any] = field(default_factory=dict)


@dataclass(slots=True, kw_only=True)
class ScalingActivity:
    """One scaling activity; it ends when the last of its instances has arrived or gone."""

    scaling_activity_id: str
    scaling_group_id: str
    cause: str
    started_at: datetime
    is_scale_out: bool
    instance_ids: list[str] = field(default_factory=list)
    status: ActivityStatus = ActivityStatus.IN_PROGRESS
    ended_at: datetime | None = None
    instance_refresh_task_id: str = ""
    error_code: str = ""
    error_message: str = ""
    capacity_after: int = 0
    attached_capacity_after: int = 0


@dataclass(slots=True, kw_only=True)
class GroupRecord:
    """
    What is kept beside a group: a hook, a rule, an alarm, a scheduled task or a notification.

    `settings` are in the API's words and are given back as they are; `scaling_group_id` is "" where there is none.
    """

    record_id: str
    region_id: str
    scaling_group_id: str
    settings: dict[str, Any]
