"""Release protection of the instances that a scaling group has, declared."""

from alicloud_ess_refresh.protection.resource import ReleaseProtection, ReleaseProtectionArgs

__all__ = ["ReleaseProtection", "ReleaseProtectionArgs"]
