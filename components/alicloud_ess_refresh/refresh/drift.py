"""
What a group has become since the last update, in words: what the next one has to deal with. Pure.

The inputs that `pulumi refresh` records name what is active, and a release that is half done has instances of two
configurations. Without a word for that, a program would seem to be where it wants to be, and `pulumi up --refresh`
would be green beside a release that nobody has seen to its end.
"""

from collections.abc import Sequence

from alicloud_ess_refresh.cloud.model import (
    InstanceRefreshTask,
    RefreshStatus,
    ScalingGroup,
    ScalingInstance,
    running_task,
)
from alicloud_ess_refresh.refresh.converge import is_active
from alicloud_ess_refresh.refresh.standing import tally

__all__ = ["find_drift"]


def find_drift(
    group: ScalingGroup,
    instances: Sequence[ScalingInstance],
    tasks: Sequence[InstanceRefreshTask],
    *,
    has_moved: bool,
    is_mixed: bool,
    known_task_id: str,
) -> str:
    """
    Say it; empty where there is nothing to deal with.

    Args:
        tasks: Newest first.
        has_moved: The group is not where the state says, or was not when somebody looked last.
        is_mixed: Instances that a refresh looks at are made from something else than what is active.
        known_task_id: Newest task that the state knows of, or empty.
    """
    found = []
    running = running_task(tasks)
    if running is not None:
        found.append(f"{running} is running (`{running.status}`, {running.counts})")
    elif has_moved and tasks and _has_succeeded_unseen(tasks[0], group, known_task_id):
        found.append(f"{tasks[0]} has succeeded since the last update")
    if is_mixed:
        found.append(f"instances: {tally(group, instances)}")
    return "; ".join(found)


def _has_succeeded_unseen(latest: InstanceRefreshTask, group: ScalingGroup, known_task_id: str) -> bool:
    is_new = latest.instance_refresh_task_id != known_task_id
    return is_new and latest.status is RefreshStatus.SUCCESSFUL and is_active(latest.desired_configuration, group)
