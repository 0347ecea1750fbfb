"""Scaling configurations, as the service gave them (DescribeScalingConfigurations, ESS 2022-02-22)."""

from dataclasses import dataclass

from alicloud_ess_refresh.cloud.launch_templates import LaunchSources

__all__ = ["ScalingConfiguration"]


@dataclass(frozen=True, slots=True, kw_only=True)
class ScalingConfiguration:
    """
    A scaling configuration of a group.

    Attributes:
        weights: WeightedCapacity of each instance type override.
        http_tokens: `optional`, which the service takes where nothing is set, or `required`.
        digest: Of everything that instances are made from (`content`); equal for two configurations of equal content.
        digest_but_image: The same without the image.
    """

    scaling_configuration_id: str
    name: str = ""
    image_id: str | None = None
    instance_types: tuple[str, ...] = ()
    weights: tuple[int | None, ...] = ()
    http_tokens: str = "optional"
    digest: str = ""
    digest_but_image: str = ""
    security_group_ids: tuple[str, ...] = ()
    key_pair_name: str = ""

    @property
    def sources(self) -> LaunchSources:
        return LaunchSources(
            image_id=self.image_id or "",
            instance_types=self.instance_types,
            security_group_ids=self.security_group_ids,
            key_pair_name=self.key_pair_name,
        )
