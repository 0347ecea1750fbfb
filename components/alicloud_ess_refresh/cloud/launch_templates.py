"""
`LaunchTemplateClient`: what a refresh asks ECS about launch templates and what they name, in the package's own types.

Who implements it: `SdkLaunchTemplateClient` over the official SDK; tests, over a table.
"""

from collections.abc import Sequence
from typing import Protocol

from alicloud_ess_refresh.cloud.model import LaunchSources, LaunchTemplate

__all__ = ["LaunchTemplateClient"]


class LaunchTemplateClient(Protocol):
    """
    Launch templates of one region.

    Every method raises ServiceUnreachableError, ThrottledError or ServiceApiError.
    """

    def describe_launch_template(self, launch_template_id: str) -> LaunchTemplate | None:
        """Return a launch template, or None where it does not exist."""

    def describe_version(self, launch_template_id: str, version: str) -> LaunchSources | None:
        """Return what a version names, `Default` and `Latest` included; None where template or version do not exist."""

    def has_image(self, image_id: str) -> bool:
        """Tell whether an image exists that the account may use."""

    def existing_security_groups(self, security_group_ids: Sequence[str]) -> frozenset[str]:
        """Return those of the security groups that exist."""

    def has_key_pair(self, key_pair_name: str) -> bool: ...

    def offered_types(self, zone_id: str) -> frozenset[str]:
        """Return the instance types that a zone offers, in stock or not."""
