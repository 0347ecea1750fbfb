"""
What Auto Scaling says: refresh tasks with their statuses, scaling groups, their instances and configurations.

Values as the service gave them, in types; no decision is made here. Source of names and values:
DescribeInstanceRefreshes, DescribeScalingGroups, DescribeScalingInstances, ESS 2022-02-22.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

__all__ = [
    "Container",
    "DesiredConfiguration",
    "InstanceRefreshTask",
    "LaunchSources",
    "LaunchTemplate",
    "RefreshStatus",
    "ScalingActivity",
    "ScalingConfiguration",
    "ScalingGroup",
    "ScalingInstance",
    "running_task",
]


class RefreshStatus(StrEnum):
    """
    Status of an instance refresh task: all that the service documents.

    A status that is not among them is kept as the text that it is: `is_known` tells.
    """

    PENDING = "Pending"
    IN_PROGRESS = "InProgress"
    PAUSED = "Paused"
    CHECKPOINT_PAUSE = "CheckpointPause"
    CANCELLING = "Cancelling"
    ROLLBACK_IN_PROGRESS = "RollbackInProgress"
    SUCCESSFUL = "Successful"
    FAILED = "Failed"
    CANCELLED = "Cancelled"
    ROLLBACK_SUCCESSFUL = "RollbackSuccessful"
    ROLLBACK_FAILED = "RollbackFailed"

    @classmethod
    def _missing_(cls, value: object) -> "RefreshStatus | None":
        if not isinstance(value, str):
            return None
        unknown = str.__new__(cls, value)
        unknown._name_ = unknown._value_ = value
        return unknown

    @property
    def is_known(self) -> bool:
        return self in _KNOWN

    @property
    def is_settled(self) -> bool:
        """The status cannot change any more. No page says so; every transition that is documented agrees."""
        return self in _SETTLED

    @property
    def is_winding_down(self) -> bool:
        """The task no longer goes where it was started to, but has not settled."""
        return self in _WINDING_DOWN


_KNOWN = frozenset(RefreshStatus)
_SETTLED = frozenset(
    {
        RefreshStatus.SUCCESSFUL,
        RefreshStatus.FAILED,
        RefreshStatus.CANCELLED,
        RefreshStatus.ROLLBACK_SUCCESSFUL,
        RefreshStatus.ROLLBACK_FAILED,
    }
)
_WINDING_DOWN = frozenset({RefreshStatus.CANCELLING, RefreshStatus.ROLLBACK_IN_PROGRESS})


@dataclass(frozen=True, slots=True, kw_only=True)
class Container:
    """A container of an ECI group. `environment_vars` are pairs of key and value."""

    name: str
    image: str | None = None
    commands: tuple[str, ...] = ()
    args: tuple[str, ...] = ()
    environment_vars: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class DesiredConfiguration:
    """
    What the instances are to become: at most one of the four kinds.

    With none of them the service takes the group's active configuration. `launch_template_overrides` are
    instance types.
    """

    scaling_configuration_id: str | None = None
    image_id: str | None = None
    launch_template_id: str | None = None
    launch_template_version: str | None = None
    launch_template_overrides: tuple[str, ...] = ()
    containers: tuple[Container, ...] = ()

    @property
    def is_active_one(self) -> bool:
        return self == DesiredConfiguration()

    @property
    def source(self) -> str:
        """Name it as `ScalingInstance.source` does; empty where instances do not show what they were made from."""
        return _source(self.scaling_configuration_id, self.launch_template_id, self.launch_template_version)

    def is_same_as(self, described: "DesiredConfiguration") -> bool:
        """
        Tell whether a described task goes where this configuration is.

        Only the kind that is set here is compared: no page says what else the service may fill in, or in which
        order it lists instance types.
        """
        if self.scaling_configuration_id:
            return self.scaling_configuration_id == described.scaling_configuration_id
        if self.launch_template_id:
            return _template(self) == _template(described)
        if self.image_id:
            return self.image_id == described.image_id
        return self.containers == described.containers and described.is_active_one is self.is_active_one

    def __str__(self) -> str:
        if self.scaling_configuration_id:
            return f"scaling configuration {self.scaling_configuration_id}"
        if self.image_id:
            return f"image {self.image_id}"
        if self.launch_template_id:
            version = f" version {self.launch_template_version}" if self.launch_template_version else ""
            return f"launch template {self.launch_template_id}{version}"
        if self.containers:
            return f"containers {', '.join(container.name for container in self.containers)}"
        return "its active configuration"


def _source(scaling_configuration_id: str | None, launch_template_id: str | None, version: str | None) -> str:
    """Name what instances are made from: the launch template where there are both, as in `active_configuration`."""
    return f"{launch_template_id} version {version}" if launch_template_id else scaling_configuration_id or ""


def _template(desired: DesiredConfiguration) -> tuple[str | None, str | None, frozenset[str]]:
    overrides = frozenset(desired.launch_template_overrides)
    return desired.launch_template_id, desired.launch_template_version, overrides


@dataclass(frozen=True, slots=True, kw_only=True)
class InstanceRefreshTask:
    """
    A refresh task as last described.

    Attributes:
        total_need_update_capacity: Capacity that is to be replaced; None until the service says it.
        finished_update_capacity: Capacity that is replaced.
        start_time, end_time: ISO 8601 in UTC to the second; empty where there is none yet.
        detail: The service's reason for a failure, or empty.
        skip_matching: False where it replaces all instances; None where the service does not say.
        min_healthy_percentage, max_healthy_percentage: As the task was started; None where the service does not say.
        checkpoints: Percentages, ascending, the last one 100; empty where it has none.
        checkpoint_pause_time: Minutes; None where the service does not say.
    """

    instance_refresh_task_id: str
    scaling_group_id: str
    status: RefreshStatus
    desired_configuration: DesiredConfiguration = DesiredConfiguration()
    total_need_update_capacity: int | None = None
    finished_update_capacity: int | None = None
    start_time: str = ""
    end_time: str = ""
    detail: str = ""
    skip_matching: bool | None = None
    min_healthy_percentage: int | None = None
    max_healthy_percentage: int | None = None
    checkpoints: tuple[int, ...] = ()
    checkpoint_pause_time: int | None = None

    def __str__(self) -> str:
        return f"instance refresh {self.instance_refresh_task_id} to {self.desired_configuration}"

    @property
    def is_settled(self) -> bool:
        """The task has ended; of one whose status is not known its end time tells."""
        return self.status.is_settled or bool(self.end_time and not self.status.is_known)

    @property
    def counts(self) -> str:
        if self.total_need_update_capacity is None:
            return "no instance counted yet"
        return f"{self.finished_update_capacity or 0} of {self.total_need_update_capacity} instances"

    @property
    def reason(self) -> str:
        """The service's remark as part of a sentence; empty where it made none."""
        return self.detail.rstrip(". ")


def running_task(tasks: Iterable[InstanceRefreshTask]) -> InstanceRefreshTask | None:
    """
    Return the task of a group that has not settled: there is one at most.

    Args:
        tasks: Newest first. Of a status that is not known only the newest can be running: the service starts no
            task beside another.
    """
    for index, task in enumerate(tasks):
        if not task.is_settled and (task.status.is_known or index == 0):
            return task
    return None


@dataclass(frozen=True, slots=True, kw_only=True)
class ScalingGroup:
    """
    A scaling group.

    Attributes:
        lifecycle_state: `Active`, `Inactive` (never enabled, or disabled) or `Deleting`.
        name: ScalingGroupName: unique in a region and an account.
        in_service_capacity: ActiveCapacity, ProtectedCapacity and StandbyCapacity together.
        desired_capacity: DesiredCapacity; None where it is not in force (EnableDesiredCapacity): then the minimum is.
        max_size: MaxSize; None where the service does not say.
        vswitch_ids: A set of them; no page says that their order means anything.
        launch_template_overrides: Instance types that are taken instead of the launch template's.
        health_check_types: Such as `ECS` or `LOAD_BALANCER`; `NONE` alone where nothing checks.
        is_deletion_protected: The service refuses to delete the group (GroupDeletionProtection).
    """

    scaling_group_id: str
    lifecycle_state: str
    name: str = ""
    active_scaling_configuration_id: str | None = None
    launch_template_id: str | None = None
    launch_template_version: str | None = None
    multi_az_policy: str | None = None
    scaling_policy: str | None = None
    group_type: str | None = None
    launch_template_overrides: tuple[str, ...] = ()
    launch_template_override_weights: tuple[int | None, ...] = ()
    min_size: int = 0
    desired_capacity: int | None = None
    max_size: int | None = None
    in_service_capacity: int = 0
    vswitch_ids: tuple[str, ...] = ()
    health_check_types: tuple[str, ...] = ()
    is_deletion_protected: bool = False

    @property
    def is_health_checked(self) -> bool:
        return self.health_check_types != ("NONE",)

    @property
    def wanted_capacity(self) -> int:
        return self.min_size if self.desired_capacity is None else self.desired_capacity

    @property
    def active_source(self) -> str:
        """What it makes instances from, as `ScalingInstance.source` names it; empty where nothing is active."""
        return _source(self.active_scaling_configuration_id, self.launch_template_id, self.launch_template_version)


@dataclass(frozen=True, slots=True, kw_only=True)
class ScalingInstance:
    """
    An instance of a scaling group.

    Attributes:
        lifecycle_state: `InService`, `Pending`, `Pending:Wait`, `Protected`, `Standby`, `Stopped`, `Removing`
            or `Removing:Wait`.
        creation_type: `AutoCreated` or `Attached` (added by hand).
        health_status: `Healthy` or `Unhealthy`, as the group's health check says; empty where the service says nothing.
        weighted_capacity: How much of the group's capacity it is: 1, unless the group counts weights.
        created_time: When it was added to the group, ISO 8601 in UTC, to the second or the minute; empty where the
            service does not say.
    """

    instance_id: str
    lifecycle_state: str
    creation_type: str = "AutoCreated"
    health_status: str = ""
    weighted_capacity: int = 1
    scaling_configuration_id: str | None = None
    launch_template_id: str | None = None
    launch_template_version: str | None = None
    created_time: str = ""

    @property
    def is_refreshed(self) -> bool:
        """
        A refresh looks at it.

        Ignored are instances added by hand, in Standby and Protected (StartInstanceRefresh); those that are
        on their way out are replaced already.
        """
        is_kept = self.lifecycle_state in {"Protected", "Standby"}
        return self.creation_type == "AutoCreated" and not is_kept and not self.is_leaving

    @property
    def is_healthy(self) -> bool:
        return self.health_status in {"", "Healthy"}

    @property
    def is_unhealthy_in_service(self) -> bool:
        """It is where it should serve, and does not. One that is on its way in or out has not been judged."""
        return self.lifecycle_state in {"InService", "Protected"} and not self.is_healthy

    @property
    def fills_capacity(self) -> bool:
        """It counts for the capacity that the group is to have; one in Standby was taken out of service on purpose."""
        return self.lifecycle_state == "Standby" or (
            self.lifecycle_state in {"InService", "Protected"} and self.is_healthy
        )

    @property
    def is_leaving(self) -> bool:
        return self.lifecycle_state in {"Removing", "Removing:Wait"}

    @property
    def source(self) -> str:
        """What it was made from, as users know it."""
        source = _source(self.scaling_configuration_id, self.launch_template_id, self.launch_template_version)
        return source or "no configuration"


@dataclass(frozen=True, slots=True, kw_only=True)
class LaunchSources:
    """
    What has to exist for an instance to be made; empty where nothing is named.

    Attributes:
        image_id: An id, or the name of an image family, which begins with `acs:`.
    """

    image_id: str = ""
    instance_types: tuple[str, ...] = ()
    security_group_ids: tuple[str, ...] = ()
    key_pair_name: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ScalingConfiguration:
    """
    A scaling configuration of a group.

    Attributes:
        weights: WeightedCapacity of each instance type override.
        http_tokens: `optional`, which the service takes where nothing is set, or `required`.
        digest: Of everything that instances are made from (`content`); equal for two configurations of equal content.
        digest_but_image: The same without the image.
    """

    scaling_configuration_id: str
    name: str = ""
    image_id: str | None = None
    instance_types: tuple[str, ...] = ()
    weights: tuple[int | None, ...] = ()
    http_tokens: str = "optional"
    digest: str = ""
    digest_but_image: str = ""
    security_group_ids: tuple[str, ...] = ()
    key_pair_name: str = ""

    @property
    def sources(self) -> LaunchSources:
        return LaunchSources(
            image_id=self.image_id or "",
            instance_types=self.instance_types,
            security_group_ids=self.security_group_ids,
            key_pair_name=self.key_pair_name,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class LaunchTemplate:
    """A launch template (DescribeLaunchTemplates). What a version holds never changes; what a moving one means does."""

    launch_template_id: str
    default_version: str
    latest_version: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ScalingActivity:
    """
    A scaling activity: instances that came or went together.

    Attributes:
        status_message: Why it failed, where it did.
        error_code: The code of that; empty where there is none.
        cause: Why it was made, in the service's words: no list of them is documented.
        instance_refresh_task_id: The refresh that made it; empty where none did.
        start_time, end_time: ISO 8601 in UTC, to the minute; empty where there is none yet.
        status_code: `Successful`, `Warning` (partly), `Failed`, `InProgress` or `Rejected`.
        total_capacity: Instances of the group after it; None where the service does not say.
        created_instances, destroyed_instances: Instance ids.
    """

    scaling_activity_id: str
    status_message: str
    error_code: str = ""
    cause: str = ""
    instance_refresh_task_id: str = ""
    start_time: str = ""
    end_time: str = ""
    status_code: str = ""
    total_capacity: int | None = None
    created_instances: tuple[str, ...] = ()
    destroyed_instances: tuple[str, ...] = ()

    @property
    def reason(self) -> str:
        """The message as part of a sentence."""
        return self.status_message.rstrip(". ")
