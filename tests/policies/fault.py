"""What a case is, and the resources that cases change."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from ess_policies import POLICIES

INSTANCE = "alicloud:ecs/instance:Instance"
INSTANCE_SET = "alicloud:ecs/ecsInstanceSet:EcsInstanceSet"
LAUNCH_TEMPLATE = "alicloud:ecs/ecsLaunchTemplate:EcsLaunchTemplate"
SCALING_CONFIGURATION = "alicloud:ess/scalingConfiguration:ScalingConfiguration"
SCALING_GROUP = "alicloud:ess/scalingGroup:ScalingGroup"
REFRESH = "alicloud:ess/instanceRefresh:InstanceRefresh"
WAITING_REFRESH = "pulumi-python:dynamic/ess:InstanceRefresh"
LIFECYCLE_HOOK = "alicloud:ess/lifecycleHook:LifecycleHook"
SECURITY_GROUP_RULE = "alicloud:ecs/securityGroupRule:SecurityGroupRule"
TRAIL = "alicloud:actiontrail/trail:Trail"
RAM_POLICY = "alicloud:ram/policy:Policy"

TAGS = {"cost-center": "4711"}
# Numbers are floats, as a policy sees them.
COMPLIANT: dict[str, dict[str, Any]] = {
    INSTANCE: {
        "deletionProtection": True,
        "instanceType": "ecs.g7.large",
        "imageId": "m-app-v1",
        "securityGroups": ["sg-web"],
        "systemDiskEncrypted": True,
        "httpTokens": "required",
        "tags": TAGS,
    },
    INSTANCE_SET: {
        "deletionProtection": True,
        "amount": 3.0,
        "imageId": "m-app-v1",
        "securityGroupIds": ["sg-web"],
        "ramRoleName": "web",
        "tags": TAGS,
    },
    LAUNCH_TEMPLATE: {
        "imageId": "m-app-v1",
        "securityGroupIds": ["sg-web"],
        "ramRoleName": "web",
        "systemDisk": {"encrypted": True},
        "httpTokens": "required",
        "tags": TAGS,
    },
    SCALING_CONFIGURATION: {
        "deletionProtection": True,
        "instanceType": "ecs.g7.large",
        "imageId": "m-app-v1",
        "securityGroupId": "sg-web",
        "roleName": "web",
        "systemDiskEncrypted": True,
        "tags": TAGS,
    },
    SCALING_GROUP: {
        "groupDeletionProtection": True,
        "multiAzPolicy": "PRIORITY",
        "scalingPolicy": "release",
        "minSize": 1.0,
        "maxSize": 4.0,
        "vswitchIds": ["vsw-h", "vsw-i"],
        "tags": TAGS,
    },
    REFRESH: {"scalingGroupId": "asg-web", "desiredConfigurationImageId": "m-app-v2", "skipMatching": False},
    WAITING_REFRESH: {"scaling_group_id": "asg-web", "scaling_configuration_id": "asc-v2"},
    LIFECYCLE_HOOK: {"scalingGroupId": "asg-web", "lifecycleTransition": "SCALE_OUT", "heartbeatTimeout": 300.0},
    SECURITY_GROUP_RULE: {"type": "ingress", "ipProtocol": "tcp", "portRange": "22/22", "cidrIp": "10.0.0.0/8"},
    TRAIL: {"status": "Enable", "eventRw": "All", "trailRegion": "All"},
    RAM_POLICY: {"policyDocument": '{"Statement": [{"Effect": "Allow", "Action": "ess:*", "Resource": "*"}]}'},
}
CONFIG = {name: {"requiredTags": [*TAGS]} for name in ("ecs-instance-required-tags", "ess-scaling-group-required-tags")}
"""The configuration under which all cases are judged."""

Verdict = Literal["accepted", "reported", "undecided"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """
    One change of a compliant resource, the one rule that it breaks, and what that rule found.

    Attributes:
        change: Its first property is the one that the rule is about.
        found: What the message says was found.
        unknown: What the rule makes of the first property while its value is unknown.
        missing: What it makes of the resource without the changed properties.
        needs: Properties of the compliant resource that the rule has to know besides.
    """

    rule: str
    resource_type: str
    change: Mapping[str, Any]
    found: str
    unknown: Verdict = "undecided"
    missing: Verdict = "accepted"
    needs: tuple[str, ...] = field(default=())

    @property
    def props(self) -> dict[str, Any]:
        return COMPLIANT[self.resource_type] | dict(self.change)

    @property
    def message(self) -> str:
        (rule,) = (rule for rule in POLICIES if rule.name == self.rule)
        return f"Found: {self.found}.\nRequired: {rule.required}.\nFix: {rule.fix}."

    @property
    def description(self) -> str:
        (rule,) = (rule for rule in POLICIES if rule.name == self.rule)
        return rule.description
