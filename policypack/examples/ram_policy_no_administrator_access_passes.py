import json

import pulumi_alicloud as alicloud

alicloud.ram.Policy(
    "watch",
    policy_name="watch",
    policy_document=json.dumps(
        {"Version": "1", "Statement": [{"Effect": "Allow", "Action": ["ess:Describe*"], "Resource": "*"}]}
    ),
)
