"""Which instances a scale-in takes."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

from alicloud_emulator.state.ess.model import GroupInstance, LifecycleState

if TYPE_CHECKING:
    from collections.abc import Callable

    from alicloud_emulator.state.ess.model import ScalingGroup
    from alicloud_emulator.state.world import World

__all__ = ["removal_order"]

LONG_AGO = datetime.min.replace(tzinfo=UTC)


def removal_order(world: World, group: ScalingGroup) -> list[GroupInstance]:
    """
    Return the instances that a scale-in may take, the first to go first.

    RemovalPolicies (CreateScalingGroup): each policy narrows what the one before left equal. Protected and Standby
    instances are not taken.
    """
    order = [instance for instance in group.holds() if instance.lifecycle_state is LifecycleState.IN_SERVICE]
    # A stable sort by the last policy first leaves the first policy in command.
    for policy in reversed(group.removal_policies):
        order.sort(key=_keys(world)[policy], reverse=policy == "NewestInstance")
    return order


def _keys(world: World) -> dict[str, Callable[[GroupInstance], datetime]]:
    def configuration_age(instance: GroupInstance) -> datetime:
        configuration = world.scaling.configurations.get(instance.source.scaling_configuration_id)
        return LONG_AGO if configuration is None else configuration.created_at

    def age(instance: GroupInstance) -> datetime:
        return instance.created_at

    return {
        "OldestScalingConfiguration": configuration_age,
        "OldestScalingConfigurationVersion": configuration_age,
        "OldestInstance": age,
        "NewestInstance": age,
    }
