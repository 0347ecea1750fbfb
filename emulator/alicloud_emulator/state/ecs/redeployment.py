"""RedeployInstance: what it refuses, what it begins, and how it ends."""

from __future__ import annotations

from typing import TYPE_CHECKING

from alicloud_emulator.errors import ApiError
from alicloud_emulator.state.ecs.assumptions import MESSAGE_SIMULATED_EVENT
from alicloud_emulator.state.ecs.event_types import EventStatus
from alicloud_emulator.state.ecs.instance_locks import require_not_in_arrears, require_not_locked
from alicloud_emulator.state.ecs.lifecycle import find_instance
from alicloud_emulator.state.ecs.migration import begin_move, end_move
from alicloud_emulator.state.ecs.model import Instance, InstanceStatus
from alicloud_emulator.state.ecs.system_events import change_status, open_events
from alicloud_emulator.state.ecs.tasks import REDEPLOY_INSTANCE, Task, TaskStatus

if TYPE_CHECKING:
    from datetime import datetime

    from alicloud_emulator.state.ecs.event_model import SystemEvent
    from alicloud_emulator.state.world import World

__all__ = ["advance", "next_change", "redeploy"]

# Its messages are those of the first editions of the RedeployInstance page; later ones leave them open (`%s`).
CODE_REFUSED = "InvalidOperation.RedeployInstance"


def redeploy(world: World, instance_id: str, *, force_stop: bool) -> Task:
    """
    Move an instance to another host in answer to its events, and return the task.

    Raises:
        ApiError: InvalidInstanceId.NotFound (404); InstanceLockedForSecurity, InstanceExpiredOrInArrears,
            IncorrectInstanceStatus, DiskError, InvalidOperation.RedeployInstance (403: on a dedicated host, no event,
            simulated events only).
    """
    instance = find_instance(world, instance_id)
    _check(world, instance)
    answered = _answerable(world, instance)
    if not answered and instance.disk_repair is None:
        raise _no_event(world, instance)
    for event in answered:
        event.answered_in = event.status
        if event.status is EventStatus.INQUIRING:
            change_status(world, event, EventStatus.EXECUTING)
    will_fail = world.faults.redeployment_fails(instance_id)
    task = Task(
        task_id=world.new_id("t"),
        action=REDEPLOY_INSTANCE,
        resource_id=instance_id,
        region_id=instance.region_id,
        created_at=world.now,
        due_at=begin_move(world, instance, force_stop=force_stop, is_failing=will_fail),
        will_fail=will_fail,
    )
    world.compute.tasks[task.task_id] = task
    return task


def next_change(world: World) -> datetime | None:
    """Return the time at which the next task ends: now, if its instance goes."""
    return min(
        (world.now if _is_gone(world, task.resource_id) else task.due_at for task in _running(world)), default=None
    )


def advance(world: World) -> None:
    """End every task that is due at `world.now`, or whose instance goes."""
    for task in _running(world):
        if _is_gone(world, task.resource_id):
            _finish(world, task, TaskStatus.FAILED)
        elif task.due_at <= world.now:
            _end(world, task)


def _check(world: World, instance: Instance) -> None:
    require_not_locked(world, instance)
    require_not_in_arrears(world, instance)
    if instance.status not in (InstanceStatus.RUNNING, InstanceStatus.STOPPED) or instance.is_releasing:
        raise ApiError(
            403, "IncorrectInstanceStatus", "The current status of the resource does not support this operation."
        )
    if instance.spec.dedicated_host_id:
        raise ApiError(403, CODE_REFUSED, "Can not redeploy vm on dedicated host")
    if world.faults.has_disk_error(instance.instance_id):
        raise ApiError(403, "DiskError", "IncorrectDiskStatus.")


def _answerable(world: World, instance: Instance) -> list[SystemEvent]:
    has_local_disks = instance.local_disks_made_at is not None
    answers_simulated = world.faults.simulated_events_are_answered(instance.instance_id)
    return [
        event
        for event in open_events(world, instance.instance_id)
        if (answers_simulated or not event.is_simulated)
        and event.status in event.kind.redeployable
        and (has_local_disks or not event.kind.needs_local_disks)
    ]


def _no_event(world: World, instance: Instance) -> ApiError:
    if any(event.is_simulated for event in open_events(world, instance.instance_id)):
        return ApiError(403, CODE_REFUSED, MESSAGE_SIMULATED_EVENT)
    return ApiError(403, CODE_REFUSED, "There are no maintenance events found on the instance")


def _running(world: World) -> list[Task]:
    return [task for task in world.compute.tasks.values() if task.status is TaskStatus.PROCESSING]


def _is_gone(world: World, instance_id: str) -> bool:
    instance = world.compute.instances.get(instance_id)
    return instance is None or instance.is_releasing


def _end(world: World, task: Task) -> None:
    answered = [event for event in open_events(world, task.resource_id) if event.answered_in is not None]
    if task.will_fail:
        _finish(world, task, TaskStatus.FAILED)
        for event in answered:
            _take_back(world, event)
        return
    end_move(world, world.compute.instances[task.resource_id])
    _finish(world, task, TaskStatus.FINISHED)
    for event in answered:
        is_early = event.answered_in is EventStatus.SCHEDULED
        change_status(world, event, EventStatus.AVOIDED if is_early else EventStatus.EXECUTED)


def _take_back(world: World, event: SystemEvent) -> None:
    before, event.answered_in = event.answered_in, None
    if before is not None and before is not event.status:
        change_status(world, event, before)


def _finish(world: World, task: Task, status: TaskStatus) -> None:
    task.status = status
    task.finished_at = world.now
