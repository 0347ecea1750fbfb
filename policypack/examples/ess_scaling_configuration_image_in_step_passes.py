import pulumi_alicloud as alicloud

web = alicloud.ess.ScalingGroup(
    "web",
    min_size=2,
    max_size=6,
    vswitch_ids=["vsw-zone-h", "vsw-zone-i"],
    group_deletion_protection=True,
)
alicloud.ess.ScalingConfiguration(
    "web",
    scaling_group_id=web.id,
    image_id="m-app-v2",
    instance_types=["ecs.g7.large"],
    security_group_id="sg-web",
    role_name="web",
    system_disk_category="cloud_essd",
    system_disk_encrypted=True,
    deletion_protection=True,
)
alicloud.ess.InstanceRefresh(
    "release",
    scaling_group_id=web.id,
    desired_configuration_image_id="m-app-v2",
    skip_matching=False,
)
