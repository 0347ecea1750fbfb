"""StartInstanceRefresh, declared."""

from alicloud_ess_refresh.refresh.resource import InstanceRefresh, InstanceRefreshArgs, RefreshSettings

__all__ = ["InstanceRefresh", "InstanceRefreshArgs", "RefreshSettings"]
