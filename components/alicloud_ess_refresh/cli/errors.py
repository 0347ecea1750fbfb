"""The one error that only commands raise."""

from alicloud_ess_refresh.errors import AlicloudError

__all__ = ["RefusedCallError"]


class RefusedCallError(AlicloudError):
    """A command does not fit what the group or its task is doing."""
