"""
Rolling releases on Alibaba Cloud Auto Scaling.

Names load when they are first used: importing this package loads neither `pulumi_alicloud`
nor a vendor SDK.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from alicloud_ess_refresh.event_notifications import (
        InstanceEventNotifications,
        InstanceEventNotificationsArgs,
    )
    from alicloud_ess_refresh.metadata import MetadataOptions, MetadataOptionsArgs
    from alicloud_ess_refresh.protection import ReleaseProtection, ReleaseProtectionArgs
    from alicloud_ess_refresh.redeploy.resource import InstanceRedeploy, InstanceRedeployArgs
    from alicloud_ess_refresh.refresh import InstanceRefresh, InstanceRefreshArgs, RefreshSettings
    from alicloud_ess_refresh.release_guard import ReleaseProtectionGuard, ReleaseProtectionGuardArgs
    from alicloud_ess_refresh.scaling_group import RefreshableScalingGroup, RefreshableScalingGroupArgs

__all__ = [
    "InstanceEventNotifications",
    "InstanceEventNotificationsArgs",
    "InstanceRedeploy",
    "InstanceRedeployArgs",
    "InstanceRefresh",
    "InstanceRefreshArgs",
    "MetadataOptions",
    "MetadataOptionsArgs",
    "RefreshSettings",
    "RefreshableScalingGroup",
    "RefreshableScalingGroupArgs",
    "ReleaseProtection",
    "ReleaseProtectionArgs",
    "ReleaseProtectionGuard",
    "ReleaseProtectionGuardArgs",
]

_MODULES = {
    "InstanceEventNotifications": "event_notifications",
    "InstanceEventNotificationsArgs": "event_notifications",
    "InstanceRedeploy": "redeploy.resource",
    "InstanceRedeployArgs": "redeploy.resource",
    "InstanceRefresh": "refresh",
    "InstanceRefreshArgs": "refresh",
    "MetadataOptions": "metadata",
    "MetadataOptionsArgs": "metadata",
    "RefreshSettings": "refresh",
    "RefreshableScalingGroup": "scaling_group",
    "RefreshableScalingGroupArgs": "scaling_group",
    "ReleaseProtection": "protection",
    "ReleaseProtectionArgs": "protection",
    "ReleaseProtectionGuard": "release_guard",
    "ReleaseProtectionGuardArgs": "release_guard",
}


def __getattr__(name: str) -> Any:
    if name not in _MODULES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_MODULES[name]}"), name)
