import pulumi_alicloud as alicloud

alicloud.ecs.Instance(
    "web",
    image_id="m-app-v1",
    instance_type="ecs.i4.large",
    vswitch_id="vsw-zone-h",
    security_groups=["sg-web"],
    system_disk_encrypted=True,
    http_tokens="required",
    deletion_protection=True,
    maintenance_action="AutoRedeploy",
)
