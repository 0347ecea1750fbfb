"""
The rollback of a task that has ended: its target is made the active configuration, and instances are refreshed to it.

The service rolls back only a task that still runs (RollbackInstanceRefresh). The target is made active first: whatever
becomes of the refresh, instances that the group makes from then on are good ones.
"""

from dataclasses import dataclass

from alicloud_ess_refresh.cloud.desired_configuration import DesiredConfiguration
from alicloud_ess_refresh.cloud.ess import StartRequest
from alicloud_ess_refresh.cloud.refresh_tasks import InstanceRefreshTask, RefreshStatus, running_task
from alicloud_ess_refresh.errors import AlicloudError, NothingToRefreshError
from alicloud_ess_refresh.refresh.convergence import judge
from alicloud_ess_refresh.refresh.facts import Facts
from alicloud_ess_refresh.refresh.model import RefreshInputs, with_token
from alicloud_ess_refresh.refresh.rollback_target import RollbackTarget
from alicloud_ess_refresh.refresh.standing import overtaking
from alicloud_ess_refresh.refresh.starting import find_facts, start_task
from alicloud_ess_refresh.refresh.waiter import Waiter

__all__ = ["BY_HAND", "CHECK_AGAIN", "CHOOSE", "MEND", "WAIT", "WayBack", "but_for"]

MEND = "mend the release and run `pulumi up` again"
CHOOSE = (
    "run `pulumi up` again to go on with this release, or take the change back and run `pulumi up --refresh`, which "
    "refreshes the group to what the program says"
)
CHECK_AGAIN = "mend the cause and run `pulumi up` again, which checks again, or take the change back"
WAIT = "run `pulumi up` again, which waits for its end"
BY_HAND = "look at the group in the console, then run `pulumi up --refresh`"
_NOTHING_LEFT = "no instance of it is left"


@dataclass(frozen=True, slots=True, kw_only=True)
class WayBack:
    """
    Takes a group back.

    Attributes:
        inputs: Those of the release; its percentages hold for the way back, too.
        target: Where to, as it was determined before the release.
        limit_seconds: How long the way back may take.
    """

    waiter: Waiter
    inputs: RefreshInputs
    target: RollbackTarget
    limit_seconds: int

    def take(self, ended: InstanceRefreshTask) -> tuple[str, str]:
        """Take the group back from a task that has ended; answer what was done, and the next step."""
        target = self.target.after(ended)
        if target.desired is None:
            has_succeeded = ended.status is RefreshStatus.SUCCESSFUL
            return f"there was none to go back to: {target.obstacle}", CHECK_AGAIN if has_succeeded else CHOOSE
        try:
            done, next_step = self._take(ended, target.desired)
            return f"{done}{but_for(target)}", next_step
        except AlicloudError as error:
            return f"the group could not be taken back to {target.desired}: {error}", BY_HAND

    def reactivate(self, ended: InstanceRefreshTask) -> str:
        """
        Make the target the active configuration again where it is not, and leave the instances.

        Returns:
            What was done, as a clause that begins with a comma; empty where nothing was to be done.
        """
        back = self.target.after(ended).desired
        if back is None or not _can_be_activated(back):
            return ""
        try:
            facts = find_facts(self.waiter, ended.scaling_group_id, back)
            return f", and {back} is the active configuration again" if self._activate(back, facts) else ""
        except AlicloudError as error:
            return f", and {back} could not be made the active configuration again ({error})"

    def _take(self, ended: InstanceRefreshTask, back: DesiredConfiguration) -> tuple[str, str]:
        facts = find_facts(self.waiter, ended.scaling_group_id, back)
        running = running_task(facts.tasks)
        if running is not None:
            return f"{overtaking(running)}, so nothing was taken back", WAIT
        has_succeeded = ended.status is RefreshStatus.SUCCESSFUL
        if has_succeeded and not judge(ended.desired_configuration, facts).is_active:
            return "somebody has changed its active configuration since, so nothing was taken back", BY_HAND
        if back.scaling_configuration_id and facts.configuration(back.scaling_configuration_id) is None:
            return f"{back}, which it was on before, does not exist any more, so nothing was taken back", BY_HAND
        if _can_be_activated(back):
            self._activate(back, facts)
        is_untouched = ended.status is RefreshStatus.CANCELLED and not ended.finished_update_capacity
        is_clean = not judge(back, facts).strays if _tells_apart(ended.desired_configuration, back) else is_untouched
        if is_clean and not has_succeeded:
            return _NOTHING_LEFT, MEND
        return self._refresh(ended, back, facts)

    def _activate(self, back: DesiredConfiguration, facts: Facts) -> bool:
        """Make a configuration the active one; tell whether it was not."""
        group_id = facts.group.scaling_group_id

        def act() -> bool:
            self.waiter.client.activate(group_id, back)
            return True

        def observe() -> bool | None:
            return True if _is_active(back, find_facts(self.waiter, group_id, back)) else None

        if _is_active(back, facts):
            return False
        self.waiter.progress.say(f"making {back} the active configuration again")
        return self.waiter.patience.ensure(self._deadline(), act, observe)

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

    def _request(self, ended: InstanceRefreshTask, back: DesiredConfiguration) -> StartRequest:
        request = StartRequest(
            scaling_group_id=ended.scaling_group_id,
            client_token="",
            desired_configuration=back,
            min_healthy_percentage=self.inputs.min_healthy_percentage,
            max_healthy_percentage=self.inputs.max_healthy_percentage,
            skip_matching=None if _tells_apart(ended.desired_configuration, back) else False,
        )
        return with_token(request, "back from", ended.instance_refresh_task_id)

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


def but_for(target: RollbackTarget) -> str:
    """Return what a rollback has not taken back, as a clause that follows what was done; empty where there is none."""
    return f", but {target.loss}" if target.loss else ""


def _can_be_activated(desired: DesiredConfiguration) -> bool:
    return not (desired.image_id or desired.containers)


def _is_active(back: DesiredConfiguration, facts: Facts) -> bool:
    """Tell whether a group is on a configuration by name: a version that moves may mean another one tomorrow."""
    group = facts.group
    has_version = not back.launch_template_id or group.launch_template_version == back.launch_template_version
    return has_version and judge(back, facts).is_active


def _tells_apart(failed: DesiredConfiguration, back: DesiredConfiguration) -> bool:
    """Tell whether instances show which of two configurations they were made from."""
    if failed.image_id or failed.containers or back.image_id or back.containers:
        return False
    return failed.source != back.source
