"""The end of an instance on a user's word, now or at a planned time, and the protection from it."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from alicloud_emulator.errors import ApiError
from alicloud_emulator.state.ecs.assumptions import CODE_PROTECTION_NOT_SUPPORTED, GRACEFUL_RELEASE_SECONDS
from alicloud_emulator.state.ecs.instance_locks import ENDED_SUBSCRIPTION, lock_reasons
from alicloud_emulator.state.ecs.lifecycle import find_instance, release, wrong_status
from alicloud_emulator.state.ecs.model import Instance, InstanceStatus

if TYPE_CHECKING:
    from datetime import datetime

    from alicloud_emulator.state.world import World

__all__ = ["check_deletable", "check_planned_release", "check_protectable", "delete", "plan_release"]

# ModifyInstanceAutoReleaseTime: from half an hour to three years ahead.
RELEASE_MIN = timedelta(minutes=30)
RELEASE_MAX = timedelta(days=3 * 365)
# Error page of ModifyInstanceAutoReleaseTime.
WRONG_CHARGE_TYPE = "The operation is not permitted due to charge type of the instance."


def delete(
    world: World, instance_id: str, *, force: bool, force_stop: bool = True, terminate_subscription: bool = False
) -> None:
    """
    Release an instance; raise what `check_deletable` raises.

    Args:
        force_stop: With `force`, whether a Running instance is switched off instead of shut down.
    """
    instance = find_instance(world, instance_id)
    check_deletable(world, instance, force=force, terminate_subscription=terminate_subscription)
    shuts_down = instance.status is InstanceStatus.RUNNING and not force_stop
    release(world, instance_id, after=GRACEFUL_RELEASE_SECONDS if shuts_down else 0)


def check_deletable(world: World, instance: Instance, *, force: bool, terminate_subscription: bool = False) -> None:
    """
    Check that a user may release the instance: DeleteInstance.

    Raises:
        ApiError: InvalidOperation.DeletionProtection, ChargeTypeViolation (403: a subscription that runs, or without
            `terminate_subscription`), IncorrectInstanceStatus.Initializing (403: Pending), IncorrectInstanceStatus
            (403: neither Stopped nor forced).
    """
    if instance.spec.deletion_protection and _is_protectable(instance):
        raise ApiError(
            403,
            "InvalidOperation.DeletionProtection",
            f"The operation is not allowed due to release protection: {instance.instance_id}.",
        )
    if instance.spec.charge_type == "PrePaid":
        _check_subscription(world, instance, terminates=terminate_subscription)
    if instance.status is InstanceStatus.PENDING:
        raise ApiError(
            403,
            "IncorrectInstanceStatus.Initializing",
            "The specified instance status does not support this operation.",
        )
    if not (force or instance.status is InstanceStatus.STOPPED):
        raise wrong_status(instance)


def check_protectable(instance: Instance) -> None:
    """
    Check that release protection can be switched on: for instances that are paid by use.

    It has no effect on spot instances, but is accepted (resource_alicloud_instance.go).

    Raises:
        ApiError: ChargeTypeViolation (403) for a subscription.
    """
    if instance.spec.charge_type != "PostPaid":
        raise ApiError(403, CODE_PROTECTION_NOT_SUPPORTED, WRONG_CHARGE_TYPE)


def plan_release(world: World, instance_id: str, at: datetime | None) -> None:
    """
    Release the instance at a time, to the minute, None for never; raise what `check_planned_release` raises.

    Release protection does not stop it: ECS guide, Release an instance.
    """
    instance = find_instance(world, instance_id)
    check_planned_release(world, instance.spec.charge_type, at)
    instance.auto_release_at = None if at is None else at.replace(second=0, microsecond=0)


def check_planned_release(world: World, charge_type: str, at: datetime | None) -> None:
    """
    Check that an instance paid so can be released at a time.

    Raises:
        ApiError: InvalidAutoReleaseTime.Malformed (400) for a time out of range; ChargeTypeViolation (403) for a
            subscription.
    """
    if at is None:
        return
    if charge_type != "PostPaid":
        raise ApiError(403, "ChargeTypeViolation", WRONG_CHARGE_TYPE)
    if not world.now + RELEASE_MIN <= at <= world.now + RELEASE_MAX:
        raise ApiError(
            400, "InvalidAutoReleaseTime.Malformed", "The AutoReleaseTime is not 30 minutes to 3 years ahead."
        )


def _is_protectable(instance: Instance) -> bool:
    return instance.spec.charge_type == "PostPaid" and instance.spec.spot_strategy == "NoSpot"


def _check_subscription(world: World, instance: Instance, *, terminates: bool) -> None:
    if not ENDED_SUBSCRIPTION.intersection(lock_reasons(world, instance)):
        raise ApiError(
            403, "ChargeTypeViolation", f"The subscription of the instance has not expired: {instance.instance_id}."
        )
    if not terminates:
        raise ApiError(
            403,
            "ChargeTypeViolation",
            f"The instance is a subscription, and TerminateSubscription is not true: {instance.instance_id}.",
        )
