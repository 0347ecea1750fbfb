"""Auto Scaling: groups, configurations, all that hangs on a group, and every look-up that goes with them."""

import json

import pulumi
import pulumi_alicloud as alicloud

stage = pulumi.Config().get("stage") or "test"
is_changed = stage != "test"

network = alicloud.vpc.Network("net", vpc_name="net", cidr_block="10.0.0.0/16")
vswitch_ids = [
    alicloud.vpc.Switch(f"net-{number}", vpc_id=network.id, zone_id=zone_id, cidr_block=f"10.0.{number}.0/24").id
    for number, zone_id in enumerate(("cn-hangzhou-h", "cn-hangzhou-i"))
]
security_group = alicloud.ecs.SecurityGroup("web", security_group_name="web", vpc_id=network.id)

group = alicloud.ess.ScalingGroup(
    "web",
    scaling_group_name=f"web-{stage}",
    min_size=2,
    max_size=6,
    desired_capacity=3 if is_changed else 2,
    default_cooldown=60 if is_changed else 120,
    vswitch_ids=vswitch_ids,
    removal_policies=["OldestInstance", "NewestInstance"],
    multi_az_policy="PRIORITY",
    health_check_type="ECS",
    scaling_policy="release",
    max_instance_lifetime=86400,
    stop_instance_timeout=60,
    tags={"stage": stage},
)
key_pair = alicloud.ecs.EcsKeyPair(
    "web", key_pair_name="web", public_key="ssh-rsa AAAAB3NzaC1yc2EAAAADAQABAAAAgQDl deploy"
)
role = alicloud.ram.Role(
    "web",
    role_name="web",
    assume_role_policy_document=json.dumps(
        {
            "Version": "1",
            "Statement": [
                {"Action": "sts:AssumeRole", "Effect": "Allow", "Principal": {"Service": ["ecs.aliyuncs.com"]}}
            ],
        }
    ),
)
with_group = pulumi.ResourceOptions(deleted_with=group)
configuration = alicloud.ess.ScalingConfiguration(
    "web",
    scaling_group_id=group.id,
    scaling_configuration_name="web",
    image_id="m-app-v1",
    instance_types=["ecs.g7.large", "ecs.c7.large"],
    security_group_ids=[security_group.id],
    system_disk_category="cloud_essd",
    system_disk_size=40,
    system_disk_encrypted=True,
    data_disks=[{"size": 20, "category": "cloud_essd", "encrypted": True, "delete_with_instance": True}],
    user_data="#!/bin/sh\necho hello\n",
    instance_name=f"web-{stage}",
    deletion_protection=True,
    internet_max_bandwidth_out=5,
    role_name=role.role_name,
    key_name=key_pair.key_pair_name,
    active=True,
    enable=True,
    force_delete=True,
    tags={"stage": stage},
    opts=with_group,
)
# The provider's look-up fails for a configuration with data disks: its schema has no field for their encryption.
spare = alicloud.ess.ScalingConfiguration(
    "spare",
    scaling_group_id=group.id,
    scaling_configuration_name="spare",
    image_id="m-app-v2",
    instance_type="ecs.g7.large",
    security_group_id=security_group.id,
    opts=with_group,
)
template = alicloud.ecs.EcsLaunchTemplate(
    "api",
    launch_template_name="api",
    image_id="m-app-v1",
    instance_type="ecs.g7.large",
    security_group_id=security_group.id,
    system_disk={"category": "cloud_essd", "size": 40},
)
alicloud.ess.ScalingGroup(
    "api",
    scaling_group_name="api",
    min_size=1,
    max_size=2,
    vswitch_ids=vswitch_ids,
    launch_template_id=template.id,
    launch_template_version="Default",
    multi_az_policy="BALANCE",
)

simple = alicloud.ess.ScalingRule(
    "simple",
    scaling_group_id=group.id,
    scaling_rule_name="simple",
    adjustment_type="QuantityChangeInCapacity",
    adjustment_value=1,
    cooldown=60 if is_changed else 30,
)
target = alicloud.ess.ScalingRule(
    "target",
    scaling_group_id=group.id,
    scaling_rule_name="target",
    scaling_rule_type="TargetTrackingScalingRule",
    metric_name="CpuUtilization",
    target_value=50.5 if is_changed else 60.5,
    estimated_instance_warmup=200,
)
step = alicloud.ess.ScalingRule(
    "step",
    scaling_group_id=group.id,
    scaling_rule_name="step",
    scaling_rule_type="StepScalingRule",
    adjustment_type="QuantityChangeInCapacity",
    step_adjustments=[
        {"metric_interval_lower_bound": "0", "metric_interval_upper_bound": "10", "scaling_adjustment": 1},
        {"metric_interval_lower_bound": "10", "scaling_adjustment": 2},
    ],
)
hook = alicloud.ess.LifecycleHook(
    "drain",
    scaling_group_id=group.id,
    name="drain",
    lifecycle_transition="SCALE_IN",
    heartbeat_timeout=60 if is_changed else 90,
    default_result="CONTINUE",
    notification_metadata="drain",
)
kinds = ["AUTOSCALING:SCALE_OUT_SUCCESS", "AUTOSCALING:SCALE_IN_SUCCESS"]
notification = alicloud.ess.Notification(
    "events",
    scaling_group_id=group.id,
    notification_arn="acs:ess:cn-hangzhou:1234567890123456:queue/events",
    notification_types=kinds if is_changed else kinds[:1],
)
alarm = alicloud.ess.Alarm(
    "busy",
    name="busy",
    description=f"busy, {stage}",
    alarm_actions=[simple.ari],
    scaling_group_id=group.id,
    metric_type="system",
    metric_name="CpuUtilization",
    period=300,
    statistics="Average",
    threshold="80.3" if is_changed else "70.3",
    comparison_operator=">=",
    evaluation_count=2,
    enable=not is_changed,
)
task = alicloud.ess.ScheduledTask(
    "night",
    scheduled_task_name="night",
    scheduled_action=simple.ari,
    launch_time="2099-12-01T22:00Z",
    description=stage,
    recurrence_type="Daily",
    recurrence_value="1",
    recurrence_end_time="2099-12-31T22:00Z",
)
alicloud.ess.SuspendProcess("alarms", scaling_group_id=configuration.scaling_group_id, process="AlarmNotification")

groups = alicloud.ess.get_scaling_groups_output(ids=pulumi.Output.all(group.id))
configurations = alicloud.ess.get_scaling_configurations_output(
    scaling_group_id=group.id, ids=pulumi.Output.all(spare.id)
)
rules = alicloud.ess.get_scaling_rules_output(
    scaling_group_id=group.id, ids=pulumi.Output.all(simple.id, target.id, step.id)
)
hooks = alicloud.ess.get_lifecycle_hooks_output(scaling_group_id=group.id, ids=pulumi.Output.all(hook.id))
notifications = alicloud.ess.get_notifications_output(scaling_group_id=notification.scaling_group_id)
alarms = alicloud.ess.get_alarms_output(scaling_group_id=group.id, ids=pulumi.Output.all(alarm.id))
tasks = alicloud.ess.get_scheduled_tasks_output(ids=pulumi.Output.all(task.id))

pulumi.export("groups", groups.groups.apply(lambda found: [[item.name, item.removal_policies] for item in found]))
pulumi.export(
    "configurations",
    configurations.configurations.apply(
        lambda found: [[item.name, item.image_id, item.lifecycle_state] for item in found]
    ),
)
pulumi.export("rules", rules.rules.apply(lambda found: sorted([item.name, item.type] for item in found)))
pulumi.export("hooks", hooks.hooks.apply(lambda found: [[item.name, item.heartbeat_timeout] for item in found]))
pulumi.export("notifications", notifications.notifications.apply(lambda found: [i.notification_types for i in found]))
pulumi.export("alarms", alarms.alarms.apply(lambda found: [[i.name, i.threshold, i.enable] for i in found]))
pulumi.export("tasks", tasks.tasks.apply(lambda found: [[item.name, item.launch_time] for item in found]))
