"""
RefreshableScalingGroup: a scaling group that can always be refreshed, and is, when its configuration changes.

Holds the component and the safe defaults it sets. How a refresh goes is the business of `refresh`.
"""

import itertools
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Literal, NotRequired, TypedDict, Unpack, cast, overload

import pulumi
import pulumi_alicloud as alicloud

from alicloud_ess_refresh.argument_help import shows_arguments
from alicloud_ess_refresh.arguments import take_arguments
from alicloud_ess_refresh.component_options import check_options
from alicloud_ess_refresh.metadata import MetadataOptions
from alicloud_ess_refresh.physical_names import (
    INSTANCE,
    RENAME,
    SCALING_CONFIGURATION,
    SCALING_GROUP,
    SECURITY_GROUP,
    check_component,
    check_name,
    keeping,
    unique_name,
)
from alicloud_ess_refresh.refresh import InstanceRefresh, InstanceRefreshArgs, RefreshSettings
from alicloud_ess_refresh.scaling_configuration import named_by_content

__all__ = ["RefreshableScalingGroup", "RefreshableScalingGroupArgs"]


class RefreshableScalingGroupArgs(TypedDict):
    """
    What `RefreshableScalingGroup` takes.

    Names are those of `alicloud.ess.ScalingGroup` and `alicloud.ess.ScalingConfiguration`; a value left out
    takes the default named here. Anything that is not listed can be set with
    `opts=ResourceOptions(transforms=[…])`.
    """

    min_size: pulumi.Input[int]
    """Least number of instances, 0 to 2000."""
    max_size: pulumi.Input[int]
    """Largest number of instances, 0 to 2000."""
    vswitch_ids: pulumi.Input[Sequence[pulumi.Input[str]]]
    """vSwitches, in any order; give two zones or more."""
    image_id: pulumi.Input[str]
    """Image of the instances. A plain `str`, not an Output, lets a release taken back find its old configuration."""
    instance_types: Sequence[pulumi.Input[str]]
    """Instance types, most wanted first. Without weights: capacity is counted in instances, as a refresh requires."""

    vpc_id: NotRequired[pulumi.Input[str]]
    """
    VPC in which a security group is made that lets nothing in, not even from one instance of the group to another.
    Either this or `security_group_ids`.
    """
    security_group_ids: NotRequired[pulumi.Input[Sequence[pulumi.Input[str]]]]
    """Security groups of the instances. Either this or `vpc_id`."""

    desired_capacity: NotRequired[pulumi.Input[int]]
    """Expected number of instances. Default: left to the service and its scaling rules."""
    scaling_group_name: NotRequired[pulumi.Input[str]]
    """Unique in the region; 2 to 64 characters. Default: the component's name and random digits, for good."""
    default_cooldown: NotRequired[pulumi.Input[int]]
    """Cool-down after a scaling activity, in seconds, 0 to 86400. Default: the provider's, 300."""
    removal_policies: NotRequired[pulumi.Input[Sequence[pulumi.Input[str]]]]
    """Default: the service's."""
    multi_az_policy: NotRequired[pulumi.Input[str]]
    """Default `PRIORITY`, the only scale-out policy that the service refreshes."""
    scaling_policy: NotRequired[pulumi.Input[str]]
    """Default `release`: groups that stop instances instead of releasing them cannot be refreshed."""
    health_check_type: NotRequired[pulumi.Input[str]]
    """Default `ECS`: without a health check a dead instance counts as capacity, in a refresh too."""
    group_deletion_protection: NotRequired[pulumi.Input[bool]]
    """Default `True`: the provider deletes a group together with its instances; this is the only guard."""

    deletion_protection: NotRequired[pulumi.Input[bool]]
    """Release protection of the instances. Default `True`: nobody releases one by hand; scale-in and refresh do."""
    system_disk_category: NotRequired[pulumi.Input[str]]
    """Default `cloud_essd`, which every current instance type takes and which can be encrypted."""
    system_disk_size: NotRequired[pulumi.Input[int]]
    """System disk, in GiB. Default: the image's size."""
    system_disk_encrypted: NotRequired[pulumi.Input[bool]]
    """Default `True`: a disk cannot be encrypted afterwards."""
    data_disks: NotRequired[Sequence[alicloud.ess.ScalingConfigurationDataDiskArgsDict]]
    """Data disks; each one is encrypted unless it says `encrypted=False`, for the same reason. Default: none."""
    user_data: NotRequired[pulumi.Input[str]]
    """Default: none."""
    key_name: NotRequired[pulumi.Input[str]]
    """Key pair. Default: none; the instances have no password either, so that nobody logs in."""
    role_name: NotRequired[pulumi.Input[str]]
    """RAM role of the instances, for programs that would otherwise hold an access key. Default: none."""
    http_tokens: NotRequired[Literal["optional", "required"]]
    """
    Access mode of instance metadata. Default `required`, the security-hardened mode (IMDSv2) alone: the image's
    cloud-init and SDKs must know it; with `optional` normal mode is answered, too.
    """
    security_enhancement_strategy: NotRequired[pulumi.Input[str]]
    """`Active` installs Security Center's agent, on public images alone. Default: the service's."""
    internet_max_bandwidth_out: NotRequired[pulumi.Input[int]]
    """Outbound bandwidth in Mbit/s; above 0 each instance gets a public address. Default 0: none has one."""
    instance_name: NotRequired[pulumi.Input[str]]
    """2 to 128 characters. Default: the component's name; a renamed component keeps it until the next rollout."""
    tags: NotRequired[Mapping[str, pulumi.Input[str]]]
    """Tags of the group and of its instances. Default: none."""

    refresh: NotRequired[RefreshSettings]
    """How instances are replaced when the configuration changes. Default: the defaults of `InstanceRefresh`."""


Args = Mapping[str, Any]

GROUP_DEFAULTS: Args = {
    "multi_az_policy": "PRIORITY",
    "scaling_policy": "release",
    "health_check_type": "ECS",
    "group_deletion_protection": True,
}
GROUP_OPTIONS = ("desired_capacity", "default_cooldown", "removal_policies", "tags")

CONFIGURATION_DEFAULTS: Args = {
    "deletion_protection": True,
    "system_disk_category": "cloud_essd",
    "system_disk_encrypted": True,
    "internet_max_bandwidth_out": 0,
}
CONFIGURATION_OPTIONS = (
    "system_disk_size",
    "user_data",
    "key_name",
    "role_name",
    "security_enhancement_strategy",
    "instance_name",
    "tags",
)
DEFAULT_HTTP_TOKENS: Literal["required"] = "required"


@shows_arguments(RefreshableScalingGroupArgs)
class RefreshableScalingGroup(pulumi.ComponentResource):
    """
    A scaling group whose instances follow its configuration.

    The first deployment creates group and scaling configuration and enables the group. Every change of the
    configuration makes a *new* scaling configuration and refreshes the group to it: the old one stays active
    until the last instance is replaced, so that a failed release can go back, and is kept until the next one.

    Raises:
        ValueError: An argument is missing or unknown; both or neither of `vpc_id` and `security_group_ids`; no
            instance type.
    """

    scaling_group_id: pulumi.Output[str]
    """Id of the scaling group."""
    scaling_configuration_id: pulumi.Output[str]
    """Id of the scaling configuration that the group was last refreshed to."""
    security_group_ids: pulumi.Output[Sequence[str]]
    """Security groups of the instances."""
    outcome: pulumi.Output[str]
    """What the last deployment did: `enabled`, `refreshed`, `adopted`, `activated` or `nothing_to_do`."""
    instance_refresh_task_id: pulumi.Output[str | None]
    """Task that did it; None when none was needed."""

    @overload
    def __init__(
        self, name: str, args: RefreshableScalingGroupArgs, opts: pulumi.ResourceOptions | None = None
    ) -> None: ...
    @overload
    def __init__(
        self, name: str, *, opts: pulumi.ResourceOptions | None = None, **arguments: Unpack[RefreshableScalingGroupArgs]
    ) -> None: ...
    def __init__(
        self,
        name: str,
        args: RefreshableScalingGroupArgs | None = None,
        opts: pulumi.ResourceOptions | None = None,
        **arguments: Any,
    ) -> None:
        given, opts = take_arguments(name, RefreshableScalingGroupArgs, args, opts, arguments)
        check_options(name, opts)
        super().__init__("alicloud-ess-refresh:index:RefreshableScalingGroup", name, {}, opts)
        _check(name, given)
        child = pulumi.ResourceOptions(parent=self)
        security_group_ids = _security_group_ids(name, given, child)
        group = _scaling_group(name, given, child)
        http_tokens = given.get("http_tokens", DEFAULT_HTTP_TOKENS)
        configuration = named_by_content(
            name,
            _configuration_content(given),
            http_tokens=http_tokens,
            group=group,
            security_group_ids=security_group_ids,
            instance_name=None if "instance_name" in given else name,
            opts=child,
        )
        desired = {"scaling_group_id": group.id, "scaling_configuration_id": configuration.id}
        metadata = MetadataOptions(f"{name}-metadata", http_tokens=http_tokens, **desired, opts=child)
        refresh = InstanceRefresh(
            f"{name}-refresh",
            cast("InstanceRefreshArgs", {**given.get("refresh", {}), **desired, "deleted_with_group": True}),
            # No instance may be made from the configuration before it is complete.
            opts=pulumi.ResourceOptions.merge(child, pulumi.ResourceOptions(depends_on=[metadata])),
        )
        outputs = {
            "scaling_group_id": group.id,
            "scaling_configuration_id": configuration.id,
            "security_group_ids": pulumi.Output.from_input(security_group_ids),
            "outcome": refresh.outcome,
            "instance_refresh_task_id": refresh.instance_refresh_task_id,
        }
        for output, value in outputs.items():
            setattr(self, output, value)
        self.register_outputs(outputs)


def _check(name: str, args: RefreshableScalingGroupArgs) -> None:
    if ("vpc_id" in args) == ("security_group_ids" in args):
        found = "both" if "vpc_id" in args else "neither"
        raise ValueError(
            f"{name}: got {found} of `vpc_id` and `security_group_ids`, expected one of them: "
            "`vpc_id` to have a closed security group made, `security_group_ids` to use your own"
        )
    if not args["instance_types"]:
        raise ValueError(f"{name}: `instance_types` is empty, expected one instance type or more")
    _check_sizes(name, args)
    _check_names(name, args)


def _check_sizes(name: str, args: RefreshableScalingGroupArgs) -> None:
    """Compare the sizes that are known while the program runs; the service would refuse them after other changes."""
    given = {size: args[size] for size in ("min_size", "desired_capacity", "max_size") if size in args}
    known = [(size, value) for size, value in given.items() if isinstance(value, int)]
    for (smaller, least), (larger, most) in itertools.combinations(known, 2):
        if least > most:
            raise ValueError(f"{name}: `{smaller}` is {least} and `{larger}` is {most}, expected {smaller} <= {larger}")


def _check_names(name: str, args: RefreshableScalingGroupArgs) -> None:
    scaling_group_name, instance_name = args.get("scaling_group_name"), args.get("instance_name", name)
    check_component(name, SCALING_GROUP, SCALING_CONFIGURATION)
    if "vpc_id" in args:
        check_component(name, SECURITY_GROUP, advice=f"{RENAME}, or pass `security_group_ids` for `vpc_id`")
    if isinstance(scaling_group_name, str):
        check_name(f"{name}, scaling_group_name", scaling_group_name, SCALING_GROUP)
    if isinstance(instance_name, str):
        advice = "" if "instance_name" in args else ": set `instance_name`, the default is the component's name"
        check_name(f"{name}, instance_name", instance_name, INSTANCE, advice=advice)


def _security_group_ids(
    name: str, args: RefreshableScalingGroupArgs, opts: pulumi.ResourceOptions
) -> pulumi.Input[Sequence[pulumi.Input[str]]]:
    if "security_group_ids" in args:
        return args["security_group_ids"]
    group = alicloud.ecs.SecurityGroup(
        f"{name}-security-group",
        security_group_name=unique_name(name, SECURITY_GROUP),
        vpc_id=args["vpc_id"],
        inner_access_policy="Drop",
        opts=keeping(opts, ["security_group_name"]),
    )
    return [group.id]


def _scaling_group(
    name: str, args: RefreshableScalingGroupArgs, opts: pulumi.ResourceOptions
) -> alicloud.ess.ScalingGroup:
    scaling_group_name = args.get("scaling_group_name")
    if scaling_group_name is None:
        scaling_group_name = unique_name(name, SCALING_GROUP)
        opts = keeping(opts, ["scaling_group_name"])
    return alicloud.ess.ScalingGroup(
        f"{name}-group",
        scaling_group_name=scaling_group_name,
        min_size=args["min_size"],
        max_size=args["max_size"],
        vswitch_ids=args["vswitch_ids"],
        **_chosen(args, GROUP_DEFAULTS, GROUP_OPTIONS),
        opts=opts,
    )


def _configuration_content(args: RefreshableScalingGroupArgs) -> dict[str, Any]:
    content = {
        "image_id": args["image_id"],
        "instance_types": list(args["instance_types"]),
        **_chosen(args, CONFIGURATION_DEFAULTS, CONFIGURATION_OPTIONS),
    }
    if "data_disks" in args:
        content["data_disks"] = [{"encrypted": True, **disk} for disk in args["data_disks"]]
    return content


def _chosen(args: RefreshableScalingGroupArgs, defaults: Args, options: Iterable[str]) -> dict[str, Any]:
    given = cast("Args", args)
    chosen = {key: given.get(key, default) for key, default in defaults.items()}
    return chosen | {key: given[key] for key in options if key in given}
