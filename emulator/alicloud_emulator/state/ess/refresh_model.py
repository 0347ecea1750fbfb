"""An instance refresh task, its statuses, and which call is legal in which of them."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime

    from alicloud_emulator.state.ess.model import LaunchSource

__all__ = ["LEGAL_STATUSES", "DesiredConfiguration", "RefreshRequest", "RefreshStatus", "RefreshTask", "TaskCall"]

# Defaults of StartInstanceRefresh, ESS 2022-02-22.
DEFAULT_MIN_HEALTHY_PERCENTAGE = 80
DEFAULT_MAX_HEALTHY_PERCENTAGE = 120
DEFAULT_CHECKPOINT_PAUSE_MINUTES = 60
FULL_PERCENTAGE = 100
# Versions of a launch template that make a rollback impossible.
MOVING_TEMPLATE_VERSIONS = ("Default", "Latest")


class RefreshStatus(StrEnum):
    """`Status` of DescribeInstanceRefreshes, ESS 2022-02-22."""

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

    @property
    def is_final(self) -> bool:
        """Whether the task can never change again."""
        return self in FINAL_STATUSES


FINAL_STATUSES = frozenset(
    {
        RefreshStatus.SUCCESSFUL,
        RefreshStatus.FAILED,
        RefreshStatus.CANCELLED,
        RefreshStatus.ROLLBACK_SUCCESSFUL,
        RefreshStatus.ROLLBACK_FAILED,
    }
)


class TaskCall(StrEnum):
    """The calls that change a running task."""

    SUSPEND = "SuspendInstanceRefresh"
    RESUME = "ResumeInstanceRefresh"
    CANCEL = "CancelInstanceRefresh"
    ROLLBACK = "RollbackInstanceRefresh"


# The pages of the four calls (ESS 2014-08-28) name some statuses; those that plainly follow are assumed. All else
# (suspending or rolling back a Pending task, suspending or resuming one in CheckpointPause) is refused: who relies on
# it finds out here.
LEGAL_STATUSES: dict[TaskCall, frozenset[RefreshStatus]] = {
    TaskCall.SUSPEND: frozenset({RefreshStatus.IN_PROGRESS}),
    TaskCall.RESUME: frozenset({RefreshStatus.PAUSED}),
    TaskCall.CANCEL: frozenset(
        {
            RefreshStatus.PENDING,
            RefreshStatus.IN_PROGRESS,
            RefreshStatus.PAUSED,
            RefreshStatus.CHECKPOINT_PAUSE,
        }
    ),
    TaskCall.ROLLBACK: frozenset({RefreshStatus.IN_PROGRESS, RefreshStatus.PAUSED, RefreshStatus.CHECKPOINT_PAUSE}),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class DesiredConfiguration:
    """What the caller asked for, empty where nothing was said; at most one of the four sources is set."""

    scaling_configuration_id: str = ""
    image_id: str = ""
    launch_template_id: str = ""
    launch_template_version: str = ""
    launch_template_instance_types: tuple[str, ...] = ()
    has_containers: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class RefreshRequest:
    """
    StartInstanceRefresh, with the service's defaults.

    Args:
        min_healthy_percentage: 0 to 100.
        max_healthy_percentage: 100 to 200.
        checkpoints: Percentages, 1 to 100, ascending, the last 100; empty for none.
        checkpoint_pause_time: Minutes, 1 to 2880.
    """

    desired: DesiredConfiguration = field(default_factory=DesiredConfiguration)
    min_healthy_percentage: int = DEFAULT_MIN_HEALTHY_PERCENTAGE
    max_healthy_percentage: int = DEFAULT_MAX_HEALTHY_PERCENTAGE
    skip_matching: bool = True
    checkpoints: tuple[int, ...] = ()
    checkpoint_pause_time: int = DEFAULT_CHECKPOINT_PAUSE_MINUTES


@dataclass(slots=True, kw_only=True)
class RefreshTask:
    """
    One task.

    `desired_source` and `active_source` are what it launches from, forwards and in a rollback; `due_at` is when a
    pending, pausing or cancelling task goes on; `progress_at` is when it last did anything; `released` counts the
    instances that it took out, in the present direction.
    """

    instance_refresh_task_id: str
    scaling_group_id: str
    region_id: str
    request: RefreshRequest
    desired_source: LaunchSource
    active_source: LaunchSource
    started_at: datetime
    due_at: datetime | None
    progress_at: datetime
    status: RefreshStatus = RefreshStatus.PENDING
    ended_at: datetime | None = None
    detail: str = ""
    total_need_update_capacity: int = 0
    finished_update_capacity: int = 0
    released: int = 0
    checkpoints_passed: int = 0

    @property
    def is_rolling_back(self) -> bool:
        """Whether it goes, or went, backwards."""
        return self.status in (
            RefreshStatus.ROLLBACK_IN_PROGRESS,
            RefreshStatus.ROLLBACK_SUCCESSFUL,
            RefreshStatus.ROLLBACK_FAILED,
        )

    @property
    def launch_source(self) -> LaunchSource:
        """What it launches from in its present direction."""
        return self.active_source if self.is_rolling_back else self.desired_source

    @property
    def checkpoint_threshold(self) -> int | None:
        """How many instances may be replaced before the next pause; None if none is left to come."""
        if self.is_rolling_back or self.checkpoints_passed >= len(self.request.checkpoints):
            return None
        percentage = self.request.checkpoints[self.checkpoints_passed]
        if percentage == FULL_PERCENTAGE:
            return None
        return -(-self.total_need_update_capacity * percentage // FULL_PERCENTAGE)
