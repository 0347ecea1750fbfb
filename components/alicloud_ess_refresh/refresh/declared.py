"""
What a program declares that its instances are made from, as a digest: what a preview has to go by.

The provider changes a scaling configuration in place, and the id that an `InstanceRefresh` names stays. While a preview
runs, the service still has the old content; the new one is in the program alone. So the resource that the id comes from
is looked for, and a digest of its properties becomes an input of the refresh. It decides nothing: whether instances are
replaced is decided by what the service has, when the update comes to it.
"""

from collections.abc import Mapping, Sequence
from typing import Any

import pulumi

from alicloud_ess_refresh.cloud.content import digest_of
from alicloud_ess_refresh.refresh.declared_group import GROUP, declared_group, resources_of

__all__ = ["DECLARED_NAMES", "declared_digest", "declared_names"]

CONFIGURATION = "alicloud:ess/scalingConfiguration:ScalingConfiguration"
TEMPLATE = "alicloud:ecs/ecsLaunchTemplate:EcsLaunchTemplate"
_COMMON = (
    "data_disks",
    "host_name",
    "http_endpoint",
    "image_id",
    "instance_name",
    "instance_type",
    "internet_charge_type",
    "internet_max_bandwidth_in",
    "internet_max_bandwidth_out",
    "io_optimized",
    "network_interfaces",
    "password_inherit",
    "resource_group_id",
    "security_enhancement_strategy",
    "security_group_id",
    "security_group_ids",
    "spot_duration",
    "spot_strategy",
    "system_disk_category",
    "system_disk_description",
    "system_disk_name",
    "system_disk_size",
    "tags",
    "user_data",
)
CONTENT: Mapping[str, tuple[str, ...]] = {
    CONFIGURATION: (
        *_COMMON,
        "credit_specification",
        "custom_priorities",
        "dedicated_host_cluster_id",
        "deletion_protection",
        "image_name",
        "image_options_login_as_non_root",
        "instance_description",
        "instance_pattern_infos",
        "instance_type_overrides",
        "instance_types",
        "key_name",
        "kms_encrypted_password",
        "kms_encryption_context",
        "password",
        "resource_pool_options_private_pool_ids",
        "resource_pool_options_private_pool_tags",
        "resource_pool_options_strategy",
        "role_name",
        "spot_price_limits",
        "system_disk_auto_snapshot_policy_id",
        "system_disk_encrypt_algorithm",
        "system_disk_encrypted",
        "system_disk_kms_key_id",
        "system_disk_performance_level",
        "system_disk_provisioned_iops",
    ),
    TEMPLATE: (
        *_COMMON,
        "auto_release_time",
        "auto_renew",
        "auto_renew_period",
        "deployment_set_id",
        "description",
        "enable_vm_os_config",
        "http_put_response_hop_limit",
        "http_tokens",
        "image_options",
        "image_owner_alias",
        "instance_charge_type",
        "key_pair_name",
        "network_type",
        "period",
        "period_unit",
        "private_ip_address",
        "ram_role_name",
        "spot_price_limit",
        "system_disk",
        "userdata",
        "vswitch_id",
        "zone_id",
    ),
}
"""Properties that instances are made from, by the type of the resource (alicloud provider 4.0.0), one by one: what a
later provider adds must not look like a change."""
DECLARED_NAMES = ("image_id", "image_name", "instance_types", "instance_type")
"""Properties by which a preview names what is declared; none of them is a secret."""
_IMAGE = ("image_id", "image_name", "image_options_login_as_non_root")
"""What a refresh to an image changes behind the resource that declares it."""
_UNORDERED = ("security_group_ids", "spot_price_limits", "instance_pattern_infos")


def declared_digest(
    args: Mapping[str, Any], opts: pulumi.ResourceOptions | None = None
) -> "pulumi.Output[str | None] | None":
    """
    Return a digest of what is declared, None where the program declares none of it: where ids are plain texts.

    Of a launch template only where its version moves with it: what a version holds never changes. Of what an image goes
    into, all but the image; no argument names it, but the refresh depends on it.

    Args:
        args: Arguments of `InstanceRefresh`.
        opts: Its options.
    """
    if args.get("image_id") is not None:
        return pulumi.Output.from_input(_digest_beside_image(args.get("scaling_group_id"), opts))
    given = args.get("scaling_configuration_id")
    if given is None and not isinstance(args.get("launch_template_version"), str):
        given = args.get("launch_template_id")
    if args.get("launch_template_version") in {"Default", "Latest"}:
        given = args.get("launch_template_id")
    if not isinstance(given, pulumi.Output):
        return None
    return pulumi.Output.from_input(_digest(given))


def declared_names(args: Mapping[str, Any]) -> "pulumi.Output[dict[str, Any]]":
    """
    Return what a preview names a declared configuration by, DECLARED_NAMES, and what is declared of the group.

    All as far as it is known.

    Args:
        args: Arguments of `InstanceRefresh`.
    """
    return pulumi.Output.from_input(_names(args))


async def _names(args: Mapping[str, Any]) -> Any:
    given = args.get("scaling_configuration_id") or args.get("launch_template_id")
    found = await _declaring(given)
    properties = await _known(found[0]) if len(found) == 1 else {}
    named = {name: properties[name] for name in DECLARED_NAMES if name in properties}
    named[GROUP] = await declared_group(args.get("scaling_group_id"))
    return pulumi.Output.from_input(named).apply(lambda read: {name: value for name, value in read.items() if value})


async def _declaring(given: object) -> list[pulumi.Resource]:
    """Return the resources that an id comes from, as far as instances are made from them."""
    return [each for each in await resources_of(given) if each.pulumi_resource_type in CONTENT]


async def _digest(given: "pulumi.Output[str]") -> Any:
    return await _digest_of(await _declaring(given))


async def _digest_of(found: Sequence[pulumi.Resource], *, but: Sequence[str] = ()) -> Any:
    """
    Return an Output, which the caller's Output takes over with all that it knows: unknown, secret.

    It is unknown while a resource is still to be made: a preview knows its properties only in part, which would make
    another digest than the update does, and a plan that is made of the preview holds the update to its values.

    Args:
        but: Properties that do not count.
    """
    if not found:
        return None
    properties = [await _known(each) for each in sorted(found, key=lambda each: each.pulumi_resource_name)]
    counting = [{name: value for name, value in each.items() if name not in but} for each in properties]
    ids = [vars(each)["id"] for each in found]
    return pulumi.Output.all(pulumi.Output.from_input(counting), *ids).apply(
        lambda read: digest_of({"declared": [*map(_in_order, read[0])]})
    )


async def _digest_beside_image(scaling_group_id: object, opts: pulumi.ResourceOptions | None) -> Any:
    needed = opts.depends_on if opts else None
    named = needed if isinstance(needed, Sequence) else [needed]
    found = {*await resources_of(scaling_group_id), *(each for each in named if isinstance(each, pulumi.Resource))}
    return await _digest_of([each for each in found if each.pulumi_resource_type == CONFIGURATION], but=_IMAGE)


async def _known(resource: pulumi.Resource) -> dict[str, Any]:
    """
    Return the properties that are known, as Outputs.

    In a preview the SDK does not tell what nobody has set from what is known only after the update: both are left out.
    """
    properties = {name: vars(resource).get(name) for name in CONTENT[resource.pulumi_resource_type]}
    return {
        name: value for name, value in properties.items() if isinstance(value, pulumi.Output) and await value.is_known()
    }


def _in_order(properties: Mapping[str, Any]) -> Mapping[str, Any]:
    return {
        name: sorted(value, key=repr) if name in _UNORDERED and isinstance(value, list) else value
        for name, value in properties.items()
    }
