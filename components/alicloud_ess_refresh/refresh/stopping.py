"""
Rolling a running task back, cancelling or suspending it, so that it happens once, and waiting for what comes of it.

Which of them is to be done is in `endings`.
"""

from collections.abc import Callable

from alicloud_ess_refresh.cloud.refresh_tasks import InstanceRefreshTask, RefreshStatus
from alicloud_ess_refresh.refresh.endings import Act
from alicloud_ess_refresh.refresh.waiter import Waiter

__all__ = ["limit_seconds", "stop"]

WAY_BACK_FACTOR = 2
"""The way back may take this many times `wait_timeout_seconds`: what runs out of time one instance before its end
has nearly all of them to replace again, and a wait that is given up leaves a group between two configurations."""
CANCEL_SECONDS = 600
"""How long a cancelled task may take to settle: what the alicloud provider waits for the same."""


def limit_seconds(act: Act, wait_timeout_seconds: int) -> int:
    """Answer how many seconds an act may take."""
    if act is Act.CANCEL:
        return CANCEL_SECONDS
    return wait_timeout_seconds if act is Act.WAIT else wait_timeout_seconds * WAY_BACK_FACTOR


def stop(waiter: Waiter, act: Act, task: InstanceRefreshTask, *, limit_seconds: int) -> InstanceRefreshTask:
    """
    Act on a running task and wait for the end of that.

    Args:
        act: ROLL_BACK, CANCEL, SUSPEND or WAIT.

    Returns:
        The task as it ended, or as last seen when the time was up.

    Raises:
        AlicloudError: The service refused, or gave no answer.
    """
    deadline = waiter.clock.now() + limit_seconds
    if act is Act.SUSPEND:
        return _suspend(waiter, task, deadline)
    if act is Act.WAIT:
        return waiter.task(task, deadline)
    call = waiter.client.rollback_instance_refresh if act is Act.ROLL_BACK else waiter.client.cancel_instance_refresh
    _once(waiter, task, call, deadline, lambda status: status.is_settled or status.is_winding_down)
    return waiter.task(task, waiter.clock.now() + limit_seconds)


def _suspend(waiter: Waiter, task: InstanceRefreshTask, deadline: float) -> InstanceRefreshTask:
    """Suspend a task when it is in progress; a checkpoint may come between the look and the call."""
    while True:
        seen = waiter.task(task, deadline, is_over=_is_suspendable_or_over)
        if seen.status is not RefreshStatus.IN_PROGRESS:
            return seen
        _once(waiter, seen, waiter.client.suspend_instance_refresh, deadline, _has_left_progress)
        seen = waiter.task(seen, deadline, is_over=_has_left_progress)
        if seen.status is not RefreshStatus.CHECKPOINT_PAUSE:
            return seen


def _is_suspendable_or_over(status: RefreshStatus) -> bool:
    return status not in {RefreshStatus.PENDING, RefreshStatus.CHECKPOINT_PAUSE}


def _has_left_progress(status: RefreshStatus) -> bool:
    return status is not RefreshStatus.IN_PROGRESS


def _once(
    waiter: Waiter,
    task: InstanceRefreshTask,
    call: Callable[[str, str], None],
    deadline: float,
    is_done: Callable[[RefreshStatus], bool],
) -> None:
    waiter.change(task, call, deadline, is_done=is_done)
    waiter.pace.stir()
