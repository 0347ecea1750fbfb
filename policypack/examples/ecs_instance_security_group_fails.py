import pulumi_alicloud as alicloud

alicloud.ecs.EcsLaunchTemplate(
    "web",
    image_id="m-app-v1",
    instance_type="ecs.g7.large",
    ram_role_name="web",
    system_disk={"category": "cloud_essd", "encrypted": True},
    http_tokens="required",
)
