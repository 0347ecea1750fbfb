"""A watched release: an alarm or a probe that fails takes it back, while it runs and for ten minutes after it."""

import pulumi
import pulumi_alicloud as alicloud

from alicloud_ess_refresh import RefreshableScalingGroup

config = pulumi.Config()
network = alicloud.vpc.Network("shop", cidr_block="10.2.0.0/16")
vswitch = alicloud.vpc.Switch("shop", vpc_id=network.id, zone_id="cn-hangzhou-h", cidr_block="10.2.0.0/24")
shop = RefreshableScalingGroup(
    "shop",
    min_size=4,
    max_size=8,
    vswitch_ids=[vswitch.id],
    vpc_id=network.id,
    image_id=config.require("image"),
    instance_types=["ecs.g7.large"],
    group_deletion_protection=config.get_bool("deletionProtection", True),
    refresh={
        "alarms": ["shop-cpu"],  # by name: the rule below is declared on the group that this makes
        "probes": [{"url": config.require("healthUrl"), "interval_seconds": config.get_int("interval", 30)}],
        "checkpoints": [{"percentage": 25}, {"percentage": 100}],
        "checkpoint_pause_time": 5,
        "approval": "manual" if config.get_bool("approval") else "none",
        "bake_time_minutes": config.get_int("bakeTimeMinutes", 10),
    },
)
alicloud.cms.Alarm(
    "shop-cpu",
    name="shop-cpu",
    project="acs_ess_dashboard",
    metric="CpuUtilization",
    contact_groups=["operators"],
    metric_dimensions=pulumi.Output.json_dumps([{"scalingGroupId": shop.scaling_group_id}]),
    escalations_critical={"statistics": "Average", "comparison_operator": ">", "threshold": "90", "times": 1},
)
