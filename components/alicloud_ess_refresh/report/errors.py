"""What stands in the way of a report."""

from alicloud_ess_refresh.errors import AlicloudError

__all__ = ["NoReportError"]


class NoReportError(AlicloudError):
    """There is nothing to report on, a file cannot be read or written, or is none of ours."""
