"""What users do to a running or stopped instance: start, stop, restart, and the statuses that allow it."""

from __future__ import annotations

from enum import Enum
from typing import TYPE_CHECKING

from alicloud_emulator.state.ecs.assumptions import FORCED_STOP_SECONDS, STARTING_SECONDS, STOPPING_SECONDS
from alicloud_emulator.state.ecs.instance_locks import require_not_in_arrears, require_not_locked
from alicloud_emulator.state.ecs.lifecycle import (
    find_instance,
    new_public_ip,
    schedule_changes,
    set_status,
    wrong_status,
)
from alicloud_emulator.state.ecs.model import NO_STOPPED_MODE, Instance, InstanceStatus

if TYPE_CHECKING:
    from datetime import datetime

    from alicloud_emulator.state.world import World

__all__ = ["KEEP_CHARGING", "STOPPED_MODES", "PowerAction", "check_power", "reboot", "start", "stop", "switch_off"]

# StopInstance, parameter StoppedMode.
KEEP_CHARGING, STOP_CHARGING = STOPPED_MODES = ("KeepCharging", "StopCharging")


class PowerAction(Enum):
    """What a user may ask of an instance: the value is the statuses that allow it."""

    START = (InstanceStatus.STOPPED, InstanceStatus.RUNNING)
    STOP = (InstanceStatus.RUNNING, InstanceStatus.STOPPED)
    REBOOT = (InstanceStatus.RUNNING,)


def check_power(world: World, instance_id: str, action: PowerAction) -> Instance:
    """
    Return the instance if its status and locks allow the action.

    Starting what runs, and stopping what is stopped, is allowed and does nothing.

    Raises:
        ApiError: InvalidInstanceId.NotFound (404); InstanceLockedForSecurity, InstanceExpiredOrInArrears (403: not for
            stopping); IncorrectInstanceStatus (403).
    """
    instance = find_instance(world, instance_id)
    if action is not PowerAction.STOP:
        require_not_locked(world, instance)
        require_not_in_arrears(world, instance)
    if instance.status not in action.value or instance.is_releasing:
        raise wrong_status(instance)
    return instance


def start(world: World, instance_id: str) -> None:
    """Start an instance, with a new public address if it lost its own; raise what `check_power` raises."""
    instance = check_power(world, instance_id, PowerAction.START)
    if instance.status is InstanceStatus.RUNNING:
        return
    if instance.spec.internet_max_bandwidth_out and not instance.public_ip:
        instance.public_ip = new_public_ip(world)
    instance.stopped_mode = NO_STOPPED_MODE
    set_status(world, instance, InstanceStatus.STARTING)
    schedule_changes(instance, world.now, (STARTING_SECONDS, InstanceStatus.RUNNING))


def stop(world: World, instance_id: str, *, stopped_mode: str = KEEP_CHARGING, force_stop: bool = False) -> None:
    """
    Stop an instance; raise what `check_power` raises.

    Args:
        stopped_mode: StopCharging gives up the public address. It counts as KeepCharging, without an error, for what
            does not support it: subscriptions and local disks (StopInstance, ECS 2014-05-26).
        force_stop: Whether to switch it off instead of shutting it down.
    """
    instance = check_power(world, instance_id, PowerAction.STOP)
    if instance.status is InstanceStatus.STOPPED:
        return
    saves = stopped_mode == STOP_CHARGING and _can_save(instance)
    instance.stopped_mode = STOP_CHARGING if saves else KEEP_CHARGING
    if saves:
        instance.public_ip = ""
    switch_off(world, instance, force_stop=force_stop, starts_again=False)


def reboot(world: World, instance_id: str, *, force_stop: bool = False) -> None:
    """Restart an instance; raise what `check_power` raises."""
    instance = check_power(world, instance_id, PowerAction.REBOOT)
    switch_off(world, instance, force_stop=force_stop, starts_again=True)


def switch_off(world: World, instance: Instance, *, force_stop: bool, starts_again: bool) -> datetime:
    """Stop a Running instance without asking, or restart it, and return the time at which that is done."""
    seconds = FORCED_STOP_SECONDS if force_stop else STOPPING_SECONDS
    set_status(world, instance, InstanceStatus.STOPPING)
    if not starts_again:
        return schedule_changes(instance, world.now, (seconds, InstanceStatus.STOPPED))
    return schedule_changes(
        instance, world.now, (seconds, InstanceStatus.STARTING), (STARTING_SECONDS, InstanceStatus.RUNNING)
    )


def _can_save(instance: Instance) -> bool:
    return instance.spec.charge_type == "PostPaid" and instance.local_disks_made_at is None
