import pulumi
import pulumi_alicloud as alicloud

from alicloud_ess_refresh import InstanceRefresh

web = alicloud.ess.ScalingGroup(
    "web",
    min_size=2,
    max_size=6,
    vswitch_ids=["vsw-zone-h", "vsw-zone-i"],
    group_deletion_protection=True,
    launch_template_id="lt-web",
    launch_template_version="2",
    opts=pulumi.ResourceOptions(ignore_changes=["launchTemplateVersion"]),
)
InstanceRefresh(
    "release",
    {
        "scaling_group_id": web.id,
        "launch_template_id": "lt-web",
        "launch_template_version": "2",
    },
)
