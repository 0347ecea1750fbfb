import pulumi_alicloud as alicloud

alicloud.ess.ScalingConfiguration(
    "web",
    scaling_group_id="asg-web",
    image_id="m-app-v1",
    security_group_id="sg-web",
    role_name="web",
    system_disk_category="cloud_essd",
    system_disk_encrypted=True,
    deletion_protection=True,
    instance_type_overrides=[{"instance_type": "ecs.g7.large", "weighted_capacity": 2}],
)
