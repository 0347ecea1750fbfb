"""
The way back from a task that has ended: a second refresh, to the configuration that was active before it.

After a task that has ended half-way that is still the active one; after one that has succeeded it has to be known.

The service rolls back only a task that still runs (RollbackInstanceRefresh).
"""

from dataclasses import dataclass

from alicloud_ess_refresh.cloud.ess import StartRequest
from alicloud_ess_refresh.cloud.model import (
    DesiredConfiguration,
    InstanceRefreshTask,
    RefreshStatus,
    running_task,
)
from alicloud_ess_refresh.errors import AlicloudError, NothingToRefreshError
from alicloud_ess_refresh.refresh.convergence import Facts, active_configuration, judge
from alicloud_ess_refresh.refresh.model import RefreshInputs, with_token
from alicloud_ess_refresh.refresh.standing import overtaking
from alicloud_ess_refresh.refresh.starting import find_facts, start_task
from alicloud_ess_refresh.refresh.waiter import Waiter

__all__ = ["BY_HAND", "CHOOSE", "MEND", "WAIT", "WayBack"]

MEND = "mend the release and run `pulumi up` again"
CHOOSE = (
    "run `pulumi up` again to go on with this release, or take the change back and run `pulumi up --refresh`, which "
    "refreshes the group to what the program says"
)
WAIT = "run `pulumi up` again, which waits for its end"
BY_HAND = "look at the group in the console, then run `pulumi up --refresh`"
_NOTHING_LEFT = "no instance of it is left"


@dataclass(frozen=True, slots=True, kw_only=True)
class WayBack:
    """
    Takes a group back.

    Attributes:
        inputs: Those of the release; its percentages hold for the way back, too.
        limit_seconds: How long the way back may take.
    """

    waiter: Waiter
    inputs: RefreshInputs
    limit_seconds: int

    def take(self, failed: InstanceRefreshTask) -> tuple[str, str]:
        """Refresh the group to its active configuration, unless it is on that; answer what was done, and what next."""
        try:
            return self._take(failed)
        except AlicloudError as error:
            return f"the group could not be taken back: {error}", BY_HAND

    def take_after_success(self, task: InstanceRefreshTask, back: DesiredConfiguration) -> tuple[str, str]:
        """Refresh the group to what it was on before a task that has succeeded; answer what was done, and what next."""
        try:
            facts = find_facts(self.waiter, task.scaling_group_id, back)
            running = running_task(facts.tasks)
            if running is not None:
                return f"{overtaking(running)}, so nothing was taken back", WAIT
            if not judge(task.desired_configuration, facts).is_active:
                return "somebody has changed its active configuration since, so nothing was taken back", BY_HAND
            if back.scaling_configuration_id and facts.configuration(back.scaling_configuration_id) is None:
                return f"{back}, which it was on before, does not exist any more, so nothing was taken back", BY_HAND
            return self._refresh(task, back, facts)
        except AlicloudError as error:
            return f"the group could not be taken back to {back}: {error}", BY_HAND

    def _take(self, failed: InstanceRefreshTask) -> tuple[str, str]:
        waiter, desired = self.waiter, failed.desired_configuration
        facts = find_facts(waiter, failed.scaling_group_id, desired)
        back = active_configuration(facts.group)
        if back is None:
            return "the group has no active configuration to go back to", BY_HAND
        if desired.is_active_one or desired.is_same_as(back):
            return "it went to the active configuration, so there was none to go back to", CHOOSE
        is_untouched = failed.status is RefreshStatus.CANCELLED and not failed.finished_update_capacity
        if judge(back, facts).is_converged if _tells_apart(desired) else is_untouched:
            return _NOTHING_LEFT, MEND
        return self._refresh(failed, back, facts)

    def _refresh(self, ended: InstanceRefreshTask, back: DesiredConfiguration, facts: Facts) -> tuple[str, str]:
        waiter = self.waiter
        waiter.progress.say(
            f"instance refresh {ended.instance_refresh_task_id} ended `{ended.status}`: going back to {back}"
        )
        known = {task.instance_refresh_task_id for task in facts.tasks}
        try:
            task, _ = start_task(waiter, self._request(ended, back), known_task_ids=known, deadline=self._deadline())
        except NothingToRefreshError:
            return _NOTHING_LEFT, MEND
        waiter.progress.turn_back()
        return self._taken(waiter.task(task, self._deadline()), back)

    def _request(self, failed: InstanceRefreshTask, back: DesiredConfiguration) -> StartRequest:
        request = StartRequest(
            scaling_group_id=failed.scaling_group_id,
            client_token="",
            desired_configuration=back,
            min_healthy_percentage=self.inputs.min_healthy_percentage,
            max_healthy_percentage=self.inputs.max_healthy_percentage,
            skip_matching=None if _tells_apart(failed.desired_configuration) else False,
        )
        return with_token(request, "back from", failed.instance_refresh_task_id)

    def _taken(self, task: InstanceRefreshTask, back: DesiredConfiguration) -> tuple[str, str]:
        named = f"instance refresh {task.instance_refresh_task_id}"
        if task.status is RefreshStatus.SUCCESSFUL:
            return f"{named} took the group back", MEND
        if task.status.is_settled:
            reason = f": {task.reason}" if task.reason else ""
            return f"{named} was to take the group back to {back} and ended `{task.status}`{reason}", BY_HAND
        so_far = f"has not ended within {self.limit_seconds} s (`{task.status}`, {task.counts})"
        return f"{named} is taking the group back to {back} and {so_far}", WAIT

    def _deadline(self) -> float:
        return self.waiter.clock.now() + self.limit_seconds


def _tells_apart(desired: DesiredConfiguration) -> bool:
    """Tell whether instances of it can be told from others; those of another image or container cannot."""
    return not (desired.image_id or desired.containers)
