"""
Which system events RedeployInstance answers, and in which statuses.

Source: RedeployInstance, ECS 2014-05-26, edition of 2026-06; one line differs, as its comment says.
"""

from collections.abc import Mapping

__all__ = ["ANSWERABLE", "NEEDS_LOCAL_DISKS"]

ANSWERABLE: Mapping[str, tuple[str, ...]] = {
    "SystemMaintenance.Reboot": ("Inquiring", "Scheduled"),
    "SystemMaintenance.Redeploy": ("Inquiring", "Scheduled"),
    "SystemMaintenance.RebootAndIsolateErrorDisk": ("Inquiring",),
    "SystemMaintenance.RebootAndReInitErrorDisk": ("Inquiring",),
    # Scheduled: the Chinese edition and the English one of 2021. That of 2026 has Inquiring alone, a status in which
    # no catalogue of notifications has this event: under it nothing would ever answer it.
    "SystemFailure.Redeploy": ("Inquiring", "Scheduled"),
    "SystemFailure.Reboot": ("Executing",),
    "SystemMaintenance.IsolateErrorDisk": ("Inquiring",),
    "SystemMaintenance.ReInitErrorDisk": ("Inquiring",),
}
"""Event type to the values of EventCycleStatus in which it can be answered."""
NEEDS_LOCAL_DISKS = frozenset({"SystemFailure.Reboot"})
"""Answered for instances with local disks only."""
