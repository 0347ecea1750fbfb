import json

import pulumi_alicloud as alicloud

alicloud.ram.Policy(
    "everything",
    policy_name="everything",
    policy_document=json.dumps({"Version": "1", "Statement": [{"Effect": "Allow", "Action": ["*"], "Resource": "*"}]}),
)
