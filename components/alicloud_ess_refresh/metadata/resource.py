"""`MetadataOptions` as a program declares it."""

from typing import Literal, TypedDict

import pulumi
from pulumi.dynamic import Resource

from alicloud_ess_refresh.metadata.provider import MetadataOptionsProvider

__all__ = ["MetadataOptions", "MetadataOptionsArgs"]


class MetadataOptionsArgs(TypedDict):
    """What `MetadataOptions` takes."""

    scaling_group_id: pulumi.Input[str]
    """The group that the configuration belongs to; another one makes another resource."""
    scaling_configuration_id: pulumi.Input[str]
    """The configuration."""
    http_tokens: pulumi.Input[Literal["optional", "required"]]
    """
    `required`: metadata is answered in security-hardened mode alone (IMDSv2), so that a forged request of a web
    application cannot read the credentials of the instance's RAM role. `optional`: in normal mode, too.

    Source: ModifyScalingConfiguration, ESS 2022-02-22, parameter HttpTokens.
    """


class MetadataOptions(Resource, module="ess", name="MetadataOptions"):
    """
    Sets the access mode of instance metadata in a scaling configuration, for instances that are made from it.

    `alicloud.ess.ScalingConfiguration` has no such property. Instances that are there already keep their mode. Its
    id is the scaling group's; deleting it changes nothing: the configuration goes with its own resource.
    """

    scaling_group_id: pulumi.Output[str]
    scaling_configuration_id: pulumi.Output[str]
    http_tokens: pulumi.Output[str]

    def __init__(self, name: str, args: MetadataOptionsArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__(MetadataOptionsProvider(), name, {**args}, opts)
