"""`InstanceRefresh` alone, on a scaling configuration: each change makes another, to which the group is refreshed."""

import pulumi
import pulumi_alicloud as alicloud

from alicloud_ess_refresh import InstanceRefresh

config = pulumi.Config()

network = alicloud.vpc.Network("web", cidr_block="10.1.0.0/16")
vswitch = alicloud.vpc.Switch("web", vpc_id=network.id, zone_id="cn-hangzhou-h", cidr_block="10.1.0.0/24")
security_group = alicloud.ecs.SecurityGroup("web", vpc_id=network.id)
group = alicloud.ess.ScalingGroup(
    "web",
    scaling_group_name=f"web-{pulumi.get_stack()}",
    min_size=2,
    max_size=4,
    vswitch_ids=[vswitch.id],
    scaling_policy="release",
)
configuration = alicloud.ess.ScalingConfiguration(
    "web",
    scaling_group_id=group.id,
    image_id=config.require("image"),
    instance_types=["ecs.g7.large"],
    security_group_id=security_group.id,
    # A configuration that is changed in place leaves nothing to go back to. `active` stays unset, too.
    opts=pulumi.ResourceOptions(replace_on_changes=["*"], deleted_with=group),
)
refresh = InstanceRefresh(
    "web",
    scaling_group_id=group.id,
    scaling_configuration_id=configuration.id,
    protected_instances="fail",  # an instance that is left behind needs the old configuration, which is deleted
    standby_instances="fail",
)

pulumi.export("scaling_group_id", group.id)
pulumi.export("outcome", refresh.outcome)
