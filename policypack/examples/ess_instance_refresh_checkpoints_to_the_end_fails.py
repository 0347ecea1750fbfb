import pulumi_alicloud as alicloud

alicloud.ess.InstanceRefresh(
    "release",
    scaling_group_id="asg-api",
    desired_configuration_image_id="m-app-v2",
    skip_matching=False,
    checkpoints=[{"percentage": 20}, {"percentage": 60}],
)
