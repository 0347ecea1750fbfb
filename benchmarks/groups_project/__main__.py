"""As many refreshable scaling groups as the configuration says, in one VPC."""

import pulumi
import pulumi_alicloud as alicloud

from alicloud_ess_refresh import RefreshableScalingGroup

config = pulumi.Config()
network = alicloud.vpc.Network("groups", cidr_block="10.0.0.0/16")
vswitch = alicloud.vpc.Switch("groups", vpc_id=network.id, zone_id=config.require("zone"), cidr_block="10.0.0.0/20")
for number in range(config.require_int("groups")):
    RefreshableScalingGroup(
        f"group-{number}",
        {
            "min_size": 4,
            "max_size": 8,
            "vswitch_ids": [vswitch.id],
            "vpc_id": network.id,
            "image_id": config.require("image"),
            "instance_types": ["ecs.g7.large"],
            "refresh": {"poll_interval_seconds": 1},
        },
    )
