"""Where a task halts, and who lets it go on. Pure."""

from enum import StrEnum

from alicloud_ess_refresh.cloud.refresh_tasks import InstanceRefreshTask, RefreshStatus

__all__ = [
    "GOING_ON",
    "RESUMES_IN_CHECKPOINT_PAUSE",
    "SUSPENDS_IN_CHECKPOINT_PAUSE",
    "Approval",
    "awaits_approval",
    "is_complete",
    "reached_percentage",
    "remark",
]

GOING_ON = frozenset({RefreshStatus.IN_PROGRESS, RefreshStatus.CHECKPOINT_PAUSE, RefreshStatus.SUCCESSFUL})
"""Where a task that was paused can be only because it was resumed."""
RESUMES_IN_CHECKPOINT_PAUSE = True
"""Assumption: ResumeInstanceRefresh may end a checkpoint pause early. No page describes it, or denies it. It is tried
once in a task; where the service refuses, pauses end by themselves."""
SUSPENDS_IN_CHECKPOINT_PAUSE = True
"""Assumption: SuspendInstanceRefresh may halt a task in a checkpoint pause. It is documented for tasks in progress
alone. It is tried once in a task; where the service refuses, the task is suspended when the pause is over, and some
instances of the next batch may be on their way by then."""


class Approval(StrEnum):
    """Who lets a release go on after a checkpoint."""

    NONE = "none"
    MANUAL = "manual"
    """A person, with `ess-refresh approve`: ResumeInstanceRefresh."""


def reached_percentage(task: InstanceRefreshTask) -> int | None:
    """
    Answer the last checkpoint that a task has reached and that is not its end.

    A task does not tell which one that is; counts do. No page says how the service rounds: down, at the most. After
    approval a task is past it and still has reached it: only its status tells whether it halts there.
    """
    total, finished = task.total_need_update_capacity or 0, task.finished_update_capacity or 0
    if is_complete(task):
        return None
    reached = (each for each in task.checkpoints if finished >= max(1, each * total // 100))
    return max(reached, default=None)


def is_complete(task: InstanceRefreshTask) -> bool:
    """Tell whether a task has replaced all that it has to: a pause after that is no checkpoint for anybody."""
    return (task.finished_update_capacity or 0) >= (task.total_need_update_capacity or 0)


def awaits_approval(task: InstanceRefreshTask, approval: Approval) -> bool:
    """Tell whether a task is suspended where somebody is to decide, whoever has suspended it."""
    is_halted = approval is Approval.MANUAL and task.status is RefreshStatus.PAUSED
    return is_halted and reached_percentage(task) is not None


def remark(task: InstanceRefreshTask, approval: Approval) -> str:
    """Say what a task that stands still waits for; empty where it does not."""
    if awaits_approval(task, approval):
        return "waiting for approval"
    if task.status is RefreshStatus.PAUSED:
        return "paused by somebody; ResumeInstanceRefresh or the console lets it go on"
    if task.status is RefreshStatus.CHECKPOINT_PAUSE and approval is Approval.NONE:
        return "checkpoint reached; goes on by itself"
    return "checkpoint reached" if task.status is RefreshStatus.CHECKPOINT_PAUSE else ""
