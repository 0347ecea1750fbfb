"""
What can be asked of a task in which status: one table.

Documented is: a suspension in progress, a resumption of what is paused, neither in a rollback, a rollback "during
execution"; the rest is plainly inferred, or assumed in `refresh.checkpoints`. An approval is a resumption at a
checkpoint. Source: Suspend-, Resume-, Cancel- and RollbackInstanceRefresh, ESS.
"""

from collections.abc import Mapping
from enum import StrEnum

from alicloud_ess_refresh.cloud.refresh_tasks import InstanceRefreshTask, RefreshStatus
from alicloud_ess_refresh.refresh.checkpoints import (
    RESUMES_IN_CHECKPOINT_PAUSE,
    Approval,
    awaits_approval,
)

__all__ = ["LEGAL_STATUSES", "Call", "obstacle"]


class Call(StrEnum):
    SUSPEND = "suspended"
    RESUME = "resumed"
    APPROVE = "approved"
    CANCEL = "cancelled"
    ROLL_BACK = "rolled back"


_UNDER_WAY = (RefreshStatus.IN_PROGRESS, RefreshStatus.PAUSED, RefreshStatus.CHECKPOINT_PAUSE)

LEGAL_STATUSES: Mapping[Call, tuple[RefreshStatus, ...]] = {
    # `refresh.stopping` suspends as soon as the task is in progress.
    Call.SUSPEND: (RefreshStatus.PENDING, RefreshStatus.IN_PROGRESS, RefreshStatus.CHECKPOINT_PAUSE),
    Call.RESUME: (RefreshStatus.PAUSED, *[RefreshStatus.CHECKPOINT_PAUSE] * RESUMES_IN_CHECKPOINT_PAUSE),
    Call.APPROVE: (RefreshStatus.PAUSED,),
    Call.CANCEL: (RefreshStatus.PENDING, *_UNDER_WAY),
    Call.ROLL_BACK: _UNDER_WAY,
}

_BEGINS = "it begins in a moment"
_HINTS: Mapping[tuple[Call, RefreshStatus], str] = {
    (Call.SUSPEND, RefreshStatus.PAUSED): "it is suspended already",
    (Call.RESUME, RefreshStatus.PENDING): _BEGINS,
    (Call.RESUME, RefreshStatus.IN_PROGRESS): "it is under way",
    (Call.APPROVE, RefreshStatus.PENDING): _BEGINS,
    (Call.APPROVE, RefreshStatus.IN_PROGRESS): "it is under way, and waits for nobody",
    (Call.APPROVE, RefreshStatus.CHECKPOINT_PAUSE): (
        "it goes on by itself when the pause is over, unless a release with manual approval suspends it first: try "
        "again in a moment"
    ),
    (Call.ROLL_BACK, RefreshStatus.PENDING): "nothing is replaced yet",
    (Call.ROLL_BACK, RefreshStatus.SUCCESSFUL): "it has ended; another refresh takes the group back",
    (Call.ROLL_BACK, RefreshStatus.ROLLBACK_SUCCESSFUL): "it is rolled back already",
    (Call.CANCEL, RefreshStatus.CANCELLED): "it is cancelled already",
}


def obstacle(call: Call, task: InstanceRefreshTask) -> str:
    """Return why the service does not take a call, or why no approval is wanted; empty where nothing is in the way."""
    if task.status not in LEGAL_STATUSES[call]:
        expected = " or ".join(f"`{status}`" for status in LEGAL_STATUSES[call])
        return f"it is `{task.status}`, expected {expected}; {_hint(call, task.status)}"
    if call is Call.APPROVE and not awaits_approval(task, Approval.MANUAL):
        at = ", ".join(f"{percentage} %" for percentage in task.checkpoints if percentage < 100) or "none"
        return f"it was suspended before any checkpoint ({task.counts}, checkpoints: {at})"
    return ""


def _hint(call: Call, status: RefreshStatus) -> str:
    otherwise = "it is on its way to its end" if status.is_winding_down else "it has ended"
    return _HINTS.get((call, status), otherwise)
