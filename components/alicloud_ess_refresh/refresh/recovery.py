"""
What becomes of a release that failed, failed a check or ran out of time, and how the user is told.

What is done is in `endings`. Whatever goes wrong here is added to the message; the failure that led here is never
hidden by it.
"""

from dataclasses import dataclass

from alicloud_ess_refresh.cloud.refresh_tasks import InstanceRefreshTask, RefreshStatus
from alicloud_ess_refresh.errors import AlicloudError
from alicloud_ess_refresh.refresh.endings import Act, Ending, Remedy, Rollback, act_on
from alicloud_ess_refresh.refresh.errors import CheckFailedError, RefreshFailedError, RefreshTimeoutError
from alicloud_ess_refresh.refresh.model import RefreshInputs
from alicloud_ess_refresh.refresh.rollback_target import RollbackTarget
from alicloud_ess_refresh.refresh.standing import obstacle_to_rollback, standing
from alicloud_ess_refresh.refresh.stopping import limit_seconds, stop
from alicloud_ess_refresh.refresh.waiter import Waiter
from alicloud_ess_refresh.refresh.wayback import BY_HAND, CHECK_AGAIN, CHOOSE, MEND, WAIT, WayBack, but_for

__all__ = ["Recovery"]

_GO_ON = "run `pulumi up` again, which goes on with it"
_RESUME = (
    "resume it (ResumeInstanceRefresh or the console) and run `pulumi up` again, which goes on with it, or end it "
    "(RollbackInstanceRefresh puts back what is replaced, CancelInstanceRefresh leaves it)"
)
# Nobody is fought over a group: what somebody did by hand stays as it is.
_ENDED_BY_SOMEBODY = {
    RefreshStatus.CANCELLED: ("somebody cancelled it, so nothing was put back", CHOOSE),
    RefreshStatus.ROLLBACK_SUCCESSFUL: ("somebody rolled it back", MEND),
    RefreshStatus.ROLLBACK_FAILED: ("somebody rolled it back, and the rollback failed", BY_HAND),
}
_DOING = {
    Act.ROLL_BACK: ("rolling instance refresh {} back", "it could not be rolled back"),
    Act.CANCEL: ("cancelling instance refresh {}", "it could not be cancelled"),
    Act.SUSPEND: ("suspending instance refresh {}", "it could not be suspended"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class _Cause:
    """Why a running task is stopped, and the option that says how."""

    ending: Ending
    remedy: Remedy
    option: str
    announced: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Recovery:
    """
    Deals with one task that did not succeed, or that did harm.

    Attributes:
        target: Where a rollback goes, as it was determined before the task.
    """

    waiter: Waiter
    inputs: RefreshInputs
    target: RollbackTarget

    def after_timeout(self, task: InstanceRefreshTask) -> InstanceRefreshTask:
        """
        Deal with a task that has not settled in time.

        Returns:
            The task, when it succeeded after all before it could be stopped.

        Raises:
            RefreshTimeoutError: In every other case.
        """
        cause = _Cause(
            ending=Ending.TIME_IS_UP,
            remedy=self.inputs.on_timeout or self.inputs.on_failure,
            option="on_timeout" if self.inputs.on_timeout else "on_failure",
            announced="time is up",
        )
        outcome = self._stop(task, cause)
        if isinstance(outcome, InstanceRefreshTask):
            return outcome
        raise RefreshTimeoutError(
            task, limit_seconds=self.inputs.wait_timeout_seconds, aftermath=self._aftermath(*outcome)
        )

    def after_failed_check(self, task: InstanceRefreshTask, failure: str) -> InstanceRefreshTask:
        """
        Deal with a running task while a check has failed.

        Returns:
            The task, when it succeeded before it could be stopped: then it has to be taken back otherwise.

        Raises:
            CheckFailedError: In every other case.
        """
        cause = _Cause(
            ending=Ending.CHECK_FAILED,
            remedy=self.inputs.on_failure,
            option="on_failure",
            announced="a check has failed",
        )
        outcome = self._stop(task, cause)
        if isinstance(outcome, InstanceRefreshTask):
            return outcome
        raise CheckFailedError(task, failure=failure, aftermath=self._aftermath(*outcome))

    def after_success(self, task: InstanceRefreshTask, failure: str) -> CheckFailedError:
        """Deal with a check that failed after the task had succeeded, and answer the error to raise."""
        remedy = self.inputs.on_failure
        if act_on(Ending.CHECK_FAILED, remedy, task.status) is Act.GO_BACK:
            done, next_step = self._way_back().take(task)
        elif remedy is Remedy.LEAVE:
            done, next_step = "the group was left as it is, as `on_failure` says", CHECK_AGAIN
        else:
            done = f"the group was left as it is, because nothing was running any more to {remedy}"
            next_step = CHECK_AGAIN
        return CheckFailedError(task, failure=failure, aftermath=self._aftermath(done, next_step))

    def after_end(self, task: InstanceRefreshTask) -> RefreshFailedError:
        """Deal with a task that settled, not in success, and answer the error to raise."""
        done, next_step = self._answer_to(task)
        return RefreshFailedError(task, aftermath=self._aftermath(done, next_step))

    def _answer_to(self, task: InstanceRefreshTask) -> tuple[str, str]:
        """Deal with a settled task; answer what was done, and the next step."""
        if task.status in _ENDED_BY_SOMEBODY:
            return _ENDED_BY_SOMEBODY[task.status]
        remedy = self.inputs.on_failure
        if act_on(Ending.ENDED, remedy, task.status) is Act.GO_BACK:
            return self._way_back().take(task)
        if remedy is Remedy.LEAVE:
            return "the group was left as it is, as `on_failure` says", CHOOSE
        active = self._way_back().reactivate(task) if remedy is Remedy.CANCEL else ""
        return f"the group was left as it is, because nothing was running any more to {remedy}{active}", CHOOSE

    def _stop(self, task: InstanceRefreshTask, cause: _Cause) -> InstanceRefreshTask | tuple[str, str]:
        """Deal with a running task; answer what was done and the next step, or the task where it succeeded first."""
        obstacle = obstacle_to_rollback(self.waiter, task) if cause.remedy is Remedy.ROLLBACK else ""
        rollback = Rollback.BY_SERVICE
        if obstacle:
            rollback = Rollback.NONE if self.target.desired is None else Rollback.BY_REFRESH
        act = act_on(cause.ending, cause.remedy, task.status, rollback=rollback)
        if act is Act.LEAVE:
            return _left(task, obstacle, cause)
        doing, failure = _DOING[act]
        self.waiter.progress.say(f"{cause.announced}: {doing.format(task.instance_refresh_task_id)}")
        try:
            ended = stop(self.waiter, act, task, limit_seconds=self._limit(act))
        except AlicloudError as error:
            return f"{failure}: {error}", BY_HAND
        if ended.status is RefreshStatus.SUCCESSFUL:
            return ended
        return self._stopped(act, ended, obstacle if rollback is Rollback.NONE else "", cause)

    def _stopped(self, act: Act, ended: InstanceRefreshTask, obstacle: str, cause: _Cause) -> tuple[str, str]:
        """Tell what came of stopping a task, and the next step; go back where stopping alone does not."""
        if cause.remedy is Remedy.ROLLBACK and not obstacle and _is_half_way(act, ended.status):
            done, next_step = self._way_back().take(ended)
            before = "" if ended.finished_update_capacity else " before it began"
            how = f"was cancelled{before}" if act is Act.CANCEL else f"ended `{ended.status}` meanwhile"
            return f"it {how}: {done}", next_step
        if act is Act.SUSPEND:
            return self._suspended(ended)
        stopped = "rolled back" if act is Act.ROLL_BACK else "cancelled"
        if not ended.status.is_settled:
            return f"it was {stopped}, which has not ended within {self._limit(act)} s ({_seen(ended)})", WAIT
        if ended.status is RefreshStatus.ROLLBACK_SUCCESSFUL:
            return f"it was rolled back ({_seen(ended)}){but_for(self.target)}", MEND
        if ended.status is RefreshStatus.CANCELLED:
            because = f" because {obstacle}" if obstacle else ""
            active = self._way_back().reactivate(ended)
            return f"it was cancelled{because} ({_seen(ended)}), and what is replaced stays{active}", CHOOSE
        reason = f": {ended.reason}" if ended.reason else ""
        return f"it was {stopped}, which ended `{ended.status}`{reason}", BY_HAND

    def _suspended(self, ended: InstanceRefreshTask) -> tuple[str, str]:
        if ended.status is RefreshStatus.PAUSED:
            return f"it was suspended ({_seen(ended)})", _RESUME
        if ended.status.is_winding_down:
            return "somebody is taking it back already", WAIT
        if ended.status.is_settled:
            reason = f": {ended.reason}" if ended.reason else ""
            return f"it ended `{ended.status}` before it could be suspended{reason}", CHOOSE
        return f"it could not be suspended within {self._limit(Act.SUSPEND)} s ({_seen(ended)})", _GO_ON

    def _aftermath(self, done: str, next_step: str) -> str:
        return f"{done}; {standing(self.waiter, self.inputs.scaling_group_id)}; {next_step}"

    def _way_back(self) -> WayBack:
        limit = self._limit(Act.GO_BACK)
        return WayBack(waiter=self.waiter, inputs=self.inputs, target=self.target, limit_seconds=limit)

    def _limit(self, act: Act) -> int:
        return limit_seconds(act, self.inputs.wait_timeout_seconds)


def _left(task: InstanceRefreshTask, obstacle: str, cause: _Cause) -> tuple[str, str]:
    """Tell why a task that runs is left alone, and the next step."""
    if task.status.is_winding_down:
        return "somebody is taking it back already", WAIT
    if obstacle:
        return f"it was left running: {obstacle}", _GO_ON
    if cause.remedy is Remedy.SUSPEND:
        return "it is paused already", _RESUME
    if task.status is RefreshStatus.PAUSED:
        return f"it was left paused, as `{cause.option}` says", _RESUME
    return f"it was left running, as `{cause.option}` says", _GO_ON


def _is_half_way(act: Act, status: RefreshStatus) -> bool:
    """Tell whether a task that was to be rolled back has ended with instances of it left, and not by somebody else."""
    return status is RefreshStatus.FAILED or (act is Act.CANCEL and status is RefreshStatus.CANCELLED)


def _seen(task: InstanceRefreshTask) -> str:
    return f"`{task.status}`, {task.counts}"
