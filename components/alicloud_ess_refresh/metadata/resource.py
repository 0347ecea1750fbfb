"""`MetadataOptions` as a program declares it."""

from typing import Any, Literal, TypedDict, Unpack, overload

import pulumi
from pulumi.dynamic import Resource

from alicloud_ess_refresh.argument_help import shows_arguments
from alicloud_ess_refresh.arguments import take_arguments
from alicloud_ess_refresh.dynamic.alicloud_provider import served_beside_alicloud
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


@shows_arguments(MetadataOptionsArgs)
class MetadataOptions(Resource, module="ess", name="MetadataOptions"):
    """
    Sets the access mode of instance metadata in a scaling configuration, for instances that are made from it.

    `alicloud.ess.ScalingConfiguration` has no such property. Instances that are there already keep their mode. Its
    id is the scaling group's; deleting it changes nothing: the configuration goes with its own resource.
    """

    scaling_group_id: pulumi.Output[str]
    scaling_configuration_id: pulumi.Output[str]
    http_tokens: pulumi.Output[str]

    @overload
    def __init__(self, name: str, args: MetadataOptionsArgs, opts: pulumi.ResourceOptions | None = None) -> None: ...
    @overload
    def __init__(
        self, name: str, *, opts: pulumi.ResourceOptions | None = None, **arguments: Unpack[MetadataOptionsArgs]
    ) -> None: ...
    def __init__(
        self,
        name: str,
        args: MetadataOptionsArgs | None = None,
        opts: pulumi.ResourceOptions | None = None,
        **arguments: Any,
    ) -> None:
        given, opts = take_arguments(name, MetadataOptionsArgs, args, opts, arguments)
        super().__init__(MetadataOptionsProvider(), name, {**given}, served_beside_alicloud(opts))
