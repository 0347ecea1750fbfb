import pulumi_alicloud as alicloud

alicloud.ess.InstanceRefresh(
    "release",
    scaling_group_id="asg-shop",
    skip_matching=False,
    desired_configuration_launch_template_id="lt-web",
    desired_configuration_launch_template_version="4",
)
