"""`LaunchTemplateClient` over the official SDK of ECS (API version 2014-05-26). Imports the vendor SDK."""

import json
from collections.abc import Sequence

from alibabacloud_ecs20140526 import models
from alibabacloud_ecs20140526.client import Client

from alicloud_ess_refresh.cloud.launch_templates import LaunchSources, LaunchTemplate
from alicloud_ess_refresh.cloud.sdk_calls import call, client_config
from alicloud_ess_refresh.cloud.settings import Settings
from alicloud_ess_refresh.cloud.wire import Wire, each, fields, integer, required_text, rows, text, texts
from alicloud_ess_refresh.errors import ServiceApiError

__all__ = ["SdkLaunchTemplateClient", "open_client"]

PAGE_SIZE = 100
"""Largest that the service takes. Source: DescribeSecurityGroups, MaxResults."""
NOT_FOUND = 404
"""Status of InvalidLaunchTemplate.NotFound and InvalidLaunchTemplateVersion.NotFound (ECS 2014-05-26)."""


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

    def describe_version(self, launch_template_id: str, version: str) -> LaunchSources | None:
        request = models.DescribeLaunchTemplateVersionsRequest(
            region_id=self._region, launch_template_id=launch_template_id, detail_flag=True
        )
        if version == "Default":
            request.default_version = True
        elif version != "Latest":
            request.launch_template_version = [int(version)]
        try:
            return call(self._client, "DescribeLaunchTemplateVersions", launch_template_id, request, _newest)
        except ServiceApiError as error:
            if error.http_status == NOT_FOUND:
                return None
            raise

    def has_image(self, image_id: str) -> bool:
        request = models.DescribeImagesRequest(region_id=self._region, image_id=image_id)
        return call(self._client, "DescribeImages", image_id, request, lambda said: bool(rows(said, "Images", "Image")))

    def existing_security_groups(self, security_group_ids: Sequence[str]) -> frozenset[str]:
        request = models.DescribeSecurityGroupsRequest(
            region_id=self._region, security_group_ids=json.dumps(list(security_group_ids)), max_results=PAGE_SIZE
        )

        def read(answer: Wire) -> frozenset[str]:
            found = rows(answer, "SecurityGroups", "SecurityGroup")
            return frozenset(required_text(wire, "SecurityGroupId") for wire in found)

        return call(self._client, "DescribeSecurityGroups", ", ".join(security_group_ids), request, read)

    def has_key_pair(self, key_pair_name: str) -> bool:
        request = models.DescribeKeyPairsRequest(region_id=self._region, key_pair_name=key_pair_name)

        def read(answer: Wire) -> bool:
            return any(text(wire, "KeyPairName") == key_pair_name for wire in rows(answer, "KeyPairs", "KeyPair"))

        return call(self._client, "DescribeKeyPairs", key_pair_name, request, read)

    def offered_types(self, zone_id: str) -> frozenset[str]:
        request = models.DescribeAvailableResourceRequest(
            region_id=self._region, destination_resource="InstanceType", zone_id=zone_id
        )
        return call(self._client, "DescribeAvailableResource", zone_id, request, _offered_types)


def _newest(answer: Wire) -> LaunchSources | None:
    """Read the newest of the versions that are listed: all of them where none was named."""
    found = rows(answer, "LaunchTemplateVersionSets", "LaunchTemplateVersionSet")
    newest = max(found, key=lambda wire: integer(wire, "VersionNumber") or 0, default=None)
    return None if newest is None else _sources(fields(newest, "LaunchTemplateData"))


def _sources(wire: Wire) -> LaunchSources:
    security_group_id, instance_type = text(wire, "SecurityGroupId"), text(wire, "InstanceType")
    listed = texts(fields(wire, "SecurityGroupIds"), "SecurityGroupId")
    return LaunchSources(
        image_id=text(wire, "ImageId") or "",
        instance_types=(instance_type,) if instance_type else (),
        security_group_ids=listed or ((security_group_id,) if security_group_id else ()),
        key_pair_name=text(wire, "KeyPairName") or "",
    )


def _offered_types(answer: Wire) -> frozenset[str]:
    return frozenset(
        required_text(supported, "Value")
        for zone in each(fields(answer, "AvailableZones"), "AvailableZone")
        for resource in each(fields(zone, "AvailableResources"), "AvailableResource")
        for supported in each(fields(resource, "SupportedResources"), "SupportedResource")
    )


def _template(wire: Wire) -> LaunchTemplate:
    return LaunchTemplate(
        launch_template_id=required_text(wire, "LaunchTemplateId"),
        default_version=text(wire, "DefaultVersionNumber") or "",
        latest_version=text(wire, "LatestVersionNumber") or "",
    )
