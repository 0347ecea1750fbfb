"""An instance refresh over time: what a running task does to its group, and when."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from alicloud_emulator.state.ess.assumptions import (
    DETAIL_NO_LAUNCH,
    DETAIL_TOO_LONG,
    DETAIL_UNHEALTHY,
    REFRESH_LONGEST_SECONDS,
    REFRESH_UNHEALTHY_SECONDS,
)
from alicloud_emulator.state.ess.configurations import activate_configuration
from alicloud_emulator.state.ess.instances import is_healthy, remove, scale_out
from alicloud_emulator.state.ess.model import GroupState, LifecycleState
from alicloud_emulator.state.ess.refresh_model import RefreshStatus
from alicloud_emulator.state.ess.refresh_plan import Band, Fleet, Plan, Step, band, next_step
from alicloud_emulator.state.ess.removal import removal_order

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from alicloud_emulator.state.ess.model import GroupInstance, ScalingGroup
    from alicloud_emulator.state.ess.refresh_model import RefreshTask
    from alicloud_emulator.state.world import World

__all__ = ["count_capacity", "due_times", "is_old", "settle_task"]

LONGEST_RUN = timedelta(seconds=REFRESH_LONGEST_SECONDS)
LONGEST_UNHEALTHY = timedelta(seconds=REFRESH_UNHEALTHY_SECONDS)
RUNNING = (RefreshStatus.IN_PROGRESS, RefreshStatus.ROLLBACK_IN_PROGRESS)
CAUSE = "Instance refresh task {task_id} {words}."


def settle_task(world: World, group: ScalingGroup, task: RefreshTask) -> None:
    """Do what the task does now; nothing if nothing is due."""
    if world.now >= task.started_at + LONGEST_RUN and task.status is not RefreshStatus.CANCELLING:
        _fail(world, group, task, DETAIL_TOO_LONG)
        return
    if task.due_at is not None and task.due_at <= world.now:
        _end_wait(world, group, task)
    if group.lifecycle_state is GroupState.ACTIVE and not task.status.is_final:
        if task.status in RUNNING:
            _go_on(world, group, task)
        if task.status in (RefreshStatus.PAUSED, RefreshStatus.CHECKPOINT_PAUSE):
            _keep_capacity(world, group, task)
    if not task.status.is_final:
        count_capacity(world, group, task)


def due_times(group: ScalingGroup, task: RefreshTask) -> Iterator[datetime]:
    """Yield the times at which the task may change by itself."""
    if task.due_at is not None:
        yield task.due_at
    yield task.started_at + LONGEST_RUN
    if task.status in RUNNING:
        yield task.progress_at + LONGEST_UNHEALTHY
        if group.retry_at is not None:
            yield group.retry_at


def is_old(task: RefreshTask, instance: GroupInstance) -> bool:
    """
    Tell whether the task replaces an instance, forwards or in its rollback.

    A rollback replaces what was built from the desired configuration (RollbackInstanceRefresh, ESS 2014-08-28).
    """
    if instance.is_leaving or instance.is_ignored_by_refresh:
        return False
    if task.is_rolling_back:
        return instance.source == task.desired_source != task.active_source
    if instance.refresh_task_id == task.instance_refresh_task_id:
        return False
    return not (task.request.skip_matching and task.desired_source.matches(instance.source))


def count_capacity(world: World, group: ScalingGroup, task: RefreshTask) -> None:
    """Bring the task's two counts up to date."""
    old = sum(is_old(task, instance) for instance in group.instances.values())
    task.total_need_update_capacity = task.released + old
    if task.is_rolling_back:
        leaving = sum(instance.is_leaving for instance in group.instances.values())
        finished = task.released - leaving
    else:
        finished = sum(
            instance.refresh_task_id == task.instance_refresh_task_id
            and instance.is_in_service
            and is_healthy(world, group, instance)
            for instance in group.instances.values()
        )
    task.finished_update_capacity = max(0, min(finished, task.total_need_update_capacity))


def _end_wait(world: World, group: ScalingGroup, task: RefreshTask) -> None:
    if task.status is RefreshStatus.CANCELLING:
        if not _is_moving(group):
            _end(world, group, task, RefreshStatus.CANCELLED)
        return
    task.due_at = None
    task.progress_at = world.now
    task.status = RefreshStatus.IN_PROGRESS


def _go_on(world: World, group: ScalingGroup, task: RefreshTask) -> None:
    fleet, bounds = _survey(world, group, task)
    plan = next_step(fleet, bounds, threshold=task.checkpoint_threshold)
    if plan.step is Step.CREATE:
        _create(world, group, task, plan)
    elif plan.step is Step.RELEASE:
        _release(world, group, task, plan)
    elif plan.step is Step.CHECKPOINT:
        task.checkpoints_passed += 1
        task.status = RefreshStatus.CHECKPOINT_PAUSE
        task.due_at = world.now + timedelta(minutes=task.request.checkpoint_pause_time)
    elif plan.step is Step.DONE:
        _succeed(world, group, task)
    elif plan.step is Step.WAIT_FOR_HEALTH and world.now >= task.progress_at + LONGEST_UNHEALTHY:
        unhealthy = [
            item.instance_id
            for item in group.instances.values()
            if item.is_in_service and not is_healthy(world, group, item)
        ]
        detail = DETAIL_UNHEALTHY.format(seconds=REFRESH_UNHEALTHY_SECONDS, instance_ids=", ".join(unhealthy))
        _fail(world, group, task, detail)


def _create(world: World, group: ScalingGroup, task: RefreshTask, plan: Plan) -> None:
    if group.retry_at is None or group.retry_at <= world.now:
        activity = scale_out(
            world,
            group,
            plan.count,
            source=task.launch_source,
            cause=CAUSE.format(task_id=task.instance_refresh_task_id, words="creates instances"),
            refresh_task_id=task.instance_refresh_task_id,
        )
        if activity.instance_ids:
            task.progress_at = world.now
            return
    if world.now >= task.progress_at + LONGEST_UNHEALTHY:
        _fail(world, group, task, DETAIL_NO_LAUNCH.format(reason=group.launch_error))


def _release(world: World, group: ScalingGroup, task: RefreshTask, plan: Plan) -> None:
    old = [instance for instance in group.instances.values() if is_old(task, instance)]
    # Unhealthy ones first: they serve nobody. The sort keeps the rest in the order in which they came.
    old.sort(key=lambda instance: is_healthy(world, group, instance))
    remove(
        world,
        group,
        old[: plan.count],
        cause=CAUSE.format(task_id=task.instance_refresh_task_id, words="releases replaced instances"),
        refresh_task_id=task.instance_refresh_task_id,
    )
    task.released += plan.count
    task.progress_at = world.now


def _keep_capacity(world: World, group: ScalingGroup, task: RefreshTask) -> None:
    """Scale a group whose refresh pauses: out with the desired configuration (StartInstanceRefresh)."""
    fleet, bounds = _survey(world, group, task)
    if fleet.is_moving or (group.retry_at is not None and world.now < group.retry_at):
        return
    cause = CAUSE.format(task_id=task.instance_refresh_task_id, words="pauses while the capacity changes")
    task_id = task.instance_refresh_task_id
    if fleet.total < fleet.capacity:
        missing = fleet.capacity - fleet.total
        scale_out(world, group, missing, source=task.desired_source, cause=cause, refresh_task_id=task_id)
    elif fleet.total > bounds.ceiling:
        surplus = removal_order(world, group)[: fleet.total - fleet.capacity]
        if surplus:
            remove(world, group, surplus, cause=cause, refresh_task_id=task_id)


def _survey(world: World, group: ScalingGroup, task: RefreshTask) -> tuple[Fleet, Band]:
    counted = [item for item in group.instances.values() if item.lifecycle_state is not LifecycleState.STANDBY]
    held = [item for item in counted if not item.is_leaving]
    well = {item.instance_id for item in held if item.is_in_service and is_healthy(world, group, item)}
    old = [item for item in held if is_old(task, item)]
    fresh = [item for item in held if not is_old(task, item)]
    made = [item for item in fresh if item.refresh_task_id == task.instance_refresh_task_id]
    capacity = max(0, group.target_capacity - group.counts_in(LifecycleState.STANDBY))
    fleet = Fleet(
        capacity=capacity,
        total=len(counted),
        healthy=len(well),
        old=len(old),
        old_unhealthy=sum(item.instance_id not in well for item in old),
        fresh=len(fresh),
        fresh_unhealthy=sum(item.instance_id not in well for item in made),
        created=len(made),
        released=task.released,
        is_moving=_is_moving(group),
    )
    bounds = band(
        capacity,
        min_healthy_percentage=task.request.min_healthy_percentage,
        max_healthy_percentage=task.request.max_healthy_percentage,
    )
    return fleet, bounds


def _is_moving(group: ScalingGroup) -> bool:
    return any(item.is_coming or item.is_leaving for item in group.instances.values())


def _succeed(world: World, group: ScalingGroup, task: RefreshTask) -> None:
    if task.is_rolling_back:
        _end(world, group, task, RefreshStatus.ROLLBACK_SUCCESSFUL)
        return
    _adopt_configuration(world, group, task)
    _end(world, group, task, RefreshStatus.SUCCESSFUL)
    task.finished_update_capacity = task.total_need_update_capacity


def _adopt_configuration(world: World, group: ScalingGroup, task: RefreshTask) -> None:
    """Make what was desired the group's own (StartInstanceRefresh, DesiredConfiguration)."""
    desired = task.request.desired
    if desired.scaling_configuration_id:
        activate_configuration(world, group, desired.scaling_configuration_id)
    elif desired.image_id:
        world.scaling.configurations[group.active_scaling_configuration_id].image_id = desired.image_id
    elif desired.launch_template_id:
        group.active_scaling_configuration_id = ""
        group.launch_template_id = desired.launch_template_id
        group.launch_template_version = desired.launch_template_version
        group.launch_template_overrides = [
            {"InstanceType": instance_type} for instance_type in desired.launch_template_instance_types
        ]


def _fail(world: World, group: ScalingGroup, task: RefreshTask, detail: str) -> None:
    task.detail = detail
    status = RefreshStatus.ROLLBACK_FAILED if task.is_rolling_back else RefreshStatus.FAILED
    _end(world, group, task, status)


def _end(world: World, group: ScalingGroup, task: RefreshTask, status: RefreshStatus) -> None:
    count_capacity(world, group, task)
    task.status = status
    task.ended_at = world.now
    task.due_at = None
    group.running_refresh_task_id = ""
