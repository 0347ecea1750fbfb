"""
Why ids do not tell what instances were made from: what is desired has changed under its name. Pure.

So a digest of the content is recorded, and what ignored instances were made from when that changed.
"""

from collections.abc import Sequence
from datetime import datetime

from alicloud_ess_refresh.cloud.desired_configuration import DesiredConfiguration
from alicloud_ess_refresh.cloud.refresh_tasks import InstanceRefreshTask, RefreshStatus
from alicloud_ess_refresh.cloud.scaling_groups import ScalingInstance
from alicloud_ess_refresh.printable import shortened
from alicloud_ess_refresh.refresh.facts import Facts, Recorded, name_of
from alicloud_ess_refresh.refresh.matching import differs_in_overrides, is_made_from, is_same_version, template_of
from alicloud_ess_refresh.refresh.rules import MOVING_VERSIONS

__all__ = ["find_doubt", "has_other_types", "is_changed", "left_digests"]

MOST_IDS = 5
"""Instances that are named: a group may have two thousand."""


def find_doubt(
    desired: DesiredConfiguration, target: DesiredConfiguration, facts: Facts, recorded: Recorded, digest: str
) -> str:
    """
    Say why ids do not tell, so that all instances have to be replaced; empty where they do.

    Args:
        target: What instances show that were made from what is desired.
        digest: Of what is desired, as it is now.
    """
    if is_changed(recorded.digest, digest):
        return f"the content of {desired} has changed since the group was taken to it"
    if has_other_types(desired, facts, recorded.desired):
        return f"the instance types of {desired} have changed"
    task = _unproven(desired, facts.tasks, recorded)
    if task is not None:
        return (
            f"{task} has ended `{task.status}` since the last update, and instances do not show what it made them from"
        )
    return _stale(
        desired,
        [
            each.instance_id
            for each in facts.instances
            if each.is_refreshed
            and is_made_from(target, each, facts, takes_equal=False)
            and _is_of_other_content(each, recorded, digest)
        ],
    )


def left_digests(
    desired: DesiredConfiguration, before: Facts, after: Facts, recorded: Recorded, digest: str, *, began: str
) -> dict[str, str]:
    """
    Return what instances were made from that are there still, where that is not what is desired; see `Recorded`.

    Args:
        before, after: The group before the rollout and after it.
        digest: Of what the group was taken to.
        began: When the task started; empty where there was none.
    """
    found: dict[str, str] = {}
    old = {each.instance_id for each in before.instances}
    for each in after.instances:
        is_left = each.instance_id in old and each.creation_type == "AutoCreated" and not each.is_leaving
        if is_left and not _is_made_since(each, began, if_unknown=each.is_refreshed):
            known = _made_from(each, desired, before, recorded)
            if known is not None and not (digest and _content(known) == _content(digest)):
                found[each.instance_id] = known
    return found


def _stale(desired: DesiredConfiguration, instance_ids: Sequence[str]) -> str:
    if not instance_ids:
        return ""
    were = "1 instance was" if len(instance_ids) == 1 else f"{len(instance_ids)} instances were"
    return f"{were} made when {desired} had another content ({shortened(instance_ids, MOST_IDS)})"


def _is_of_other_content(instance: ScalingInstance, recorded: Recorded, digest: str) -> bool:
    """Tell whether an instance whose id tells nothing else was, or may have been, made from another content."""
    known = recorded.left_digests.get(instance.instance_id)
    if known is not None:
        return not digest or _content(known) != _content(digest)
    return recorded.has_seen_other and _is_made_since(instance, recorded.confirmed_time, if_unknown=True)


def _made_from(
    instance: ScalingInstance, desired: DesiredConfiguration, facts: Facts, recorded: Recorded
) -> str | None:
    """Return the digest of what an instance was made from: empty where that is not known, None where nothing is."""
    known = recorded.left_digests.get(instance.instance_id)
    if known is not None:
        return known
    if not recorded.digest or instance.source != _recorded_source(desired, facts, recorded):
        return None
    is_uncertain = recorded.has_seen_other or _unproven(desired, facts.tasks, recorded) is not None
    if is_uncertain and _is_made_since(instance, recorded.confirmed_time, if_unknown=True):
        return ""
    return recorded.digest


def _recorded_source(desired: DesiredConfiguration, facts: Facts, recorded: Recorded) -> str:
    """Name what instances show that were made from what is recorded."""
    known = desired if recorded.name == name_of(desired) else recorded.desired or desired
    return known.source or facts.group.active_source


def _is_made_since(instance: ScalingInstance, time: str, *, if_unknown: bool) -> bool:
    """Tell whether an instance was made at a time or later, as exactly as the service tells."""
    if not instance.created_time or not time:
        return if_unknown
    made, since = datetime.fromisoformat(instance.created_time), datetime.fromisoformat(time)
    is_to_the_second = instance.created_time.count(":") > 1
    return made >= (since if is_to_the_second else since.replace(second=0))


def _content(digest: str) -> str:
    """Return a digest without the name."""
    return digest.rpartition(" ")[2]


def is_changed(before: str, now: str) -> bool:
    """Tell whether two digests are of the same name and version, and of other content."""
    if not before or not now or before == now:
        return False
    return before.rpartition(":")[0] == now.rpartition(":")[0]


def has_other_types(desired: DesiredConfiguration, facts: Facts, before: DesiredConfiguration | None) -> bool:
    """Tell whether the version stays and the instance types that are taken instead of its own do not."""
    if not desired.launch_template_id:
        return False
    is_recorded = before is not None and template_of(desired) == template_of(before)
    # Whatever is active now: instances of that version are there still.
    if before is not None and is_recorded:
        wanted, found = desired.launch_template_overrides, before.launch_template_overrides
        if frozenset(wanted) != frozenset(found):
            return True
    group = facts.group
    if group.launch_template_id != desired.launch_template_id:
        # Something else is active, and an instance tells its version, not what its type was taken from.
        return bool(desired.launch_template_overrides) and not is_recorded
    return is_same_version(desired, group.launch_template_version, facts) and differs_in_overrides(desired, group)


def _unproven(
    desired: DesiredConfiguration, tasks: Sequence[InstanceRefreshTask], recorded: Recorded
) -> InstanceRefreshTask | None:
    """
    Return the newest task since then that may have left instances of another content under the same ids.

    One that replaced all instances by those of another name leaves none.
    """
    if recorded.last_task_id is None or recorded.name != name_of(desired):
        return None
    for task in tasks:
        if task.instance_refresh_task_id == recorded.last_task_id:
            return None
        if task.is_settled and _may_have_left_instances(task, desired):
            return task
        if task.status is RefreshStatus.SUCCESSFUL and task.skip_matching is False:
            return None
    return None


def _may_have_left_instances(task: InstanceRefreshTask, desired: DesiredConfiguration) -> bool:
    """Tell whether a task that has ended may have left instances that pass for what is desired."""
    went_to = task.desired_configuration
    if task.status is RefreshStatus.SUCCESSFUL:
        # What matches is skipped by default, and then there was nothing to make.
        return task.skip_matching is False and name_of(went_to) == name_of(desired)
    if task.status is RefreshStatus.ROLLBACK_SUCCESSFUL and not desired.is_same_as(went_to):
        return False
    return not _shows(went_to, desired)


def _shows(other: DesiredConfiguration, desired: DesiredConfiguration) -> bool:
    """Tell whether instances of a task to `other` can be told by their ids from those of what is desired."""
    if other.is_active_one or other.image_id or other.containers:
        return False
    if other.launch_template_id and other.launch_template_version in MOVING_VERSIONS:
        return other.launch_template_id != desired.launch_template_id
    return name_of(other) != name_of(desired)
