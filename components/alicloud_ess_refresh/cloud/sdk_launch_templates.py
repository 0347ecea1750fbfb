"""`LaunchTemplateClient` over the official SDK of ECS (API version 2014-05-26). Imports the vendor SDK."""

from alibabacloud_ecs20140526 import models
from alibabacloud_ecs20140526.client import Client

from alicloud_ess_refresh.cloud.model import LaunchTemplate
from alicloud_ess_refresh.cloud.sdk_calls import call, client_config
from alicloud_ess_refresh.cloud.settings import Settings
from alicloud_ess_refresh.cloud.wire import Wire, required_text, rows, text

__all__ = ["SdkLaunchTemplateClient", "open_client"]


def open_client(settings: Settings) -> "SdkLaunchTemplateClient":
    """
    Return a client for what the stack and the environment say; no request is made yet.

    Raises:
        ConnectionSettingsError: They do not say enough, or contradict themselves.
    """
    return SdkLaunchTemplateClient(Client(client_config(settings, "ecs")), region=settings.region)


class SdkLaunchTemplateClient:
    """Thread-safe as far as the SDK is. Never retries: who waits decides that."""

    def __init__(self, client: Client, *, region: str) -> None:
        self._client = client
        self._region = region

    def describe_launch_template(self, launch_template_id: str) -> LaunchTemplate | None:
        request = models.DescribeLaunchTemplatesRequest(region_id=self._region, launch_template_id=[launch_template_id])

        def read(answer: Wire) -> tuple[LaunchTemplate, ...]:
            return tuple(map(_template, rows(answer, "LaunchTemplateSets", "LaunchTemplateSet")))

        found = call(self._client, "DescribeLaunchTemplates", launch_template_id, request, read)
        return found[0] if found else None


def _template(wire: Wire) -> LaunchTemplate:
    return LaunchTemplate(
        launch_template_id=required_text(wire, "LaunchTemplateId"),
        default_version=text(wire, "DefaultVersionNumber") or "",
        latest_version=text(wire, "LatestVersionNumber") or "",
    )
