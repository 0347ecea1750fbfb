"""
`LaunchTemplateClient`: the one call to ECS that a refresh needs, in the package's own types.

Who implements it: `SdkLaunchTemplateClient` over the official SDK; tests, over a table.
"""

from typing import Protocol

from alicloud_ess_refresh.cloud.model import LaunchTemplate

__all__ = ["LaunchTemplateClient"]


class LaunchTemplateClient(Protocol):
    """
    Launch templates of one region.

    Every method raises ServiceUnreachableError, ThrottledError or ServiceApiError.
    """

    def describe_launch_template(self, launch_template_id: str) -> LaunchTemplate | None:
        """Return a launch template, or None where it does not exist."""
