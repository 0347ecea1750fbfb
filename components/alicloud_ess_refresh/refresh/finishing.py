"""A task that runs or has ended, seen to its end: attended to, taken back where it fails, baked where it succeeds."""

from alicloud_ess_refresh.checks import Checks
from alicloud_ess_refresh.cloud.refresh_tasks import InstanceRefreshTask, RefreshStatus
from alicloud_ess_refresh.errors import AlicloudError
from alicloud_ess_refresh.refresh.attending import Attendant
from alicloud_ess_refresh.refresh.baking import bake, remaining_bake_seconds
from alicloud_ess_refresh.refresh.convergence import judge
from alicloud_ess_refresh.refresh.errors import CheckUnseenError
from alicloud_ess_refresh.refresh.facts import active_configuration
from alicloud_ess_refresh.refresh.model import RefreshInputs
from alicloud_ess_refresh.refresh.recovery import Recovery
from alicloud_ess_refresh.refresh.rollback_target import RollbackTarget
from alicloud_ess_refresh.refresh.standing import overtaking, standing
from alicloud_ess_refresh.refresh.starting import find_facts
from alicloud_ess_refresh.refresh.waiter import Waiter

__all__ = ["finish"]


def finish(
    waiter: Waiter,
    inputs: RefreshInputs,
    checks: Checks,
    task: InstanceRefreshTask,
    *,
    target: RollbackTarget,
) -> InstanceRefreshTask:
    """
    Wait for the end of a task and of its bake, and answer the task as it succeeded.

    Args:
        target: Where a rollback goes, as it was determined before the task.

    Raises:
        AlicloudError: It did not succeed, or its checks failed, or cannot tell.
    """
    was_running = not task.status.is_settled
    deadline = waiter.clock.now() + inputs.wait_timeout_seconds
    task = Attendant(waiter=waiter, inputs=inputs, checks=checks, deadline=deadline).attend(task)
    recovery = Recovery(waiter=waiter, inputs=inputs, target=target)
    if not task.status.is_settled:
        failure = checks.failure
        task = recovery.after_failed_check(task, failure) if failure else recovery.after_timeout(task)
    if task.status is not RefreshStatus.SUCCESSFUL:
        raise recovery.after_end(task)
    if not checks:
        return task
    seconds = inputs.bake_time_minutes * 60.0
    if not was_running:
        seconds = remaining_bake_seconds(seconds, task, waiter.client.service_time)
    verdict = bake(waiter, checks, seconds, limit_seconds=inputs.wait_timeout_seconds)
    if verdict.failure:
        raise recovery.after_success(task, verdict.failure)
    unseen = verdict.unseen or _overtaken(waiter, task)
    if unseen:
        raise CheckUnseenError(task, unseen=unseen, standing=standing(waiter, inputs.scaling_group_id))
    return task


def _overtaken(waiter: Waiter, task: InstanceRefreshTask) -> str:
    """Say what somebody did to the group while its checks were watched, so that they tell of something else."""
    group_id = task.scaling_group_id
    try:
        facts = find_facts(waiter, group_id, task.desired_configuration)
    except AlicloudError as error:
        return f"what the group is on now could not be asked for ({error})"
    latest = next(iter(facts.tasks), task)
    if latest.instance_refresh_task_id != task.instance_refresh_task_id:
        return overtaking(latest)
    if not judge(task.desired_configuration, facts).is_active:
        return f"somebody has made {active_configuration(facts.group)} the active configuration since"
    return ""
