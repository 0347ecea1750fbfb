"""A scaling configuration that is changed in place, because nothing asks for its replacement."""

import pulumi
import pulumi_alicloud as alicloud

from alicloud_ess_refresh import InstanceRefresh

config = pulumi.Config()

network = alicloud.vpc.Network("web", cidr_block="10.1.0.0/16")
vswitch = alicloud.vpc.Switch("web", vpc_id=network.id, zone_id="cn-hangzhou-h", cidr_block="10.1.0.0/24")
other = alicloud.vpc.Switch("other", vpc_id=network.id, zone_id="cn-hangzhou-i", cidr_block="10.1.1.0/24")
security_group = alicloud.ecs.SecurityGroup("web", vpc_id=network.id)
group = alicloud.ess.ScalingGroup(
    "web",
    scaling_group_name=f"web-{pulumi.get_stack()}",
    min_size=3,
    max_size=6,
    vswitch_ids=[other.id if config.get_bool("moves") else vswitch.id],
    multi_az_policy="PRIORITY",
    scaling_policy="release",
)
configuration = alicloud.ess.ScalingConfiguration(
    "web",
    scaling_group_id=group.id,
    image_id=config.require("image"),
    instance_types=["ecs.g7.large"],
    security_group_id=security_group.id,
    user_data=config.get_secret("userData"),
    opts=pulumi.ResourceOptions(deleted_with=group),
)
refresh = InstanceRefresh(
    "web",
    scaling_group_id=group.id,
    scaling_configuration_id=configuration.id,
    wait_timeout_seconds=1800,
)

pulumi.export("scaling_group_id", group.id)
pulumi.export("outcome", refresh.outcome)
