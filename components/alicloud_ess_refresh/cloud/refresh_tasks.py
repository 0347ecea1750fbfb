"""Instance refresh tasks and their statuses, as the service gave them (DescribeInstanceRefreshes, ESS 2022-02-22)."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import StrEnum

from alicloud_ess_refresh.cloud.desired_configuration import DesiredConfiguration

__all__ = ["InstanceRefreshTask", "RefreshStatus", "running_task"]


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
    desired_configuration: DesiredConfiguration = field(default_factory=DesiredConfiguration)
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
