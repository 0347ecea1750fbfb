import pulumi_alicloud as alicloud

from alicloud_ess_refresh import InstanceRefresh

web = alicloud.ess.ScalingGroup(
    "web",
    min_size=2,
    max_size=6,
    vswitch_ids=["vsw-zone-h", "vsw-zone-i"],
    group_deletion_protection=True,
    tags={"environment": "production"},
)
InstanceRefresh(
    "release",
    {
        "scaling_group_id": web.id,
        "scaling_configuration_id": "asc-v2",
        "checkpoints": [{"percentage": 25}, {"percentage": 100}],
        "alarms": ["web-5xx"],
        "wait_timeout_seconds": 14400,
    },
)
alicloud.actiontrail.Trail(
    "audit",
    trail_name="audit",
    oss_bucket_name="audit-logs",
)
alicloud.cms.EventRule(
    "maintenance",
    rule_name="maintenance",
    event_pattern={"product": "ecs", "event_type_lists": ["Maintenance", "Exception"]},
    contact_parameters=[{"contact_parameters_id": "1", "contact_group_name": "on-call", "level": "3"}],
)
