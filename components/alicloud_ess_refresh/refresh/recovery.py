"""
What becomes of a release that failed or ran out of time, and how the user is told.

The service rolls back only a task that still runs (RollbackInstanceRefresh). One that has ended in `Failed` is
answered with a second refresh, to the configuration that is still the active one. Whatever goes wrong here is
added to the message; the failure that led here is never hidden by it.
"""

from collections import Counter
from dataclasses import dataclass

from alicloud_ess_refresh.cloud.ess import StartRequest
from alicloud_ess_refresh.cloud.model import DesiredConfiguration, InstanceRefreshTask, RefreshStatus, ScalingGroup
from alicloud_ess_refresh.errors import (
    NothingToRefreshError,
    RefreshError,
    RefreshFailedError,
    RefreshTimeoutError,
)
from alicloud_ess_refresh.refresh.converge import is_on
from alicloud_ess_refresh.refresh.model import OnFailure, RefreshInputs, with_token
from alicloud_ess_refresh.refresh.starting import find_facts, start_task
from alicloud_ess_refresh.refresh.waiter import CALM_SECONDS, Waiter

__all__ = ["Recovery"]

WAY_BACK_FACTOR = 2
"""The way back may take this many times `wait_timeout_seconds`: what runs out of time one instance before its end
has nearly all of them to replace again, and a wait that is given up leaves a group between two configurations."""

_MEND = "mend the release and run `pulumi up` again"
_CHOOSE = (
    "run `pulumi up` again to go on with this release, or take the change back and run `pulumi up --refresh`, which "
    "refreshes the group to what the program says"
)
_WAIT = "run `pulumi up` again, which waits for its end"
_BY_HAND = "look at the group in the console, then run `pulumi up --refresh`"
# Nobody is fought over a group: what somebody did by hand stays as it is.
_ENDED_BY_SOMEBODY = {
    RefreshStatus.CANCELLED: ("somebody cancelled it, so nothing was put back", _CHOOSE),
    RefreshStatus.ROLLBACK_SUCCESSFUL: ("somebody rolled it back", _MEND),
    RefreshStatus.ROLLBACK_FAILED: ("somebody rolled it back, and the rollback failed", _BY_HAND),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Recovery:
    """Deals with one task that did not succeed."""

    waiter: Waiter
    inputs: RefreshInputs

    def after_timeout(self, task: InstanceRefreshTask) -> InstanceRefreshTask:
        """
        Deal with a task that has not settled in time.

        Returns:
            The task, when it succeeded after all before it could be rolled back.

        Raises:
            RefreshTimeoutError: In every other case.
        """
        done, next_step = self._reason_to_leave(task)
        if not done:
            try:
                ended = self._roll_back(task)
            except RefreshError as error:
                done, next_step = f"it could not be rolled back: {error}", _BY_HAND
            else:
                if ended.status is RefreshStatus.SUCCESSFUL:
                    return ended
                done, next_step = self._rolled_back(ended)
        raise RefreshTimeoutError(
            task, limit_seconds=self.inputs.wait_timeout_seconds, aftermath=self._aftermath(done, next_step)
        )

    def after_end(self, task: InstanceRefreshTask) -> RefreshFailedError:
        """Deal with a task that settled, not in success, and answer the error to raise."""
        done, next_step = self._answer_to(task)
        return RefreshFailedError(task, aftermath=self._aftermath(done, next_step))

    def _reason_to_leave(self, task: InstanceRefreshTask) -> tuple[str, str]:
        """Answer why a task that runs is left alone, and the next step; empty where it is to be rolled back."""
        if task.status.is_winding_down:
            return "somebody is taking it back already", _WAIT
        if self.inputs.on_failure is OnFailure.LEAVE:
            return "it was left running, as `on_failure` says", "run `pulumi up` again, which goes on with it"
        if self._goes_to_the_active_one(task):
            why = "it was left running: it goes to the active configuration, so there is none to go back to"
            return why, "run `pulumi up` again, which goes on with it"
        return "", ""

    def _goes_to_the_active_one(self, task: InstanceRefreshTask) -> bool:
        if task.desired_configuration.is_active_one:
            return True
        try:
            group = self.waiter.group(task.scaling_group_id, self.waiter.clock.now() + CALM_SECONDS)
        except RefreshError:
            return False
        active = _active_configuration(group)
        return active is not None and task.desired_configuration.is_same_as(active)

    def _roll_back(self, task: InstanceRefreshTask) -> InstanceRefreshTask:
        """Roll a running task back and answer it as it ended, or as last seen."""
        waiter, client = self.waiter, self.waiter.client
        group_id, task_id = task.scaling_group_id, task.instance_refresh_task_id

        def observe() -> bool | None:
            seen = client.describe_instance_refresh(group_id, task_id)
            return True if seen and (seen.status.is_settled or seen.status.is_winding_down) else None

        def act() -> bool:
            client.rollback_instance_refresh(group_id, task_id)
            return True

        waiter.progress.say(f"time is up: rolling instance refresh {task_id} back")
        waiter.ensure(self._deadline(), act, observe)
        return waiter.task(task, self._deadline())

    def _rolled_back(self, ended: InstanceRefreshTask) -> tuple[str, str]:
        if ended.status is RefreshStatus.ROLLBACK_SUCCESSFUL:
            return f"it was rolled back (`{ended.status}`)", _MEND
        if ended.status.is_settled:
            reason = f": {ended.detail}" if ended.detail else ""
            return f"it was rolled back, which ended `{ended.status}`{reason}", _BY_HAND
        so_far = f"its rollback has not ended within {self._limit} s (`{ended.status}`, {ended.counts})"
        return so_far, _WAIT

    def _answer_to(self, task: InstanceRefreshTask) -> tuple[str, str]:
        """Deal with a settled task; answer what was done, and the next step."""
        if task.status in _ENDED_BY_SOMEBODY:
            return _ENDED_BY_SOMEBODY[task.status]
        if self.inputs.on_failure is OnFailure.LEAVE:
            return "the group was left as it is, as `on_failure` says", _CHOOSE
        try:
            return self._go_back(task)
        except RefreshError as error:
            return f"the group could not be taken back: {error}", _BY_HAND

    def _go_back(self, failed: InstanceRefreshTask) -> tuple[str, str]:
        """Refresh the group to its active configuration, unless it is on that."""
        waiter = self.waiter
        facts = find_facts(waiter, failed.scaling_group_id, failed.desired_configuration)
        back = _active_configuration(facts.group)
        if back is None:
            return "the group has no active configuration to go back to", _BY_HAND
        if failed.desired_configuration.is_active_one or failed.desired_configuration.is_same_as(back):
            return "it went to the active configuration, so there was none to go back to", _CHOOSE
        # Instances of another image or container cannot be told apart by their configuration.
        tells_apart = not (failed.desired_configuration.image_id or failed.desired_configuration.containers)
        if tells_apart and is_on(back, facts):
            return f"no instance of it is left, and {back} is still the active one", _MEND
        request = with_token(
            StartRequest(
                scaling_group_id=failed.scaling_group_id,
                client_token="",
                desired_configuration=back,
                min_healthy_percentage=self.inputs.min_healthy_percentage,
                max_healthy_percentage=self.inputs.max_healthy_percentage,
                skip_matching=None if tells_apart else False,
            ),
            "back from",
            failed.instance_refresh_task_id,
        )
        waiter.progress.say(
            f"instance refresh {failed.instance_refresh_task_id} ended `{failed.status}`: going back to {back}"
        )
        known = {task.instance_refresh_task_id for task in facts.tasks}
        try:
            task, _ = start_task(waiter, request, known_task_ids=known, deadline=self._deadline())
        except NothingToRefreshError:
            return f"no instance of it is left, and {back} is still the active one", _MEND
        return self._went_back(waiter.task(task, self._deadline()), back)

    def _went_back(self, task: InstanceRefreshTask, back: DesiredConfiguration) -> tuple[str, str]:
        named = f"instance refresh {task.instance_refresh_task_id}"
        if task.status is RefreshStatus.SUCCESSFUL:
            return f"{named} took the group back to {back}", _MEND
        if task.status.is_settled:
            reason = f": {task.detail}" if task.detail else ""
            return f"{named} was to take the group back to {back} and ended `{task.status}`{reason}", _BY_HAND
        so_far = f"has not ended within {self._limit} s (`{task.status}`, {task.counts})"
        return (
            f"{named} is taking the group back to {back} and {so_far}",
            "run `pulumi up` again, which waits for its end",
        )

    def _aftermath(self, done: str, next_step: str) -> str:
        return f"{done}; {self._standing()}; {next_step}"

    def _standing(self) -> str:
        """Say from which configurations the group's instances are made now."""
        group_id = self.inputs.scaling_group_id
        try:
            facts = find_facts(self.waiter, group_id, DesiredConfiguration())
        except RefreshError as error:
            return f"where {group_id} stands could not be asked for: {error}"
        active = _active_configuration(facts.group)
        counted = Counter(instance.source for instance in facts.instances)
        parts = [f"{count} on {source}" for source, count in sorted(counted.items())]
        instances = ", ".join(parts) or "none"
        return f"instances of {group_id} now: {instances}; active: {active or 'none'}"

    def _deadline(self) -> float:
        return self.waiter.clock.now() + self._limit

    @property
    def _limit(self) -> int:
        """Seconds that the way back may take."""
        return self.inputs.wait_timeout_seconds * WAY_BACK_FACTOR


def _active_configuration(group: ScalingGroup) -> DesiredConfiguration | None:
    if group.active_scaling_configuration_id:
        return DesiredConfiguration(scaling_configuration_id=group.active_scaling_configuration_id)
    if group.launch_template_id:
        return DesiredConfiguration(
            launch_template_id=group.launch_template_id, launch_template_version=group.launch_template_version
        )
    return None
