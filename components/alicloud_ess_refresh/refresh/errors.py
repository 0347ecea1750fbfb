"""
What a release raises beside the errors of calls.

AlicloudError
├── NotRefreshableError      the group's settings or state rule a refresh out
├── ConflictingTaskError     another release is running on the group
├── RefreshFailedError       the task settled, not in success
├── RefreshTimeoutError      the task did not settle in time
├── CheckFailedError         an alarm or a probe said that the release does harm
├── CheckUnseenError         the task succeeded, but its alarms cannot be read
├── LostSightError           a task goes on, but its progress cannot be asked for
├── TaskNotFoundError        a task that was accepted is no longer listed
├── ProtectedGroupError      the resource goes with its group, which the service refuses to delete (withdrawal)
├── StillRunningError        the task of a resource that is being deleted did not settle in time
└── CapacityError            instances did not come into service, or are not healthy
"""

from collections.abc import Sequence

from alicloud_ess_refresh.cloud.refresh_tasks import InstanceRefreshTask, RefreshStatus
from alicloud_ess_refresh.errors import AlicloudError, ServiceError

__all__ = [
    "CapacityError",
    "CheckFailedError",
    "CheckUnseenError",
    "ConflictingTaskError",
    "LostSightError",
    "NotRefreshableError",
    "RefreshFailedError",
    "RefreshTimeoutError",
    "StillRunningError",
    "TaskNotFoundError",
]


class TaskNotFoundError(AlicloudError):
    def __init__(self, *, instance_refresh_task_id: str, scaling_group_id: str, missing_seconds: float) -> None:
        self.instance_refresh_task_id = instance_refresh_task_id
        super().__init__(
            f"instance refresh {instance_refresh_task_id} of {scaling_group_id} has not been listed by "
            f"DescribeInstanceRefreshes for {missing_seconds:.0f} s: its end is unknown; look at the group in the "
            "console and run `pulumi up` again, which starts from what it finds"
        )


class LostSightError(AlicloudError):
    def __init__(self, task: InstanceRefreshTask, cause: ServiceError) -> None:
        self.task = task
        super().__init__(
            f"{_release(task)} was left running (last status `{task.status}`, {task.counts}), because its "
            f"progress cannot be asked for any longer: {cause}; mend that and run `pulumi up` again, which goes on "
            "with this task"
        )


class NotRefreshableError(AlicloudError):
    """Raised before anything was changed."""

    def __init__(self, scaling_group_id: str, reasons: Sequence[str]) -> None:
        self.reasons = tuple(reasons)
        super().__init__(f"{scaling_group_id} cannot be refreshed, and nothing was changed: {'; '.join(self.reasons)}")


class ConflictingTaskError(AlicloudError):
    """Raised before anything was changed."""

    def __init__(self, running: InstanceRefreshTask, *, wanted: str) -> None:
        self.task = running
        super().__init__(
            f"{running.scaling_group_id} cannot be refreshed to {wanted} yet, and nothing was changed: {running} is "
            f"running (`{running.status}`, {running.counts}), and a group has one at a time; let it end, or stop it "
            "(CancelInstanceRefresh leaves what is replaced, RollbackInstanceRefresh puts it back), then run "
            "`pulumi up` again"
        )


class RefreshFailedError(AlicloudError):
    """
    The task settled in Failed, Cancelled, RollbackSuccessful or RollbackFailed.

    Attributes:
        task: The task as it ended.
        aftermath: What was done about it, where the group stands now, and the next step.
    """

    def __init__(self, task: InstanceRefreshTask, *, aftermath: str) -> None:
        self.task = task
        self.aftermath = aftermath
        super().__init__(
            f"{_release(task)} ended `{task.status}` after {task.counts}: "
            f"{task.reason or 'the service gave no reason'}; {aftermath}"
        )


class RefreshTimeoutError(AlicloudError):
    """
    The task did not settle within `wait_timeout_seconds`.

    Attributes:
        task: The task as it was last seen before the time ran out.
        aftermath: As in RefreshFailedError.
    """

    def __init__(self, task: InstanceRefreshTask, *, limit_seconds: float, aftermath: str) -> None:
        self.task = task
        self.limit_seconds = limit_seconds
        self.aftermath = aftermath
        super().__init__(
            f"{_release(task)} did not settle within {limit_seconds:.0f} s (last status "
            f"`{task.status}`, {task.counts}); {aftermath}"
        )


class CheckFailedError(AlicloudError):
    """
    An alarm fired or a probe failed, while the task ran or after it had succeeded.

    Attributes:
        task: The task as it was seen last before that.
        failure: Which check, and why.
        aftermath: As in RefreshFailedError.
    """

    def __init__(self, task: InstanceRefreshTask, *, failure: str, aftermath: str) -> None:
        self.task = task
        self.failure = failure
        self.aftermath = aftermath
        super().__init__(f"{_release(task)} failed a check (`{task.status}`, {task.counts}): {failure}; {aftermath}")


class CheckUnseenError(AlicloudError):
    """The task succeeded, and nothing was taken back; whether it does harm could not be seen."""

    def __init__(self, task: InstanceRefreshTask, *, unseen: str, standing: str) -> None:
        self.task = task
        self.unseen = unseen
        super().__init__(
            f"{_release(task)} succeeded ({task.counts}), but its checks cannot tell whether it does harm: "
            f"{unseen}; nothing was taken back; {standing}; mend that and run `pulumi up` again, which checks again"
        )


class StillRunningError(AlicloudError):
    """Raised by a deletion: nothing was deleted, and the next one goes on waiting."""

    def __init__(self, task: InstanceRefreshTask, *, done: str, limit_seconds: float, standing: str) -> None:
        self.task = task
        next_step = "delete it again when the task has ended"
        if task.status is RefreshStatus.PAUSED:
            next_step = (
                "a paused task does not end by itself: resume it (ResumeInstanceRefresh or the console) or end it "
                "(RollbackInstanceRefresh puts back what is replaced, CancelInstanceRefresh leaves it), then delete "
                "the resource again"
            )
        super().__init__(
            f"{_release(task)} {done}, but has not settled within {limit_seconds:.0f} s (`{task.status}`, "
            f"{task.counts}), so that the resource was not deleted; {standing}; {next_step}"
        )


class CapacityError(AlicloudError):
    """The group did not get the instances that it is to have, in service and healthy."""

    def __init__(
        self, scaling_group_id: str, *, filled: int, wanted: int, seconds: float, reason: str, standing: str
    ) -> None:
        self.scaling_group_id = scaling_group_id
        super().__init__(
            f"scaling group {scaling_group_id}: {filled} of {wanted} instances are in service and healthy after "
            f"{seconds:.0f} s\n"
            f"  Reason: {reason}\n"
            f"  Now: {standing}\n"
            "  Next: correct the cause, or set a longer `wait_timeout_seconds`, and run `pulumi up` again"
        )


def _release(task: InstanceRefreshTask) -> str:
    """Name a task with its group, for an error that may be all that a user sees."""
    return (
        f"instance refresh {task.instance_refresh_task_id} of {task.scaling_group_id} to {task.desired_configuration}"
    )
