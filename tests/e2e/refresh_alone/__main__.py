"""A group that an `InstanceRefresh` alone takes to each new scaling configuration."""

import pulumi
import pulumi_alicloud as alicloud

from alicloud_ess_refresh import InstanceRefresh

network = alicloud.vpc.Network("shop", cidr_block="10.2.0.0/16")
vswitch = alicloud.vpc.Switch("shop", vpc_id=network.id, zone_id="cn-hangzhou-h", cidr_block="10.2.0.0/24")
security_group = alicloud.ecs.SecurityGroup("shop", vpc_id=network.id)
group = alicloud.ess.ScalingGroup(
    "shop", scaling_group_name="shop", min_size=4, max_size=8, vswitch_ids=[vswitch.id], scaling_policy="release"
)
configuration = alicloud.ess.ScalingConfiguration(
    "shop",
    scaling_group_id=group.id,
    image_id=pulumi.Config().require("image"),
    instance_types=["ecs.g7.large"],
    security_group_id=security_group.id,
    opts=pulumi.ResourceOptions(replace_on_changes=["*"], deleted_with=group),
)
InstanceRefresh("shop", scaling_group_id=group.id, scaling_configuration_id=configuration.id, poll_interval_seconds=1)
