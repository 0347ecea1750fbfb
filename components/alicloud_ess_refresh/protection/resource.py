"""`ReleaseProtection` as a program declares it."""

from collections.abc import Mapping, Sequence
from typing import Any, Literal, NotRequired, TypedDict, Unpack, overload

import pulumi
from pulumi.dynamic import Resource

from alicloud_ess_refresh.argument_help import shows_arguments
from alicloud_ess_refresh.arguments import take_arguments
from alicloud_ess_refresh.dynamic.alicloud_provider import served_beside_alicloud
from alicloud_ess_refresh.protection.provider import OUTPUTS, ReleaseProtectionProvider

__all__ = ["ReleaseProtection", "ReleaseProtectionArgs"]


class ReleaseProtectionArgs(TypedDict):
    """What `ReleaseProtection` takes."""

    scaling_group_id: pulumi.Input[str]
    """The group; another one makes another resource."""
    on_delete: NotRequired[pulumi.Input[Literal["leave", "lift"]]]
    """
    What becomes of the protection when the resource is deleted, as the last update said. Default `leave`: it stays.

    `lift`: it is switched off for those instances for which this resource has switched it on.
    """


@shows_arguments(ReleaseProtectionArgs)
class ReleaseProtection(Resource, module="ecs", name="ReleaseProtection"):
    """
    Protects the instances that a scaling group has from being released by hand (DeletionProtection).

    `deletion_protection` of a scaling configuration reaches instances that are made later alone. Every update looks
    at the group again, and mends what lacks protection. It does not stop a scale-in, an instance refresh, a planned
    or an overdue release. Its id is the group's.
    """

    scaling_group_id: pulumi.Output[str]
    protected_instance_ids: pulumi.Output[Sequence[str]]
    unprotected_instance_ids: pulumi.Output[Sequence[str]]
    """Those that lack it, as of the last update or refresh."""
    unprotectable_instances: pulumi.Output[Mapping[str, str]]
    """Those that cannot have it, with the reason: subscriptions and spot instances."""
    switched_on_instance_ids: pulumi.Output[Sequence[str]]
    """Those that this resource has protected; the others were before."""

    @overload
    def __init__(self, name: str, args: ReleaseProtectionArgs, opts: pulumi.ResourceOptions | None = None) -> None: ...
    @overload
    def __init__(
        self, name: str, *, opts: pulumi.ResourceOptions | None = None, **arguments: Unpack[ReleaseProtectionArgs]
    ) -> None: ...
    def __init__(
        self,
        name: str,
        args: ReleaseProtectionArgs | None = None,
        opts: pulumi.ResourceOptions | None = None,
        **arguments: Any,
    ) -> None:
        given, opts = take_arguments(name, ReleaseProtectionArgs, args, opts, arguments)
        super().__init__(
            ReleaseProtectionProvider(), name, {**dict.fromkeys(OUTPUTS), **given}, served_beside_alicloud(opts)
        )
