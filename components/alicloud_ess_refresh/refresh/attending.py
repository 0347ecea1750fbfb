"""A task from its start to its end, its time's end or a failed check: through checkpoints, approvals and pauses."""

import math
from collections.abc import Callable
from dataclasses import dataclass, replace

from alicloud_ess_refresh.checks import Checks
from alicloud_ess_refresh.cloud.refresh_tasks import InstanceRefreshTask, RefreshStatus
from alicloud_ess_refresh.dynamic.pace import PROMPT_SECONDS
from alicloud_ess_refresh.dynamic.patience import CALM_SECONDS
from alicloud_ess_refresh.errors import ServiceError
from alicloud_ess_refresh.refresh.checkpoints import (
    GOING_ON,
    RESUMES_IN_CHECKPOINT_PAUSE,
    SUSPENDS_IN_CHECKPOINT_PAUSE,
    awaits_approval,
    is_complete,
    reached_percentage,
)
from alicloud_ess_refresh.refresh.endings import Act
from alicloud_ess_refresh.refresh.journal import Event
from alicloud_ess_refresh.refresh.model import RefreshInputs
from alicloud_ess_refresh.refresh.stopping import stop
from alicloud_ess_refresh.refresh.waiter import Waiter

__all__ = ["Attendant"]


@dataclass(slots=True, kw_only=True)
class Attendant:
    """
    Attends to one task.

    Attributes:
        deadline: On the clock; time in which a person is to decide does not count.
    """

    waiter: Waiter
    inputs: RefreshInputs
    checks: Checks
    deadline: float
    _resumes_early: bool = RESUMES_IN_CHECKPOINT_PAUSE
    _suspends_at_once: bool = SUSPENDS_IN_CHECKPOINT_PAUSE
    _has_seen_it_run: bool = False

    def attend(self, task: InstanceRefreshTask) -> InstanceRefreshTask:
        """
        See a task through.

        Returns:
            The task: settled, or as last seen when a check failed (`checks.failure` says why) or the time was up.

        Raises:
            AlicloudError: It is out of sight, as Waiter.task says.
        """
        self._has_seen_it_run = task.status is not RefreshStatus.CHECKPOINT_PAUSE
        task = self._wait(task, self._needs_attention)
        while not (task.status.is_settled or self.checks.failure or self.waiter.clock.now() >= self.deadline):
            if task.status is RefreshStatus.CHECKPOINT_PAUSE:
                task = self._at_checkpoint(task)
            elif awaits_approval(task, self.inputs.approval):
                task = self._await_approval(task)
            elif task.status is RefreshStatus.PAUSED:
                task = self._wait(task, _has_left(RefreshStatus.PAUSED))
            else:
                self._has_seen_it_run = True
                task = self._wait(task, self._needs_attention)
        return task

    def _needs_attention(self, status: RefreshStatus) -> bool:
        if status is RefreshStatus.CHECKPOINT_PAUSE:
            return bool(self.checks) or self.inputs.is_approved_by_hand
        return status.is_settled or (status is RefreshStatus.PAUSED and self.inputs.is_approved_by_hand)

    def _wait(
        self,
        task: InstanceRefreshTask,
        is_over: Callable[[RefreshStatus], bool],
        *,
        deadline: float | None = None,
        waiter: Waiter | None = None,
    ) -> InstanceRefreshTask:
        until = self.deadline if deadline is None else min(deadline, self.deadline)
        return (waiter or self.waiter).task(task, until, is_over=is_over, guard=self.checks)

    def _at_checkpoint(self, task: InstanceRefreshTask) -> InstanceRefreshTask:
        """Check once more; passed, have it go on, or halt for approval."""
        pause_ends_at = self._pause_end(task)
        percentage = reached_percentage(task)
        wants_approval = self.inputs.is_approved_by_hand and not is_complete(task)
        if self.checks:
            verdict = self.checks.conclude()
            if verdict.failure:
                return task
            result = f"cannot tell: {verdict.unseen}" if verdict.unseen else "passed"
            at = "" if percentage is None else f" at {percentage} %"
            self._say(f"checkpoint{at}: checks {result}", Event.CHECKPOINT)
            if verdict.is_passed and not wants_approval:
                self._resume_early(task)
        if wants_approval:
            return self._halt(task, pause_ends_at)
        return self._wait(task, _has_left(RefreshStatus.CHECKPOINT_PAUSE))

    def _pause_end(self, task: InstanceRefreshTask) -> float:
        """Answer when a pause that has just begun will end; of one that was found nobody tells when it began."""
        if not self._has_seen_it_run:
            return self.waiter.clock.now()
        minutes = task.checkpoint_pause_time
        return self.waiter.clock.now() + (self.inputs.pauses.seconds if minutes is None else minutes * 60.0)

    def _resume_early(self, task: InstanceRefreshTask) -> None:
        if not self._resumes_early:
            return
        try:
            self._change(task, self.waiter.client.resume_instance_refresh, _has_left(RefreshStatus.CHECKPOINT_PAUSE))
        except ServiceError as error:
            self._resumes_early = False
            self._say(f"the pause cannot be ended early ({error}): it ends by itself", Event.NOTE)

    def _halt(self, task: InstanceRefreshTask, pause_ends_at: float) -> InstanceRefreshTask:
        """Suspend a task in its checkpoint pause, or as soon as that is over."""
        if self._suspends_at_once:
            try:
                self._change(task, self.waiter.client.suspend_instance_refresh, lambda status: status in _HALTED)
                self.waiter.pace.stir()
                return self._wait(task, _has_left(RefreshStatus.CHECKPOINT_PAUSE))
            except ServiceError as error:
                self._suspends_at_once = False
                self._say(f"it cannot be suspended in its pause ({error}): it is when the pause is over", Event.NOTE)
        has_left = _has_left(RefreshStatus.CHECKPOINT_PAUSE)
        task = self._wait(task, has_left, deadline=pause_ends_at - PROMPT_SECONDS)
        # Every second after the pause is one in which the task replaces what nobody has approved.
        prompt = replace(self.waiter, poll_interval_seconds=PROMPT_SECONDS)
        task = self._wait(task, has_left, waiter=prompt)
        if task.status is not RefreshStatus.IN_PROGRESS:
            if task.status is RefreshStatus.SUCCESSFUL:
                self._say("it went on without approval: its pause was over before it could be suspended", Event.NOTE)
            return task
        try:
            task = stop(prompt, Act.SUSPEND, task, limit_seconds=int(CALM_SECONDS))
        except ServiceError as error:
            self.checks.fail(f"it could not be halted for approval: {error}")
            return task
        if task.status is RefreshStatus.IN_PROGRESS:
            self.checks.fail(f"it could not be halted for approval within {CALM_SECONDS:.0f} s")
        return task

    def _await_approval(self, task: InstanceRefreshTask) -> InstanceRefreshTask:
        self._say(
            f"checkpoint at {reached_percentage(task)} %, {task.counts}: waiting for approval, "
            f"`ess-refresh approve {task.scaling_group_id}`",
            Event.APPROVAL_WANTED,
        )
        since = self.waiter.clock.now()
        task = self.waiter.task(task, math.inf, is_over=_has_left(RefreshStatus.PAUSED), guard=self.checks)
        self.deadline += self.waiter.clock.now() - since
        if task.status in GOING_ON:
            self._say("approved: going on", Event.APPROVED)
        return task

    def _change(
        self, task: InstanceRefreshTask, call: Callable[[str, str], None], is_done: Callable[[RefreshStatus], bool]
    ) -> None:
        self.waiter.change(task, call, self.waiter.clock.now() + CALM_SECONDS, is_done=is_done)

    def _say(self, text: str, event: Event) -> None:
        self.waiter.progress.say(text, event=event)


_HALTED = frozenset(RefreshStatus) - {RefreshStatus.PENDING, RefreshStatus.IN_PROGRESS, RefreshStatus.CHECKPOINT_PAUSE}
"""Where there is nothing to suspend any more, whoever brought the task there."""


def _has_left(status: RefreshStatus) -> Callable[[RefreshStatus], bool]:
    return lambda seen: seen is not status
