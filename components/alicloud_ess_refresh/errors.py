"""
Everything that this package raises, or the root of it.

AlicloudError
├── InvalidInputsError       inputs that the service would refuse, all of them at once
├── ConnectionSettingsError  region, endpoint or credentials cannot be made out
├── ServiceError                 one call to a service went wrong
│   ├── ServiceUnreachableError  no readable answer: the call may or may not have taken effect
│   └── ServiceApiError          the service answered with an error code
│       ├── ThrottledError          not carried out; may be repeated
│       └── NothingToRefreshError   StartInstanceRefresh found no instance to replace
├── UnexpectedStatusError    a task status that this version does not know
├── TaskNotFoundError        a task that was accepted is no longer listed
├── LostSightError           a task goes on, but its progress cannot be asked for
├── ScalingGroupNotFoundError
├── NotRefreshableError      the group's settings or state rule a refresh out
├── ConflictingTaskError     another release is running on the group
├── RefreshFailedError       the task settled, not in success
├── RefreshTimeoutError      the task did not settle in time
├── CheckFailedError         an alarm or a probe said that the release does harm
├── CheckUnseenError         the task succeeded, but its alarms cannot be read
├── StillRunningError        the task of a resource that is being deleted did not settle in time
└── CapacityTimeoutError     a first deployment whose instances did not come up in time

Errors of one resource alone stand with it, below the same root: redeploy/errors.py, protection/group_protection.py.

AbandonedError               the engine that asked for a release is gone; no AlicloudError, so that nobody deals with it

Messages are one line: subject, what was observed, what was expected, what to do next.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from alicloud_ess_refresh.cloud.model import InstanceRefreshTask

__all__ = [
    "AbandonedError",
    "AlicloudError",
    "CapacityTimeoutError",
    "CheckFailedError",
    "CheckUnseenError",
    "ConflictingTaskError",
    "ConnectionSettingsError",
    "InputFailure",
    "InvalidInputsError",
    "LostSightError",
    "NotRefreshableError",
    "NothingToRefreshError",
    "RefreshFailedError",
    "RefreshTimeoutError",
    "ScalingGroupNotFoundError",
    "ServiceApiError",
    "ServiceError",
    "ServiceUnreachableError",
    "StillRunningError",
    "TaskNotFoundError",
    "ThrottledError",
    "UnexpectedStatusError",
]


class AlicloudError(Exception):
    """
    Root of the tree: an error whose message is meant for the user as it is.

    Attributes:
        is_transient: The same may well succeed later, with nothing changed by hand.
    """

    is_transient = False


@dataclass(frozen=True, slots=True)
class InputFailure:
    """One wrong input. `property` is its path, such as `checkpoints[1].percentage`."""

    property: str
    reason: str

    def __str__(self) -> str:
        return f"{self.property}: {self.reason}"


class InvalidInputsError(AlicloudError, ValueError):
    def __init__(self, failures: Sequence[InputFailure]) -> None:
        self.failures = tuple(failures)
        super().__init__("; ".join(str(failure) for failure in self.failures))


class ConnectionSettingsError(AlicloudError):
    pass


class ServiceError(AlicloudError):
    """One call went wrong."""

    retry_after_seconds = 0.0

    def __init__(self, message: str, *, action: str, subject: str) -> None:
        self.action = action
        self.subject = subject
        super().__init__(message)


class ServiceUnreachableError(ServiceError):
    """No connection, no answer in time, or an answer that cannot be read."""

    is_transient = True

    def __init__(self, reason: str, *, action: str, subject: str) -> None:
        self.reason = reason
        super().__init__(
            f"{action} on {subject} got no answer that can be read ({reason}): "
            "check the network, `alicloud:region` and `alicloud:endpoints`",
            action=action,
            subject=subject,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class ServiceAnswer:
    """The error that the service answered with; fields are empty where it sent none."""

    code: str
    message: str
    request_id: str
    http_status: int


class ServiceApiError(ServiceError):
    def __init__(self, answer: ServiceAnswer, *, action: str, subject: str) -> None:
        self.code = answer.code
        self.message = answer.message
        self.request_id = answer.request_id
        self.http_status = answer.http_status
        self.is_transient = answer.http_status >= 500
        super().__init__(
            f"{action} on {subject} was refused: `{answer.code}` {answer.message} "
            f"(HTTP {answer.http_status}, RequestId {answer.request_id})",
            action=action,
            subject=subject,
        )


class ThrottledError(ServiceApiError):
    def __init__(self, answer: ServiceAnswer, *, action: str, subject: str, retry_after_seconds: float) -> None:
        super().__init__(answer, action=action, subject=subject)
        self.is_transient = True
        self.retry_after_seconds = retry_after_seconds


class NothingToRefreshError(ServiceApiError):
    pass


class UnexpectedStatusError(AlicloudError):
    def __init__(self, status: str, *, instance_refresh_task_id: str, known: Sequence[str]) -> None:
        self.status = status
        self.instance_refresh_task_id = instance_refresh_task_id
        super().__init__(
            f"instance refresh {instance_refresh_task_id}: got status `{status}`, expected one of "
            f"{', '.join(known)}: the task was left as it is; look at it in the console and update this package"
        )


class TaskNotFoundError(AlicloudError):
    def __init__(self, *, instance_refresh_task_id: str, scaling_group_id: str, missing_seconds: float) -> None:
        self.instance_refresh_task_id = instance_refresh_task_id
        super().__init__(
            f"instance refresh {instance_refresh_task_id} of {scaling_group_id} has not been listed by "
            f"DescribeInstanceRefreshes for {missing_seconds:.0f} s: its end is unknown; look at the group in the "
            "console and run `pulumi up` again, which starts from what it finds"
        )


class LostSightError(AlicloudError):
    def __init__(self, task: "InstanceRefreshTask", cause: ServiceError) -> None:
        self.task = task
        super().__init__(
            f"instance refresh {task.instance_refresh_task_id} of {task.scaling_group_id} to "
            f"{task.desired_configuration} was left running (last status `{task.status}`, {task.counts}), because its "
            f"progress cannot be asked for any longer: {cause}; mend that and run `pulumi up` again, which goes on "
            "with this task"
        )


class ScalingGroupNotFoundError(AlicloudError):
    def __init__(self, scaling_group_id: str, *, region: str) -> None:
        self.scaling_group_id = scaling_group_id
        super().__init__(
            f"scaling group {scaling_group_id} does not exist in region `{region}`: check `scaling_group_id` and "
            "`alicloud:region`"
        )


class NotRefreshableError(AlicloudError):
    """Raised before anything was changed."""

    def __init__(self, scaling_group_id: str, reasons: Sequence[str]) -> None:
        self.reasons = tuple(reasons)
        super().__init__(f"{scaling_group_id} cannot be refreshed, and nothing was changed: {'; '.join(self.reasons)}")


class ConflictingTaskError(AlicloudError):
    """Raised before anything was changed."""

    def __init__(self, running: "InstanceRefreshTask", *, wanted: str) -> None:
        self.task = running
        super().__init__(
            f"{running.scaling_group_id} cannot be refreshed to {wanted} yet, and nothing was changed: instance "
            f"refresh {running.instance_refresh_task_id} to {running.desired_configuration} is running "
            f"(`{running.status}`, {running.counts}), and a group has one at a time; let it end, or stop it "
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

    def __init__(self, task: "InstanceRefreshTask", *, aftermath: str) -> None:
        self.task = task
        self.aftermath = aftermath
        super().__init__(
            f"instance refresh {task.instance_refresh_task_id} of {task.scaling_group_id} to "
            f"{task.desired_configuration} ended `{task.status}` after {task.counts}: "
            f"{task.reason or 'the service gave no reason'}; {aftermath}"
        )


class RefreshTimeoutError(AlicloudError):
    """
    The task did not settle within `wait_timeout_seconds`.

    Attributes:
        task: The task as it was last seen before the time ran out.
        aftermath: As in RefreshFailedError.
    """

    def __init__(self, task: "InstanceRefreshTask", *, limit_seconds: float, aftermath: str) -> None:
        self.task = task
        self.limit_seconds = limit_seconds
        self.aftermath = aftermath
        super().__init__(
            f"instance refresh {task.instance_refresh_task_id} of {task.scaling_group_id} to "
            f"{task.desired_configuration} did not settle within {limit_seconds:.0f} s (last status "
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

    def __init__(self, task: "InstanceRefreshTask", *, failure: str, aftermath: str) -> None:
        self.task = task
        self.failure = failure
        self.aftermath = aftermath
        super().__init__(
            f"instance refresh {task.instance_refresh_task_id} of {task.scaling_group_id} to "
            f"{task.desired_configuration} failed a check (`{task.status}`, {task.counts}): {failure}; {aftermath}"
        )


class CheckUnseenError(AlicloudError):
    """The task succeeded, and nothing was taken back; whether it does harm could not be seen."""

    def __init__(self, task: "InstanceRefreshTask", *, unseen: str, standing: str) -> None:
        self.task = task
        self.unseen = unseen
        super().__init__(
            f"instance refresh {task.instance_refresh_task_id} of {task.scaling_group_id} to "
            f"{task.desired_configuration} succeeded ({task.counts}), but its checks cannot tell whether it does harm: "
            f"{unseen}; nothing was taken back; {standing}; mend that and run `pulumi up` again, which checks again"
        )


class StillRunningError(AlicloudError):
    """Raised by a deletion: nothing was deleted, and the next one goes on waiting."""

    def __init__(self, task: "InstanceRefreshTask", *, done: str, limit_seconds: float, standing: str) -> None:
        self.task = task
        super().__init__(
            f"instance refresh {task.instance_refresh_task_id} of {task.scaling_group_id} to "
            f"{task.desired_configuration} {done}, but has not settled within {limit_seconds:.0f} s (`{task.status}`, "
            f"{task.counts}), so that the resource was not deleted; {standing}; delete it again when the task has ended"
        )


class AbandonedError(Exception):
    def __init__(self) -> None:
        super().__init__(
            "the engine that started this process is gone: the release was left as it is; run `pulumi up` again, which "
            "goes on with it"
        )


class CapacityTimeoutError(AlicloudError):
    def __init__(
        self, scaling_group_id: str, *, in_service: int, wanted: int, limit_seconds: float, observed: str
    ) -> None:
        self.scaling_group_id = scaling_group_id
        super().__init__(
            f"scaling group {scaling_group_id} is enabled, but {in_service} of {wanted} instances are in service after "
            f"{limit_seconds:.0f} s: {observed}; mend the configuration, or wait longer with a larger "
            "`wait_timeout_seconds`, and run `pulumi up` again"
        )
