"""Launch templates of ECS as a table."""

from collections.abc import Sequence

from alicloud_ess_refresh.cloud.launch_templates import LaunchSources, LaunchTemplate

__all__ = ["FakeTemplates"]


class FakeTemplates:
    """
    Implements LaunchTemplateClient.

    Attributes:
        versions: Default and latest version of each template that exists.
        missing: Versions, images, security groups and key pairs that do not exist.
        offered: Instance types that each zone offers; other zones offer what is asked for.
        errors: Errors that calls raise, one after another.
    """

    def __init__(self) -> None:
        self.versions: dict[str, tuple[str, str]] = {}
        self.sources = LaunchSources()
        self.missing: set[str] = set()
        self.offered: dict[str, frozenset[str]] = {}
        self.errors: list[Exception] = []

    def describe_launch_template(self, launch_template_id: str) -> LaunchTemplate | None:
        if self.errors:
            raise self.errors.pop(0)
        if launch_template_id not in self.versions:
            return None
        default, latest = self.versions[launch_template_id]
        return LaunchTemplate(launch_template_id=launch_template_id, default_version=default, latest_version=latest)

    def describe_version(self, launch_template_id: str, version: str) -> LaunchSources | None:
        return None if f"{launch_template_id} version {version}" in self.missing else self.sources

    def has_image(self, image_id: str) -> bool:
        if self.errors:
            raise self.errors.pop(0)
        return image_id not in self.missing

    def existing_security_groups(self, security_group_ids: Sequence[str]) -> frozenset[str]:
        return frozenset(security_group_ids) - self.missing

    def has_key_pair(self, key_pair_name: str) -> bool:
        return key_pair_name not in self.missing

    def offered_types(self, zone_id: str) -> frozenset[str]:
        return self.offered.get(zone_id, frozenset())
