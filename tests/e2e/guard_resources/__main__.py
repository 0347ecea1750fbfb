"""RAM, queues, event rules of CloudMonitor and EventBridge, a trail, and every look-up that goes with them."""

import json

import pulumi
import pulumi_alicloud as alicloud

stage = pulumi.Config().get("stage") or "test"
is_changed = stage != "test"
account_id = alicloud.get_account().id


def document(*actions: str) -> str:
    return json.dumps({"Version": "1", "Statement": [{"Effect": "Allow", "Action": list(actions), "Resource": "*"}]})


trust = json.dumps(
    {
        "Version": "1",
        "Statement": [
            {
                "Effect": "Allow",
                "Action": "sts:AssumeRole",
                "Principal": {"RAM": [f"acs:ram::{account_id}:root"]},
                "Condition": {"Bool": {"acs:MFAPresent": "true"}},
            }
        ],
    }
)
role = alicloud.ram.Role(
    "ops",
    role_name="ops",
    assume_role_policy_document=trust,
    description=f"ops, {stage}",
    max_session_duration=7200 if is_changed else 3600,
    tags={"stage": stage},
)
policy = alicloud.ram.Policy(
    "ops",
    policy_name="ops",
    policy_document=document("ecs:Describe*", "ess:*") if is_changed else document("ecs:Describe*"),
    description=stage,
    tags={"stage": stage},
)
user = alicloud.ram.User("alice", name="alice", display_name="Alice", comments=stage)
group = alicloud.ram.Group("ops", group_name="ops", comments=stage)
alicloud.ram.GroupMembership("ops", group_name=group.group_name, user_names=[user.name])
readers = alicloud.ram.Group("readers", group_name="readers")
alicloud.ram.UserGroupAttachment("alice", group_name=readers.group_name, user_name=user.name)
alicloud.ram.RolePolicyAttachment("ops", role_name=role.role_name, policy_name=policy.policy_name, policy_type="Custom")
alicloud.ram.UserPolicyAttachment("ops", user_name=user.name, policy_name=policy.policy_name, policy_type=policy.type)
alicloud.ram.GroupPolicyAttachment(
    "readers", group_name=readers.group_name, policy_name="ReadOnlyAccess", policy_type="System"
)

dead = alicloud.message.ServiceQueue("dead", queue_name="dead")
queue = alicloud.message.ServiceQueue(
    "events",
    queue_name="events",
    visibility_timeout=60 if is_changed else 30,
    message_retention_period=86400,
    polling_wait_seconds=10,
    logging_enabled=is_changed,
    dlq_policy={"enabled": True, "dead_letter_target_queue": dead.queue_name, "max_receive_count": 5},
    tags={"stage": stage},
)
rule = alicloud.cms.EventRule(
    "maintenance",
    rule_name="maintenance",
    description=stage,
    status="DISABLED" if is_changed else "ENABLED",
    silence_time=0,
    event_pattern={
        "product": "ecs",
        "event_type_lists": ["Maintenance", "Exception"],
        "level_lists": ["CRITICAL"],
        "name_lists": ["Instance:SystemMaintenance.Reboot:Scheduled"],
        "sql_filter": "regionId: cn-hangzhou",
    },
    mns_parameters=[{"mns_parameters_id": "1", "region": "cn-hangzhou", "queue": queue.queue_name}],
    sls_parameters=[{"sls_parameters_id": "2", "region": "cn-hangzhou", "project": "p", "log_store": stage}],
    fc_parameters=[{"fc_parameters_id": "3", "region": "cn-hangzhou", "service_name": "s", "function_name": "f"}],
    webhook_parameters=[
        {"webhook_parameters_id": "4", "protocol": "https", "method": "POST", "url": "https://hooks.test/x"}
    ],
    contact_parameters=[{"contact_parameters_id": "5", "contact_group_name": "ops", "level": "3"}],
)
plain = alicloud.cms.EventRule(
    "states", rule_name="states", event_pattern={"product": "ecs", "name_lists": ["Instance:StateChange"]}
)

trail = alicloud.actiontrail.Trail(
    "records",
    trail_name="records",
    oss_bucket_name="records",
    oss_key_prefix="changed" if is_changed else "first",
    event_rw="Write",
    status="Disable" if is_changed else "Enable",
)
bus_rule = alicloud.eventbridge.Rule(
    "lift",
    event_bus_name="default",
    rule_name="lift",
    description=stage,
    status="DISABLE" if is_changed else "ENABLE",
    filter_pattern=json.dumps({"source": ["acs.actiontrail"], "data": {"eventName": [{"prefix": "Modify"}]}}),
    targets=[
        {
            "target_id": "queue",
            "type": "acs.mns.queue",
            "endpoint": queue.queue_name.apply(lambda name: f"acs:mns:cn-hangzhou:{account_id}:queues/{name}"),
            "param_lists": [
                {"resource_key": "queue", "form": "CONSTANT", "value": queue.queue_name},
                {"resource_key": "Body", "form": "ORIGINAL"},
                {"resource_key": "IsBase64Encode", "form": "CONSTANT", "value": "true"},
            ],
        },
    ],
)

policies = alicloud.ram.get_policies_output(name_regex="^ops$", type="Custom", user_name=user.name)
roles = alicloud.ram.get_roles_output(name_regex=pulumi.Output.format("^{0}$", role.role_name))
pulumi.export("caller", alicloud.get_caller_identity().arn)
pulumi.export("roles", roles.roles.apply(lambda found: [[item.name, item.arn] for item in found]))
pulumi.export("queues", [queue.id, dead.id])
pulumi.export("targets", rule.mns_parameters.apply(lambda found: [item.arn for item in found or []]))
pulumi.export("silence", plain.silence_time)
pulumi.export("trail", trail.trail_name)
pulumi.export("bus_rule", bus_rule.id)
