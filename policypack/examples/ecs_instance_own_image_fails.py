import pulumi_alicloud as alicloud

alicloud.ess.ScalingConfiguration(
    "web",
    scaling_group_id="asg-web",
    image_id="aliyun_3_x64_20G_alibase_20240819.vhd",
    instance_types=["ecs.g7.large"],
    security_group_id="sg-web",
    role_name="web",
    system_disk_category="cloud_essd",
    system_disk_encrypted=True,
    deletion_protection=True,
)
