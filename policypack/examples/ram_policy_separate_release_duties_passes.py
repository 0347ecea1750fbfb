import json

import pulumi_alicloud as alicloud

TRUST = json.dumps(
    {
        "Version": "1",
        "Statement": [{"Effect": "Allow", "Action": "sts:AssumeRole", "Principal": {"Service": ["ecs.aliyuncs.com"]}}],
    }
)

guardian = alicloud.ram.Role(
    "guardian",
    role_name="guardian",
    assume_role_policy_document=TRUST,
)
operator = alicloud.ram.Role(
    "operator",
    role_name="operator",
    assume_role_policy_document=TRUST,
)
unprotect = alicloud.ram.Policy(
    "unprotect",
    policy_name="unprotect",
    policy_document=json.dumps(
        {"Version": "1", "Statement": [{"Effect": "Allow", "Action": ["ecs:ModifyInstanceAttribute"], "Resource": "*"}]}
    ),
)
alicloud.ram.RolePolicyAttachment(
    "unprotect",
    policy_name=unprotect.policy_name,
    policy_type="Custom",
    role_name=guardian.role_name,
)
delete = alicloud.ram.Policy(
    "delete",
    policy_name="delete",
    policy_document=json.dumps(
        {"Version": "1", "Statement": [{"Effect": "Allow", "Action": ["ecs:DeleteInstance"], "Resource": "*"}]}
    ),
)
alicloud.ram.RolePolicyAttachment(
    "delete",
    policy_name=delete.policy_name,
    policy_type="Custom",
    role_name=operator.role_name,
)
