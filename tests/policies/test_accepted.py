"""What the rules on resources leave alone, and the less usual forms of what they report."""

import base64
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ess_policies.testing import UNKNOWN
from policies.cases import (
    COMPLIANT,
    FAULTS,
    INSTANCE,
    INSTANCE_SET,
    LAUNCH_TEMPLATE,
    SCALING_CONFIGURATION,
    SCALING_GROUP,
)
from policies.evaluation import broken_rules, judge
from policies.fault import RAM_POLICY, REFRESH, SECURITY_GROUP_RULE, TRAIL, WAITING_REFRESH

ALL = "0.0.0.0/0"


@pytest.mark.parametrize(
    ("resource_type", "change"),
    [
        # Release protection exists for pay-as-you-go only and does nothing for spot instances.
        (INSTANCE, {"deletionProtection": False, "instanceChargeType": "PrePaid"}),
        (INSTANCE, {"deletionProtection": False, "spotStrategy": "SpotAsPriceGo"}),
        (INSTANCE_SET, {"deletionProtection": False, "spotStrategy": "SpotWithPriceLimit"}),
        (SCALING_CONFIGURATION, {"deletionProtection": False, "spotStrategy": "SpotAsPriceGo"}),
        (INSTANCE, {"forceDelete": True}),
        (SCALING_GROUP, {"scalingPolicy": "forceRelease"}),
        # What the API answers is spelled in lower case.
        (SCALING_GROUP, {"scalingPolicy": "forcerelease"}),
        # Overrides that only list types; 0 is an omitted weight.
        (SCALING_GROUP, {"launchTemplateOverrides": [{"instanceType": "ecs.g7.large"}]}),
        (SCALING_GROUP, {"launchTemplateOverrides": []}),
        (SCALING_CONFIGURATION, {"instanceTypeOverrides": [{"instanceType": "ecs.g7.large", "weightedCapacity": 0.0}]}),
        # The version that the provider fills in for groups without a template.
        (SCALING_GROUP, {"launchTemplateVersion": "Default"}),
        (SCALING_GROUP, {"launchTemplateId": "lt-web", "launchTemplateVersion": "3"}),
        (SCALING_GROUP, {"healthCheckType": "LOAD_BALANCER"}),
        (SCALING_GROUP, {"healthCheckTypes": ["ECS", "LOAD_BALANCER"]}),
        (SCALING_GROUP, {"protectedInstances": []}),
        # The ids of new vSwitches are unknown, how many there are is not.
        (SCALING_GROUP, {"vswitchIds": [UNKNOWN, UNKNOWN]}),
        (REFRESH, {"minHealthyPercentage": 100.0, "maxHealthyPercentage": 100.0}),
        (REFRESH, {"checkpoints": [{"percentage": 20.0}, {"percentage": 100.0}]}),
        (REFRESH, {"skipMatching": None}),
        (WAITING_REFRESH, {"skip_matching": True}),
        (TRAIL, {"eventRw": "Write", "status": None, "trailRegion": None}),
        (RAM_POLICY, {"policyDocument": '{"Statement": {"Effect": "Deny", "Action": "*", "Resource": "*"}}'}),
        (RAM_POLICY, {"policyDocument": '{"Statement": {"Effect": "Allow", "Action": "*", "Resource": "acs:oss:*"}}'}),
        # What a launch template decides is judged there.
        (INSTANCE, {"launchTemplateId": "lt-web", "systemDiskEncrypted": None, "httpTokens": None}),
        (INSTANCE, {"launchTemplateName": UNKNOWN, "securityGroups": None}),
        (INSTANCE, {"httpEndpoint": "disabled", "httpTokens": None}),
        # An unknown list of disks arrives as one object without properties.
        (SCALING_CONFIGURATION, {"dataDisks": [{}]}),
        (SCALING_CONFIGURATION, {"keyName": "operators", "passwordInherit": False, "password": ""}),
        (LAUNCH_TEMPLATE, {"securityGroupIds": None, "networkInterfaces": {"securityGroupId": "sg-web"}}),
        (LAUNCH_TEMPLATE, {"systemDisk": [{"encrypted": True}]}),
        # Outbound, refused, another protocol, other ports, a list of prefixes.
        (SECURITY_GROUP_RULE, {"cidrIp": ALL, "type": "egress"}),
        (SECURITY_GROUP_RULE, {"cidrIp": ALL, "policy": "drop"}),
        (SECURITY_GROUP_RULE, {"cidrIp": ALL, "ipProtocol": "udp"}),
        (SECURITY_GROUP_RULE, {"cidrIp": ALL, "ipProtocol": "icmp", "portRange": "-1/-1"}),
        (SECURITY_GROUP_RULE, {"cidrIp": ALL, "portRange": "443/443"}),
        (SECURITY_GROUP_RULE, {"cidrIp": ALL, "portRange": "80"}),
        (SECURITY_GROUP_RULE, {"cidrIp": "anywhere"}),
        (SECURITY_GROUP_RULE, {"cidrIp": None, "prefixListId": "pl-1"}),
    ],
)
def test_rules_accept_what_the_service_accepts(resource_type: str, change: dict[str, Any]) -> None:
    outcome = judge(resource_type, COMPLIANT[resource_type] | change)

    assert (outcome.violations, outcome.undecided) == ((), {})


@pytest.mark.parametrize(
    ("rules", "resource_type", "change"),
    [
        (["ecs-instance-release-protection"], INSTANCE, {"deletionProtection": False, "spotStrategy": "NoSpot"}),
        (["ess-scaling-group-release-reclaim-mode"], SCALING_GROUP, {"scalingPolicy": "recycle"}),
        (["ess-scaling-group-priority-scale-out"], SCALING_GROUP, {"multiAzPolicy": "COST_OPTIMIZED"}),
        # No page says that this counts as Priority.
        (
            ["ess-scaling-group-priority-scale-out"],
            SCALING_GROUP,
            {"multiAzPolicy": "COMPOSABLE", "allocationStrategy": "priority"},
        ),
        (["ess-scaling-group-two-vswitches"], SCALING_GROUP, {"vswitchIds": None, "vswitchId": UNKNOWN}),
        (["ess-scaling-group-sizes-in-order"], SCALING_GROUP, {"minSize": 5.0}),
        (["ess-scaling-group-sizes-in-order"], SCALING_GROUP, {"desiredCapacity": 5.0}),
        (["ecs-instance-no-scheduled-release"], INSTANCE_SET, {"autoReleaseTime": "2030-01-01T00:00:00Z"}),
        (["ecs-instance-data-disks-encrypted"], INSTANCE_SET, {"dataDisks": [{"diskSize": 40.0}]}),
        (["ecs-security-group-rule-no-public-ssh"], SECURITY_GROUP_RULE, {"cidrIp": ALL, "portRange": "1/1024"}),
        (["ecs-security-group-rule-no-public-ssh"], SECURITY_GROUP_RULE, {"cidrIp": "128.0.0.0/1"}),
        (["ecs-security-group-rule-no-public-ssh"], SECURITY_GROUP_RULE, {"ipv6CidrIp": "0:0:0:0::/0"}),
        (
            ["ecs-security-group-rule-no-public-rdp", "ecs-security-group-rule-no-public-ssh"],
            SECURITY_GROUP_RULE,
            {"cidrIp": "0.0.0.0/00", "ipProtocol": "ALL", "portRange": "-1/-1"},
        ),
        (
            ["ecs-security-group-rule-no-public-rdp", "ecs-security-group-rule-no-public-ssh"],
            SECURITY_GROUP_RULE,
            {"cidrIp": "1.2.3.4/0", "portRange": None},
        ),
    ],
)
def test_rules_report_every_form_of_a_fault(rules: list[str], resource_type: str, change: dict[str, Any]) -> None:
    assert broken_rules(resource_type, COMPLIANT[resource_type] | change) == rules


@pytest.mark.parametrize(
    ("user_data", "kind"),
    [
        ("mysql -u app -pX", None),
        ("TOKEN=`curl -X PUT http://100.100.100.200/latest/api/token`", None),
        ("export DB_PASSWORD=$(aliyun kms GetSecretValue)", None),
        ("password: ${PASSWORD}\npasswd: {{ lookup }}\ntoken=<filled in>", None),
        ("DB_SECRET_NAME=web/database\nPASSWORD_FILE=/run/secrets/db", None),
        ("secret_key=kms:alias/web", None),
        ("lock_passwd: false\nssh_pwauth: no", None),
        ("curl https://user@registry.example.com/", None),
        (base64.b64encode(b"#!/bin/sh\necho hello world\n").decode(), None),
        (base64.b64encode(bytes(range(256))).decode(), None),
        ("redis://:hunter2hunter2@cache:6379/0", "an address with a password in it"),
        ("access_key_id=LTAI4FoobarFoobarFoobar1", "the id of an access key"),
        ('{"apiKey": "abcdef123456"}', "a password, token or key that is given a value"),
        ("db.password = 'correct horse'", "a password, token or key that is given a value"),
        ("-----BEGIN OPENSSH PRIVATE KEY-----", "a private key"),
        (
            base64.b64encode(b"#!/bin/sh\nexport API_TOKEN=abcdef123456\n").decode(),
            "a password, token or key that is given a value",
        ),
    ],
)
def test_secrets_are_told_from_what_only_names_them(user_data: str, kind: str | None) -> None:
    violations = judge(SCALING_CONFIGURATION, COMPLIANT[SCALING_CONFIGURATION] | {"userData": user_data}).violations

    found = [violation.message.split("\n")[1] for violation in violations]
    assert found == ([f"Found: a scaling configuration with {kind} in its user data."] if kind else [])


scalars = st.one_of(
    st.none(), st.booleans(), st.floats(allow_nan=False, allow_infinity=False), st.text(max_size=4), st.just(UNKNOWN)
)
KEYS = sorted(
    {"percentage", "encrypted", "weightedCapacity", "effect", "actions", *(key for f in FAULTS for key in f.change)}
)
values = st.recursive(
    scalars,
    lambda children: st.one_of(
        st.lists(children, max_size=3), st.dictionaries(st.sampled_from(KEYS), children, max_size=3)
    ),
    max_leaves=8,
)


@given(
    resource_type=st.sampled_from(sorted(COMPLIANT)),
    props=st.dictionaries(st.sampled_from(KEYS), values, max_size=6),
)
def test_rules_never_raise(resource_type: str, props: dict[str, Any]) -> None:
    outcome = judge(resource_type, COMPLIANT[resource_type] | props)

    assert len(outcome.violations) == len({violation.policy for violation in outcome.violations})
