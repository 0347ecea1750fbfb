"""
Resources that keep every rule of the policy pack.

With `policy` the group has that scale-out policy; with `late` it is a value that the preview cannot know.
"""

import pulumi
import pulumi_alicloud as alicloud

config = pulumi.Config()
network = alicloud.vpc.Network("web", cidr_block="10.0.0.0/16")
policy = config.get("policy")
vswitches = [
    alicloud.vpc.Switch(f"web-{zone}", vpc_id=network.id, zone_id=f"cn-hangzhou-{zone}", cidr_block=cidr_block)
    for zone, cidr_block in (("h", "10.0.0.0/24"), ("i", "10.0.1.0/24"))
]
security_group = alicloud.ecs.SecurityGroup("web", vpc_id=network.id)
group = alicloud.ess.ScalingGroup(
    "web",
    min_size=1,
    max_size=4,
    vswitch_ids=[vswitch.id for vswitch in vswitches],
    group_deletion_protection=True,
    multi_az_policy=network.id.apply(lambda _: policy) if config.get_bool("late") else policy,
)
configuration = alicloud.ess.ScalingConfiguration(
    "web",
    scaling_group_id=group.id,
    image_id="m-app-v1",
    instance_types=["ecs.g7.large"],
    security_group_id=security_group.id,
    role_name="web",
    system_disk_category="cloud_essd",
    system_disk_encrypted=True,
    deletion_protection=True,
)
instance = alicloud.ecs.Instance(
    "web",
    image_id="m-app-v1",
    instance_type="ecs.g7.large",
    security_groups=[security_group.id],
    vswitch_id=vswitches[0].id,
    system_disk_encrypted=True,
    http_tokens="required",
    deletion_protection=True,
)
