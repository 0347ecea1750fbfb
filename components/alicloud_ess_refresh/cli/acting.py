"""Suspending, resuming, approving, cancelling and rolling back: look, ask, act once, wait for the effect."""

from collections.abc import Mapping

from alicloud_ess_refresh.cli.calls import Call, obstacle
from alicloud_ess_refresh.cli.documents import outcome_document
from alicloud_ess_refresh.cli.errors import RefusedCallError
from alicloud_ess_refresh.cli.next_steps import NextStep, next_steps, next_steps_after
from alicloud_ess_refresh.cli.session import Session
from alicloud_ess_refresh.cloud.refresh_tasks import InstanceRefreshTask, RefreshStatus
from alicloud_ess_refresh.errors import AlicloudError, ServiceApiError
from alicloud_ess_refresh.refresh.checkpoints import GOING_ON
from alicloud_ess_refresh.refresh.endings import Act
from alicloud_ess_refresh.refresh.errors import RefreshFailedError, RefreshTimeoutError
from alicloud_ess_refresh.refresh.progress import duration
from alicloud_ess_refresh.refresh.rules import checkpoint_pause_seconds
from alicloud_ess_refresh.refresh.standing import obstacle_to_rollback, standing
from alicloud_ess_refresh.refresh.stopping import stop
from alicloud_ess_refresh.refresh.waiter import Waiter
from alicloud_ess_refresh.sight.look import look

__all__ = ["act"]

_ACTS = {Call.SUSPEND: Act.SUSPEND, Call.CANCEL: Act.CANCEL, Call.ROLL_BACK: Act.ROLL_BACK}
_EFFECTS: Mapping[Call, frozenset[RefreshStatus]] = {
    Call.SUSPEND: frozenset({RefreshStatus.PAUSED}),
    Call.RESUME: GOING_ON,
    Call.APPROVE: GOING_ON,
    Call.CANCEL: frozenset({RefreshStatus.CANCELLED}),
    Call.ROLL_BACK: frozenset({RefreshStatus.ROLLBACK_SUCCESSFUL}),
}


def act(
    session: Session, call: Call, scaling_group_id: str, *, task_id: str, is_confirmed: bool, limit_seconds: int
) -> None:
    """
    Act on the group's running task, or on the one that is named.

    Raises:
        RefusedCallError: The task does not allow it; nothing was changed.
        RefreshTimeoutError: The effect did not show in time.
        RefreshFailedError: The task ended otherwise.
    """
    task = _allowed(session, call, scaling_group_id, task_id)
    session.confirm(f"{task} ({_seen(task)}) will be {call}. Go on?", is_confirmed=is_confirmed)
    waiter = session.waiter(scaling_group_id)
    with session.teller.working():
        ended = _carry_out(waiter, call, task, limit_seconds)
        where = standing(waiter, scaling_group_id)
        if ended.status not in _EFFECTS[call]:
            raise _failure(call, ended, limit_seconds, where)
        waiter.progress.say(f"done: {task} was {call} ({_seen(ended)}); {where}")
    steps = next_steps_after(waiter, ended)
    session.suggest(steps)
    session.answer(outcome_document(scaling_group_id, call, ended, steps))


def _allowed(session: Session, call: Call, scaling_group_id: str, task_id: str) -> InstanceRefreshTask:
    waiter = session.waiter(scaling_group_id)
    sight = look(waiter, scaling_group_id, task_id)
    task = sight.task
    if task is None:
        raise RefusedCallError(f"{scaling_group_id} has no instance refresh that could be {call}")
    found = obstacle(call, task)
    if not found and call is Call.ROLL_BACK:
        found = obstacle_to_rollback(waiter, task)
    if found:
        raise _refused(call, task, found, next_steps(waiter, sight))
    return task


def _refused(call: Call, task: InstanceRefreshTask, reason: str, steps: tuple[NextStep, ...]) -> RefusedCallError:
    named = f"instance refresh {task.instance_refresh_task_id} of {task.scaling_group_id}"
    return RefusedCallError(f"{named} cannot be {call}, and nothing was changed: {reason}", steps)


def _carry_out(waiter: Waiter, call: Call, task: InstanceRefreshTask, limit_seconds: int) -> InstanceRefreshTask:
    if call in _ACTS:
        return stop(waiter, _ACTS[call], task, limit_seconds=limit_seconds)
    return _resume(waiter, call, task, waiter.clock.now() + limit_seconds)


def _resume(waiter: Waiter, call: Call, task: InstanceRefreshTask, deadline: float) -> InstanceRefreshTask:
    def is_resumed(status: RefreshStatus) -> bool:
        return status is not task.status

    try:
        waiter.change(task, waiter.client.resume_instance_refresh, deadline, is_done=is_resumed)
    except ServiceApiError as error:
        if task.status is not RefreshStatus.CHECKPOINT_PAUSE or error.is_transient:
            raise
        raise _pause_is_kept(waiter, call, task, error) from error
    return waiter.task(task, deadline, is_over=is_resumed)


def _pause_is_kept(waiter: Waiter, call: Call, task: InstanceRefreshTask, error: ServiceApiError) -> RefusedCallError:
    """Say what `RESUMES_IN_CHECKPOINT_PAUSE` assumes, and this service does not do."""
    pause = duration(checkpoint_pause_seconds(task.checkpoint_pause_time))
    reason = (
        f"it pauses at a checkpoint for {pause}, and the service does not end such a pause early (`{error.code}`); it "
        "goes on by itself"
    )
    return _refused(call, task, reason, next_steps_after(waiter, task))


def _failure(call: Call, ended: InstanceRefreshTask, limit_seconds: int, where: str) -> AlicloudError:
    if not ended.is_settled:
        aftermath = f"it is to be {call}; {where}; `ess-refresh status --watch` shows what becomes of it"
        return RefreshTimeoutError(ended, limit_seconds=limit_seconds, aftermath=aftermath)
    if ended.status is RefreshStatus.SUCCESSFUL:
        return RefusedCallError(
            f"instance refresh {ended.instance_refresh_task_id} of {ended.scaling_group_id} ended `{ended.status}` "
            f"before it could be {call}; {where}"
        )
    return RefreshFailedError(ended, aftermath=f"it was not {call}; {where}")


def _seen(task: InstanceRefreshTask) -> str:
    return f"`{task.status}`, {task.counts}"
