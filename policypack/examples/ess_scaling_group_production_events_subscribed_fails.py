import pulumi_alicloud as alicloud

alicloud.ess.ScalingGroup(
    "web",
    min_size=2,
    max_size=6,
    vswitch_ids=["vsw-zone-h", "vsw-zone-i"],
    group_deletion_protection=True,
    tags={"environment": "production"},
)
alicloud.actiontrail.Trail(
    "audit",
    trail_name="audit",
    oss_bucket_name="audit-logs",
)
