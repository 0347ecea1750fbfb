"""A scaling group, declared as the stack's configuration says."""

from typing import Any

import pulumi
import pulumi_alicloud as alicloud

from alicloud_ess_refresh import RefreshableScalingGroup

config = pulumi.Config()
region = config.get("region")


def made_by() -> pulumi.ResourceOptions:
    """Return options with a provider of another region, where one is set, that asks the same endpoint."""
    if not region:
        return pulumi.ResourceOptions()
    settings = pulumi.Config("alicloud")
    provider = alicloud.Provider(
        "other",
        region=region,
        account_id=settings.require("accountId"),
        account_type=settings.require("accountType"),
        protocol=settings.require("protocol"),
        skip_region_validation=True,
        endpoints=settings.require_object("endpoints"),
    )
    return pulumi.ResourceOptions(provider=provider)


def retyped(args: pulumi.ResourceTransformArgs) -> pulumi.ResourceTransformResult | None:
    """Set what the component has no argument for."""
    if args.type_ != "alicloud:ess/scalingConfiguration:ScalingConfiguration" or not config.get("chargeType"):
        return None
    return pulumi.ResourceTransformResult({**args.props, "internetChargeType": config.get("chargeType")}, args.opts)


opts = made_by()
network = alicloud.vpc.Network("web", vpc_name="web", cidr_block="10.0.0.0/16", opts=opts)
zone = config.get("zone") or "cn-hangzhou-h"
vswitch = alicloud.vpc.Switch("web", vpc_id=network.id, zone_id=zone, cidr_block="10.0.0.0/24", opts=opts)
security_groups = [
    alicloud.ecs.SecurityGroup(name, security_group_name=name, vpc_id=network.id, opts=opts).id
    for name in ("first", "second")
]

name = config.get("name") or "web"
args: Any = {
    "min_size": 2,
    "max_size": 4,
    "vswitch_ids": [vswitch.id],
    "security_group_ids": security_groups[:: -1 if config.get_bool("reversed") else 1],
    "image_id": config.require("image"),
    "instance_types": ["ecs.g7.large"],
    "group_deletion_protection": config.get_bool("deletionProtection") or False,
    "multi_az_policy": config.get("policy"),
    "tags": config.get_object("tags"),
    "refresh": {"poll_interval_seconds": 5},
}
args |= config.get_object("args") or {}
own = pulumi.ResourceOptions(
    protect=config.get_bool("protect"),
    retain_on_delete=config.get_bool("retain"),
    aliases=[pulumi.Alias(name="web")] if name != "web" else None,
    transforms=[retyped],
)
if config.get_bool("declared") is not False:
    web = RefreshableScalingGroup(name, args, pulumi.ResourceOptions.merge(opts, own))
    pulumi.export("outcome", web.outcome)
