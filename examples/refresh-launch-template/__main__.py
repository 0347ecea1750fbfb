"""`InstanceRefresh` alone, on a launch template: each change makes a version, to which the group is refreshed."""

import pulumi
import pulumi_alicloud as alicloud

from alicloud_ess_refresh import InstanceRefresh

config = pulumi.Config()

network = alicloud.vpc.Network("web", cidr_block="10.1.0.0/16")
vswitch = alicloud.vpc.Switch("web", vpc_id=network.id, zone_id="cn-hangzhou-h", cidr_block="10.1.0.0/24")
security_group = alicloud.ecs.SecurityGroup("web", vpc_id=network.id)
template = alicloud.ecs.EcsLaunchTemplate(
    "web",
    launch_template_name=f"web-{pulumi.get_stack()}",
    # In the emulator m-app-v1 to m-app-v9 work; instances of m-app-broken start but never become healthy.
    image_id=config.require("image"),
    instance_type="ecs.g7.large",
    security_group_id=security_group.id,
)
group = alicloud.ess.ScalingGroup(
    "web",
    scaling_group_name=f"web-{pulumi.get_stack()}",
    min_size=2,
    max_size=4,
    vswitch_ids=[vswitch.id],
    multi_az_policy="PRIORITY",
    scaling_policy="release",
    launch_template_id=template.id,
    # The first version. Later ones are set by refreshes that succeed: the group must not change them back, or go ahead.
    launch_template_version="1",
    opts=pulumi.ResourceOptions(ignore_changes=["launchTemplateVersion"]),
)
refresh = InstanceRefresh(
    "web",
    scaling_group_id=group.id,
    launch_template_id=template.id,
    launch_template_version=template.latest_version_number,
)
