"""Launch templates of ECS as a table."""

from alicloud_ess_refresh.cloud.model import LaunchTemplate

__all__ = ["FakeTemplates"]


class FakeTemplates:
    """
    Implements LaunchTemplateClient.

    Attributes:
        versions: Default and latest version of each template that exists.
        errors: Errors that calls raise, one after another.
    """

    def __init__(self) -> None:
        self.versions: dict[str, tuple[str, str]] = {}
        self.errors: list[Exception] = []

    def describe_launch_template(self, launch_template_id: str) -> LaunchTemplate | None:
        if self.errors:
            raise self.errors.pop(0)
        if launch_template_id not in self.versions:
            return None
        default, latest = self.versions[launch_template_id]
        return LaunchTemplate(launch_template_id=launch_template_id, default_version=default, latest_version=latest)
