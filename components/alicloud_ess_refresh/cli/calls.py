"""
What can be asked of a task in which status: one table.

Documented is: a suspension in progress, a resumption of what is paused, neither in a rollback, a rollback "during
execution"; the rest is plainly inferred. What no page describes, as a resumption in a checkpoint's pause, is refused
here rather than tried on a release. Source: Suspend-, Resume-, Cancel- and RollbackInstanceRefresh, ESS.
"""

from collections.abc import Mapping
from enum import StrEnum

from alicloud_ess_refresh.cli.errors import RefusedCallError
from alicloud_ess_refresh.cloud.model import InstanceRefreshTask, RefreshStatus

__all__ = ["LEGAL_STATUSES", "Call", "check"]


class Call(StrEnum):
    SUSPEND = "suspended"
    RESUME = "resumed"
    CANCEL = "cancelled"
    ROLL_BACK = "rolled back"


_UNDER_WAY = (RefreshStatus.IN_PROGRESS, RefreshStatus.PAUSED, RefreshStatus.CHECKPOINT_PAUSE)

LEGAL_STATUSES: Mapping[Call, tuple[RefreshStatus, ...]] = {
    Call.SUSPEND: (RefreshStatus.IN_PROGRESS,),
    Call.RESUME: (RefreshStatus.PAUSED,),
    Call.CANCEL: (RefreshStatus.PENDING, *_UNDER_WAY),
    Call.ROLL_BACK: _UNDER_WAY,
}

_GOES_ON = "it goes on by itself when the pause is over"
_BEGINS = "it begins in a moment"
_HINTS: Mapping[tuple[Call, RefreshStatus], str] = {
    (Call.SUSPEND, RefreshStatus.PENDING): _BEGINS,
    (Call.SUSPEND, RefreshStatus.PAUSED): "it is suspended already",
    (Call.SUSPEND, RefreshStatus.CHECKPOINT_PAUSE): _GOES_ON,
    (Call.RESUME, RefreshStatus.PENDING): _BEGINS,
    (Call.RESUME, RefreshStatus.IN_PROGRESS): "it is under way",
    (Call.RESUME, RefreshStatus.CHECKPOINT_PAUSE): _GOES_ON,
    (Call.ROLL_BACK, RefreshStatus.PENDING): "nothing is replaced yet: `ess-refresh cancel` ends it",
    (Call.ROLL_BACK, RefreshStatus.SUCCESSFUL): "start a refresh to the configuration that the group is to go back to",
}
_WINDING_DOWN_HINT = "`ess-refresh status --watch` shows its end"
_SETTLED_HINT = "it has ended"


def check(call: Call, task: InstanceRefreshTask) -> None:
    """
    Check that the service takes a call.

    Raises:
        RefusedCallError: It does not, in the task's status.
    """
    if task.status in LEGAL_STATUSES[call]:
        return
    expected = " or ".join(f"`{status}`" for status in LEGAL_STATUSES[call])
    raise RefusedCallError(
        f"instance refresh {task.instance_refresh_task_id} of {task.scaling_group_id} cannot be {call}, and nothing "
        f"was changed: it is `{task.status}`, expected {expected}; {_hint(call, task.status)}"
    )


def _hint(call: Call, status: RefreshStatus) -> str:
    otherwise = _WINDING_DOWN_HINT if status.is_winding_down else _SETTLED_HINT
    return _HINTS.get((call, status), otherwise)
