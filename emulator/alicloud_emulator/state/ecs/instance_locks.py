"""Locks of instances: field OperationLocks of DescribeInstances, and what they refuse."""

from __future__ import annotations

from typing import TYPE_CHECKING

from alicloud_emulator.errors import ApiError

if TYPE_CHECKING:
    from alicloud_emulator.state.ecs.model import Instance
    from alicloud_emulator.state.world import World

__all__ = [
    "ENDED_SUBSCRIPTION",
    "FINANCIAL",
    "SECURITY",
    "lock_reasons",
    "require_not_in_arrears",
    "require_not_locked",
]

SECURITY = "security"
FINANCIAL = "financial"
# An instance whose subscription has expired or was refunded.
ENDED_SUBSCRIPTION = frozenset({FINANCIAL, "recycling", "refunded"})


def lock_reasons(world: World, instance: Instance) -> list[str]:
    """Return why the instance is locked, nothing if it is not."""
    reasons = world.faults.lock_reasons(instance.instance_id)
    if instance.is_in_arrears and FINANCIAL not in reasons:
        reasons.append(FINANCIAL)
    return reasons


def require_not_locked(world: World, instance: Instance) -> None:
    """Raise InstanceLockedForSecurity (403) if the instance is locked for security reasons."""
    if SECURITY in lock_reasons(world, instance):
        raise ApiError(
            403,
            "InstanceLockedForSecurity",
            "The specified operation is denied as your instance is locked for security reasons.",
        )


def require_not_in_arrears(world: World, instance: Instance) -> None:
    """Raise InstanceExpiredOrInArrears (403) if the instance has expired or is not paid."""
    if FINANCIAL in lock_reasons(world, instance):
        raise ApiError(
            403,
            "InstanceExpiredOrInArrears",
            "The specified operation is denied as your prepay instance is expired (prepay mode) or in arrears "
            "(afterpay mode).",
        )
