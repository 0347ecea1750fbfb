import pulumi_alicloud as alicloud

alicloud.ess.ScalingGroup(
    "web",
    min_size=2,
    max_size=4,
    desired_capacity=5,
    vswitch_ids=["vsw-zone-h", "vsw-zone-i"],
    group_deletion_protection=True,
)
