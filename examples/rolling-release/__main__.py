"""A scaling group over two zones: change the image, and `pulumi up` replaces its instances batch by batch."""

import pulumi
import pulumi_alicloud as alicloud

from alicloud_ess_refresh import RefreshableScalingGroup

config = pulumi.Config()
instance_type = config.get("instanceType") or "ecs.g7.large"

zones = alicloud.get_zones(available_instance_type=instance_type, available_resource_creation="VSwitch").ids
network = alicloud.vpc.Network("web", vpc_name="web", cidr_block="10.0.0.0/16")
vswitches = [
    alicloud.vpc.Switch(f"web-{zone}", vpc_id=network.id, zone_id=zone, cidr_block=f"10.0.{number}.0/24")
    for number, zone in enumerate(zones[:2])
]

web = RefreshableScalingGroup(
    "web",
    min_size=4,
    max_size=8,
    vswitch_ids=[vswitch.id for vswitch in vswitches],
    vpc_id=network.id,
    image_id=config.require("image"),
    instance_types=[instance_type],
    # To destroy the stack, switch it off first: pulumi config set deletionProtection false && pulumi up
    group_deletion_protection=config.get_bool("deletionProtection", True),
    refresh={"wait_timeout_seconds": 1800},
)

pulumi.export("scaling_group_id", web.scaling_group_id)
pulumi.export("scaling_configuration_id", web.scaling_configuration_id)
pulumi.export("outcome", web.outcome)
