"""
What a group has become since the last update, in words: what the next one has to deal with. Pure.

The engine compares a program with the last update that succeeded. So without a word for what has become of the group
meanwhile, a program would seem to be where it wants to be: after a change that was taken back before it had succeeded,
beside a release that nobody has seen to its end, after somebody's work in the console.
"""

from alicloud_ess_refresh.cloud.desired_configuration import DesiredConfiguration
from alicloud_ess_refresh.cloud.refresh_tasks import InstanceRefreshTask, RefreshStatus, running_task
from alicloud_ess_refresh.refresh.convergence import Judgement, judge
from alicloud_ess_refresh.refresh.facts import Facts, Recorded, active_sources
from alicloud_ess_refresh.refresh.standing import tally

__all__ = ["find_drift"]


def find_drift(facts: Facts, judgement: Judgement, recorded: Recorded, *, is_known: bool) -> str:
    """
    Say it; empty where there is nothing to deal with.

    Args:
        judgement: Of what the state says the group was taken to; of what is active, where it says nothing.
        is_known: There was drift when somebody looked last.
    """
    found = []
    running = running_task(facts.tasks)
    unseen = _unseen_success(facts, recorded) if is_known or (recorded.desired and not judgement.is_active) else None
    if not judgement.is_enabled:
        found.append(f"the group is not enabled (`{facts.group.lifecycle_state}`)")
    if running is not None:
        found.append(f"{running} is running (`{running.status}`, {running.counts})")
    elif unseen is not None:
        found.append(f"{unseen} has succeeded since the last update")
    if _is_elsewhere(facts, judgement, is_told=unseen is not None and running is None):
        found.append(f"instances: {tally(active_sources(facts), facts.instances)}")
    if judgement.doubt and running is None:
        found.append(judgement.doubt)
    return "; ".join(found)


def _unseen_success(facts: Facts, recorded: Recorded) -> InstanceRefreshTask | None:
    """Return the newest task if it has taken the group where it is, and no update has seen that."""
    if facts.latest_task_id in {"", recorded.last_task_id}:
        return None
    latest = facts.tasks[0]
    is_there = latest.status is RefreshStatus.SUCCESSFUL and judge(latest.desired_configuration, facts).is_active
    return latest if is_there else None


def _is_elsewhere(facts: Facts, judgement: Judgement, *, is_told: bool) -> bool:
    """
    Tell whether instances, or what is active, are not what they should be, beyond a task that is told already.

    Where that task has taken all of them along, nothing is to be added.
    """
    if not is_told:
        return bool(judgement.strays) or not judgement.is_active
    return bool(judge(DesiredConfiguration(), facts).strays)
