import pulumi_alicloud as alicloud

alicloud.ess.LifecycleHook(
    "warm-up",
    scaling_group_id="asg-web",
    lifecycle_transition="SCALE_OUT",
    heartbeat_timeout=300,
    default_result="ABANDON",
)
