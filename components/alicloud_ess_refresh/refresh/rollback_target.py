"""
Where a rollout that fails is taken back to. Pure.

It is determined before the rollout starts, and kept to its end: while instances are replaced and configurations made
active, less and less tells what was there before. It is always a fixed configuration: a launch template version that
moves may be the failed one by the time.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from alicloud_ess_refresh.cloud.desired_configuration import DesiredConfiguration
from alicloud_ess_refresh.cloud.refresh_tasks import InstanceRefreshTask, RefreshStatus
from alicloud_ess_refresh.cloud.scaling_configurations import ScalingConfiguration
from alicloud_ess_refresh.cloud.scaling_groups import ScalingInstance
from alicloud_ess_refresh.refresh.convergence import judge
from alicloud_ess_refresh.refresh.facts import Facts, Recorded, active_configuration
from alicloud_ess_refresh.refresh.rules import MOVING_VERSIONS

__all__ = ["RollbackTarget", "is_moving", "more_than_the_image", "rollback_target"]


@dataclass(frozen=True, slots=True, kw_only=True)
class RollbackTarget:
    """
    Where to go back to.

    Attributes:
        desired: The configuration; None where there is none.
        obstacle: Why there is none: a clause. Empty where there is one.
        moving_version: The active launch template version, where that it moves is the reason.
        loss: What a rollback does not take back: a clause; empty where it takes back everything.
        ends_with_success: The task itself rewrites the configuration when it succeeds, so that it is no target then.
    """

    desired: DesiredConfiguration | None = None
    obstacle: str = ""
    moving_version: str = ""
    loss: str = ""
    ends_with_success: bool = False

    def after(self, task: InstanceRefreshTask) -> "RollbackTarget":
        """Return what is left of the target when a task has ended."""
        if not self.ends_with_success or task.status is not RefreshStatus.SUCCESSFUL:
            return self
        return RollbackTarget(obstacle=f"the task has rewritten {self.desired}, and what that held before is not known")


def rollback_target(
    desired: DesiredConfiguration, facts: Facts, recorded: Recorded, task: InstanceRefreshTask | None = None
) -> RollbackTarget:
    """
    Find where a rollout is taken back to.

    | the active configuration is | target |
    | --- | --- |
    | another one | that; of a moving version the number that healthy instances were made from, or that was recorded |
    | the desired one already | what tasks, the state or healthy instances say that the group was on before |

    Args:
        task: The task that is adopted, where one is: tasks after it do not count.
    """
    active = active_configuration(facts.group)
    if active is None:
        return RollbackTarget(obstacle="the group has no active configuration")
    if desired.image_id or desired.containers:
        return _of_active_content(desired, active, facts, recorded)
    if not judge(desired, facts).is_active:
        return _of_active(desired, active, facts, recorded)
    found = _first(_before(active, facts, recorded, task), desired, facts)
    if found is not None:
        return RollbackTarget(desired=found)
    if is_moving(active) and _shown(active, desired, facts) is None:
        return _moving(active, facts)
    return _none_before(desired, facts, recorded)


def is_moving(desired: DesiredConfiguration) -> bool:
    """Tell whether a configuration may be another one tomorrow."""
    return bool(desired.launch_template_id) and desired.launch_template_version in MOVING_VERSIONS


def _of_active(
    desired: DesiredConfiguration, active: DesiredConfiguration, facts: Facts, recorded: Recorded
) -> RollbackTarget:
    """Find the active configuration, as a fixed one."""
    group = facts.group
    if active.launch_template_id:
        active = replace(active, launch_template_overrides=group.launch_template_overrides)
    if not is_moving(active):
        return RollbackTarget(desired=active)
    found = _shown(active, desired, facts)
    if found is None and recorded.desired and recorded.desired.launch_template_id == active.launch_template_id:
        found = _first([recorded.desired], desired, facts)
    if found is not None:
        return RollbackTarget(desired=replace(found, launch_template_overrides=group.launch_template_overrides))
    made_from = _made_from(facts, desired)
    if made_from is not None and _can_be_target(made_from, desired, facts):
        return RollbackTarget(desired=made_from)
    return _moving(active, facts)


def _moving(active: DesiredConfiguration, facts: Facts) -> RollbackTarget:
    version = active.launch_template_version
    if not any(_is_witness(each) for each in facts.instances):
        # A first deployment, or a group that serves nobody: a rollback would save nothing.
        return RollbackTarget(obstacle="the group has no healthy instance in service yet")
    return RollbackTarget(
        moving_version=version or "none",
        obstacle=f"the group's launch template version is {f'`{version}`' if version else 'not set'}, which moves, and "
        "its healthy instances do not show one number that all were made from",
    )


def _of_active_content(
    desired: DesiredConfiguration, active: DesiredConfiguration, facts: Facts, recorded: Recorded
) -> RollbackTarget:
    """Find what a refresh to an image or to containers, which rewrites the active configuration, can be undone by."""
    if active.scaling_configuration_id is None:
        return RollbackTarget(obstacle=f"the active configuration is {active}, which {desired} does not change")
    content = facts.configuration(active.scaling_configuration_id)
    before = content.image_id if content and desired.image_id else None
    if before is None:
        return RollbackTarget(desired=active, ends_with_success=True)
    if before == desired.image_id:
        known = recorded.desired.image_id if recorded.desired else None
        before = known if known != desired.image_id else None
    if before is None:
        return RollbackTarget(obstacle=f"{desired} is in the active configuration already, and none before it is known")
    loss = more_than_the_image(active) if _is_changed_in_place(active, content, recorded) else ""
    return RollbackTarget(desired=DesiredConfiguration(image_id=before), loss=loss)


def more_than_the_image(active: DesiredConfiguration | None) -> str:
    """Return the clause that says what a rollback by image does not take back."""
    return f"{active} has changed in more than its image, and a rollback takes back the image alone"


def _is_changed_in_place(
    active: DesiredConfiguration, content: ScalingConfiguration | None, recorded: Recorded
) -> bool:
    """Tell whether a configuration has other content than when the state was written, of which a task is no reason."""
    is_recorded = recorded.desired is not None and (recorded.desired.image_id or recorded.desired == active)
    version, _, digest = recorded.digest.rpartition(" ")[2].partition(":")
    if not is_recorded or not digest or content is None or not content.digest.startswith(f"{version}:"):
        return False
    return content.digest != f"{version}:{digest}"


def _before(
    active: DesiredConfiguration, facts: Facts, recorded: Recorded, task: InstanceRefreshTask | None
) -> Iterator[DesiredConfiguration]:
    """
    Name what the group may have been on before what is active now, the likeliest first.

    Tasks since the state was written last are newer than the state; the state is newer than older tasks. Instances
    are asked before those, which may be long ago.
    """
    own_id = task.instance_refresh_task_id if task else ""
    older = facts.tasks[_index(own_id, facts.tasks) + 1 :] if task else facts.tasks
    unrecorded = older[: _index(recorded.last_task_id or "", older)]
    yield from _successes(unrecorded, facts)
    if recorded.desired is not None:
        yield recorded.desired
    found = _made_from(facts, active)
    if found is not None:
        yield found
    yield from _successes(older, facts)


def _index(task_id: str, tasks: Sequence[InstanceRefreshTask]) -> int:
    """Return the place of a task, or the number of tasks where it is not among them."""
    ids = [each.instance_refresh_task_id for each in tasks]
    return ids.index(task_id) if task_id in ids else len(ids)


def _successes(tasks: Iterable[InstanceRefreshTask], facts: Facts) -> Iterator[DesiredConfiguration]:
    found = (each.desired_configuration for each in tasks if each.status is RefreshStatus.SUCCESSFUL)
    return (each for each in found if not _has_failed(each, facts))


def _made_from(facts: Facts, but: DesiredConfiguration) -> DesiredConfiguration | None:
    """
    Return what all healthy instances in service were made from, less those of `but`; None where they differ.

    Instances of a release that failed tell what it has left, and not what was there before it.
    """
    sources = {_source(each) for each in facts.instances if _is_witness(each)}
    others = {each for each in sources if not _is_same(each, but, facts) and not _has_failed(each, facts)}
    return others.pop() if len(others) == 1 else None


def _shown(active: DesiredConfiguration, desired: DesiredConfiguration, facts: Facts) -> DesiredConfiguration | None:
    """
    Return the number that all healthy instances of a moving version were made from; None where they show none.

    Those of what is desired are left out, unless it is what is active by another name, and no other is there.
    """
    made = {_source(each) for each in facts.instances if _is_witness(each)}
    numbers = {each for each in made if each.launch_template_id == active.launch_template_id}
    if any(is_moving(each) for each in numbers):
        return None
    others = {each for each in numbers if not _is_same(each, desired, facts) and not _has_failed(each, facts)}
    if not others and _is_same(active, desired, facts):
        others = {each for each in numbers if _is_same(each, desired, facts)}
    return others.pop() if len(others) == 1 else None


def _has_failed(source: DesiredConfiguration, facts: Facts) -> bool:
    """Tell whether the newest task to a configuration that has ended did not succeed."""
    ended = (each for each in facts.tasks if each.is_settled and _is_same(each.desired_configuration, source, facts))
    newest = next(ended, None)
    return newest is not None and newest.status is not RefreshStatus.SUCCESSFUL


def _is_witness(instance: ScalingInstance) -> bool:
    return instance.is_refreshed and instance.lifecycle_state == "InService" and instance.is_healthy


def _source(instance: ScalingInstance) -> DesiredConfiguration:
    if instance.launch_template_id:
        return DesiredConfiguration(
            launch_template_id=instance.launch_template_id, launch_template_version=instance.launch_template_version
        )
    return DesiredConfiguration(scaling_configuration_id=instance.scaling_configuration_id)


def _first(
    candidates: Iterable[DesiredConfiguration], desired: DesiredConfiguration, facts: Facts
) -> DesiredConfiguration | None:
    """Return the first that can be gone back to: fixed, there still, and another than what failed."""
    effective = (active_configuration(facts.group) or desired) if desired.is_active_one else desired
    return next((each for each in candidates if _can_be_target(each, effective, facts)), None)


def _can_be_target(candidate: DesiredConfiguration, desired: DesiredConfiguration, facts: Facts) -> bool:
    if is_moving(candidate) or candidate.is_active_one or candidate.image_id or candidate.containers:
        return False
    configuration_id = candidate.scaling_configuration_id
    if configuration_id and facts.configuration(configuration_id) is None:
        return False
    return not _is_same(candidate, desired, facts)


def _is_same(one: DesiredConfiguration, other: DesiredConfiguration, facts: Facts) -> bool:
    """Tell whether two configurations make the same instances, as far as their names and numbers tell."""
    if one.launch_template_id and one.launch_template_id == other.launch_template_id:
        numbers = facts.versions(one.launch_template_id, one.launch_template_version)
        wanted = facts.versions(other.launch_template_id, other.launch_template_version)
        return one.launch_template_version == other.launch_template_version or bool(numbers & wanted)
    return one.scaling_configuration_id == other.scaling_configuration_id and not (
        one.launch_template_id or other.launch_template_id
    )


def _none_before(desired: DesiredConfiguration, facts: Facts, recorded: Recorded) -> RollbackTarget:
    judgement = judge(desired, facts, recorded)
    if recorded.digest and judgement.digest and recorded.digest != judgement.digest:
        return RollbackTarget(obstacle=f"{desired} was changed in place, and what it held before is kept nowhere")
    return RollbackTarget(
        obstacle=f"{desired} is active already, and no other configuration that the group was on before is known"
    )
