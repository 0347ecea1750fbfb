"""What stands where: the one clause with which every ending tells from which configurations a group's instances are."""

from collections import Counter
from collections.abc import Iterable, Sequence

from alicloud_ess_refresh.cloud.desired_configuration import DesiredConfiguration
from alicloud_ess_refresh.cloud.refresh_tasks import InstanceRefreshTask
from alicloud_ess_refresh.cloud.scaling_groups import ScalingGroup, ScalingInstance
from alicloud_ess_refresh.dynamic.patience import CALM_SECONDS
from alicloud_ess_refresh.errors import AlicloudError, ServiceError
from alicloud_ess_refresh.refresh.facts import Facts, active_configuration, active_sources
from alicloud_ess_refresh.refresh.rollback_target import is_moving
from alicloud_ess_refresh.refresh.starting import find_template
from alicloud_ess_refresh.refresh.waiter import Waiter

__all__ = ["find_active_sources", "obstacle_to_rollback", "overtaking", "standing", "tally"]

_GOES_TO_THE_ACTIVE_ONE = "it goes to the active configuration, so there is none to go back to"


def standing(waiter: Waiter, scaling_group_id: str) -> str:
    """Say how many instances are made from which configuration now, and which is the active one."""
    client = waiter.client
    try:
        group = waiter.group(scaling_group_id, waiter.clock.now() + CALM_SECONDS)
        instances = waiter.patience.calmly(lambda: client.describe_scaling_instances(scaling_group_id))
    except AlicloudError as error:
        return f"where {scaling_group_id} stands could not be asked for: {error}"
    return f"instances now: {tally(find_active_sources(waiter, group), instances)}"


def find_active_sources(waiter: Waiter, group: ScalingGroup) -> tuple[str, ...]:
    """Return `active_sources` of a group; a moving version whose number cannot be looked up is named by its word."""
    try:
        template = find_template(waiter, group, DesiredConfiguration())
    except ServiceError:
        template = None
    return active_sources(Facts(group=group, instances=(), tasks=(), template=template))


def tally(active: Sequence[str], instances: Iterable[ScalingInstance]) -> str:
    """
    Count instances by what they are made from, and name what is active.

    Args:
        active: As `active_sources` answers it.
    """
    counted = Counter(instance.source for instance in instances if not instance.is_leaving)
    parts = [f"{count} on {source}{' (active)' * (source in active)}" for source, count in sorted(counted.items())]
    elsewhere = "" if counted.keys() & {*active} else f"; active: {next(iter(active), 'none')}"
    return f"{', '.join(parts) or 'none'}{elsewhere}"


def obstacle_to_rollback(waiter: Waiter, task: InstanceRefreshTask) -> str:
    """Say why the service cannot roll a running task back; empty where it can (StartInstanceRefresh)."""
    desired = task.desired_configuration
    if is_moving(desired):
        return f"{desired} is no fixed version, and the service cannot go back from such a one"
    if desired.is_active_one:
        return _GOES_TO_THE_ACTIVE_ONE
    try:
        active = active_configuration(waiter.group(task.scaling_group_id, waiter.clock.now() + CALM_SECONDS))
    except AlicloudError:
        return ""  # the service refuses where it cannot
    if active is not None and desired.is_same_as(active):
        return _GOES_TO_THE_ACTIVE_ONE
    if active is not None and is_moving(active):
        return f"{active}, which is active, moves: the service would go back to what that means now"
    return ""


def overtaking(later: InstanceRefreshTask) -> str:
    """Say that a task is there that no step of this release has started."""
    return f"somebody has started {later} since (`{later.status}`, {later.counts})"
