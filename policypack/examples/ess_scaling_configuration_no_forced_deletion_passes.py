import pulumi_alicloud as alicloud

alicloud.ess.ScalingConfiguration(
    "web",
    scaling_group_id="asg-web",
    image_id="m-app-v1",
    instance_types=["ecs.g7.large"],
    security_group_id="sg-web",
    role_name="web",
    system_disk_category="cloud_essd",
    system_disk_encrypted=True,
    deletion_protection=True,
)
