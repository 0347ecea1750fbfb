"""
`LaunchTemplateClient`: what a refresh asks ECS about launch templates and what they name, in the package's own types.

Who implements it: `SdkLaunchTemplateClient` over the official SDK; tests, over a table.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

__all__ = ["LaunchSources", "LaunchTemplate", "LaunchTemplateClient"]


@dataclass(frozen=True, slots=True, kw_only=True)
class LaunchSources:
    """
    What has to exist for an instance to be made; empty where nothing is named.

    Attributes:
        image_id: An id, or the name of an image family, which begins with `acs:`.
    """

    image_id: str = ""
    instance_types: tuple[str, ...] = ()
    security_group_ids: tuple[str, ...] = ()
    key_pair_name: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class LaunchTemplate:
    """A launch template (DescribeLaunchTemplates). What a version holds never changes; what a moving one means does."""

    launch_template_id: str
    default_version: str
    latest_version: str


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
