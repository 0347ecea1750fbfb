"""A release that fails: the group goes back to the configuration that was active before, and `pulumi up` says why."""

import pulumi
import pulumi_alicloud as alicloud

from alicloud_ess_refresh import RefreshableScalingGroup

config = pulumi.Config()

network = alicloud.vpc.Network("shop", vpc_name="shop", cidr_block="10.1.0.0/16")
vswitch = alicloud.vpc.Switch("shop", vpc_id=network.id, zone_id="cn-hangzhou-h", cidr_block="10.1.0.0/24")

shop = RefreshableScalingGroup(
    "shop",
    min_size=2,
    max_size=4,
    vswitch_ids=[vswitch.id],
    vpc_id=network.id,
    # In the emulator m-app-v1 to m-app-v9 work; instances of m-app-broken start but never become healthy.
    image_id=config.require("image"),
    instance_types=["ecs.g7.large"],
    group_deletion_protection=config.get_bool("deletionProtection", True),
    # With "leave" the group would stay as the failed task left it, for someone to look at.
    refresh={"on_failure": "rollback", "min_healthy_percentage": 100, "max_healthy_percentage": 150},
)

pulumi.export("scaling_group_id", shop.scaling_group_id)
pulumi.export("scaling_configuration_id", shop.scaling_configuration_id)
