"""A scaling group, and a queue with the system events of its instances, for `ess-events` to answer."""

import pulumi
import pulumi_alicloud as alicloud

from alicloud_ess_refresh import InstanceEventNotifications, RefreshableScalingGroup

config = pulumi.Config()
instance_type = config.get("instanceType") or "ecs.g7.large"

zones = alicloud.get_zones(available_instance_type=instance_type, available_resource_creation="VSwitch").ids
network = alicloud.vpc.Network("web", vpc_name="web", cidr_block="10.0.0.0/16")
vswitch = alicloud.vpc.Switch("web", vpc_id=network.id, zone_id=zones[0], cidr_block="10.0.0.0/24")

web = RefreshableScalingGroup(
    "web",
    min_size=2,
    max_size=4,
    vswitch_ids=[vswitch.id],
    vpc_id=network.id,
    image_id=config.require("image"),
    instance_types=[instance_type],
    group_deletion_protection=config.get_bool("deletionProtection", True),
)
events = InstanceEventNotifications("ops")

pulumi.export("scaling_group_id", web.scaling_group_id)
pulumi.export("queue_url", events.queue_url)
