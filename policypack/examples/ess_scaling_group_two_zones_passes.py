import pulumi_alicloud as alicloud

first = alicloud.vpc.Switch(
    "first",
    vpc_id="vpc-web",
    zone_id="cn-hangzhou-h",
    cidr_block="10.0.0.0/24",
)
second = alicloud.vpc.Switch(
    "second",
    vpc_id="vpc-web",
    zone_id="cn-hangzhou-i",
    cidr_block="10.0.1.0/24",
)
alicloud.ess.ScalingGroup(
    "web",
    min_size=2,
    max_size=6,
    vswitch_ids=[first.id, second.id],
    group_deletion_protection=True,
)
