import pulumi_alicloud as alicloud

alicloud.ess.InstanceRefresh(
    "release",
    scaling_group_id="asg-jobs",
    desired_configuration_image_id="m-app-v2",
    skip_matching=False,
    min_healthy_percentage=0,
)
