"""Instances of a scaling group, protected from release, and moved to other hosts when system events ask for it."""

import pulumi
import pulumi_alicloud as alicloud

from alicloud_ess_refresh import InstanceRedeploy, RefreshableScalingGroup, ReleaseProtection

config = pulumi.Config()

network = alicloud.vpc.Network("shop", vpc_name="shop", cidr_block="10.2.0.0/16")
vswitch = alicloud.vpc.Switch("shop", vpc_id=network.id, zone_id="cn-hangzhou-h", cidr_block="10.2.0.0/24")

shop = RefreshableScalingGroup(
    "shop",
    min_size=3,
    max_size=6,
    vswitch_ids=[vswitch.id],
    vpc_id=network.id,
    image_id="m-app-v1",
    instance_types=["ecs.g7.large"],
    group_deletion_protection=config.get_bool("deletionProtection", True),
)
protection = ReleaseProtection(
    "shop", scaling_group_id=shop.scaling_group_id, opts=pulumi.ResourceOptions(depends_on=[shop])
)

# Event id to instance id. Each is answered once; an instance stands by while it is moved, and one is moved at a time.
for event_id, instance_id in config.get_object("events", {}).items():
    moved = InstanceRedeploy(event_id, instance_id=instance_id, event_id=event_id)
    pulumi.export(event_id, moved.event_status)

pulumi.export("scaling_group_id", shop.scaling_group_id)
pulumi.export("protected_instance_ids", protection.protected_instance_ids)
