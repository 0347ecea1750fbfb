"""Lifecycle hooks: how long they keep an instance in a wait state, and what follows."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from alicloud_emulator.state.ess.model import GroupRecord, ScalingGroup
    from alicloud_emulator.state.world import World

__all__ = ["SCALE_IN", "SCALE_OUT", "abandons", "hooks_of", "longest_wait"]

SCALE_OUT = "SCALE_OUT"
SCALE_IN = "SCALE_IN"


def hooks_of(world: World, group: ScalingGroup, transition: str) -> Iterator[GroupRecord]:
    """Yield the group's hooks of a transition that are not switched off."""
    for hook in world.scaling.hooks.values():
        if (
            hook.scaling_group_id == group.scaling_group_id
            and hook.settings["LifecycleTransition"] == transition
            and hook.settings["LifecycleHookStatus"] == "Active"
        ):
            yield hook


def longest_wait(world: World, group: ScalingGroup, transition: str) -> timedelta | None:
    """Return how long the hooks of a transition hold an instance together; None without a hook."""
    waits = [hook.settings["HeartbeatTimeout"] for hook in hooks_of(world, group, transition)]
    return timedelta(seconds=max(waits)) if waits else None


def abandons(world: World, group: ScalingGroup) -> bool:
    """Tell whether a scale-out hook gives instances up when nobody answers it."""
    return any(hook.settings["DefaultResult"] == "ABANDON" for hook in hooks_of(world, group, SCALE_OUT))
