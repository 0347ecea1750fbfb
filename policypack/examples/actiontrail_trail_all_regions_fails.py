import pulumi_alicloud as alicloud

alicloud.actiontrail.Trail(
    "audit",
    trail_name="audit",
    oss_bucket_name="audit-logs",
    trail_region="cn-hangzhou",
)
