"""Lifecycle hooks: how long they keep an instance in a wait state, and what follows."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from alicloud_emulator.state.scaling.model import ScalingGroup
    from alicloud_emulator.state.world import World

__all__ = ["SCALE_IN", "SCALE_OUT", "LifecycleHook", "abandons", "longest_wait"]

SCALE_OUT = "SCALE_OUT"
SCALE_IN = "SCALE_IN"


@dataclass(slots=True, kw_only=True)
class LifecycleHook:
    """A hook; `heartbeat_timeout` in seconds, 30 to 21600; `default_result` CONTINUE or ABANDON."""

    lifecycle_hook_id: str
    scaling_group_id: str
    name: str
    transition: str
    heartbeat_timeout: int = 600
    default_result: str = "CONTINUE"
    notification_arn: str = ""
    notification_metadata: str = ""


def longest_wait(world: World, group: ScalingGroup, transition: str) -> timedelta | None:
    """Return how long the group's hooks of a transition hold an instance together; None without a hook."""
    waits = [
        hook.heartbeat_timeout
        for hook in world.scaling.hooks.values()
        if hook.scaling_group_id == group.scaling_group_id and hook.transition == transition
    ]
    return timedelta(seconds=max(waits)) if waits else None


def abandons(world: World, group: ScalingGroup) -> bool:
    """Tell whether a scale-out hook gives instances up when nobody answers it."""
    return any(
        hook.scaling_group_id == group.scaling_group_id
        and hook.transition == SCALE_OUT
        and hook.default_result == "ABANDON"
        for hook in world.scaling.hooks.values()
    )
