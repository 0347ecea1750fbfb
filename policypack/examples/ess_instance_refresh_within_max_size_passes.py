import pulumi_alicloud as alicloud

web = alicloud.ess.ScalingGroup(
    "web",
    min_size=2,
    max_size=9,
    vswitch_ids=["vsw-zone-h", "vsw-zone-i"],
    group_deletion_protection=True,
    desired_capacity=6,
)
alicloud.ess.InstanceRefresh(
    "release",
    scaling_group_id=web.id,
    desired_configuration_image_id="m-app-v2",
    skip_matching=False,
    max_healthy_percentage=150,
)
