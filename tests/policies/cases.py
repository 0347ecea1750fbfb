"""What every tier shows to the rules: resources that keep all of them, and each fault alone."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

INSTANCE = "alicloud:ecs/instance:Instance"
INSTANCE_SET = "alicloud:ecs/ecsInstanceSet:EcsInstanceSet"
SCALING_CONFIGURATION = "alicloud:ess/scalingConfiguration:ScalingConfiguration"
SCALING_GROUP = "alicloud:ess/scalingGroup:ScalingGroup"

# Numbers are floats, as a policy sees them.
COMPLIANT: dict[str, dict[str, Any]] = {
    INSTANCE: {"deletionProtection": True, "instanceType": "ecs.g7.large"},
    INSTANCE_SET: {"deletionProtection": True, "amount": 3.0},
    SCALING_CONFIGURATION: {"deletionProtection": True, "instanceType": "ecs.g7.large"},
    SCALING_GROUP: {
        "groupDeletionProtection": True,
        "multiAzPolicy": "PRIORITY",
        "scalingPolicy": "release",
        "minSize": 1.0,
        "maxSize": 4.0,
    },
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """One change of a compliant resource, the one rule that it breaks, and what that rule says."""

    rule: str
    resource_type: str
    change: Mapping[str, Any]
    description: str
    found: str
    required: str
    fix: str

    @property
    def props(self) -> dict[str, Any]:
        return COMPLIANT[self.resource_type] | dict(self.change)

    @property
    def message(self) -> str:
        return f"Found: {self.found}.\nRequired: {self.required}.\nFix: {self.fix}."


FAULTS = (
    Fault(
        rule="ecs-instance-release-protection",
        resource_type=INSTANCE,
        change={"deletionProtection": False},
        description="Pay-as-you-go instances are protected from release.",
        found="a pay-as-you-go instance without release protection",
        required="release protection, because a release by mistake from the console, API or CLI cannot be undone",
        fix="set `deletion_protection=True` on the `alicloud.ecs.Instance` or `alicloud.ecs.EcsInstanceSet`",
    ),
    Fault(
        rule="ess-scaling-configuration-no-vcpu-capacity",
        resource_type=SCALING_CONFIGURATION,
        change={
            "instanceTypeOverrides": [
                {"instanceType": "ecs.g7.large", "weightedCapacity": 2.0},
                {"instanceType": "ecs.g7.xlarge", "weightedCapacity": 4.0},
            ]
        },
        description="Scaling configurations give their instance types no weights.",
        found="2 of 2 instance type overrides have a weighted capacity",
        required="an instance refresh needs a group whose capacity counts instances, not vCPUs or weights",
        fix="list the types in `instance_types` of the `alicloud.ess.ScalingConfiguration` instead of "
        "`instance_type_overrides` and give the group's `min_size`, `max_size` and `desired_capacity` as numbers "
        "of instances",
    ),
    Fault(
        rule="ess-scaling-configuration-release-protection",
        resource_type=SCALING_CONFIGURATION,
        change={"deletionProtection": False},
        description="Scaling configurations protect their pay-as-you-go instances from release.",
        found="a scaling configuration whose pay-as-you-go instances have no release protection",
        required="release protection, because a release by mistake from the console, API or CLI cannot be undone; "
        "scale-in and instance refresh go on as before",
        fix="set `deletion_protection=True` on the `alicloud.ess.ScalingConfiguration`",
    ),
    Fault(
        rule="ess-scaling-group-deletion-protection",
        resource_type=SCALING_GROUP,
        change={"groupDeletionProtection": False},
        description="Scaling groups are protected from deletion.",
        found="a scaling group without deletion protection",
        required="deletion protection, because the provider deletes a group together with its instances",
        fix="set `group_deletion_protection=True` on the `alicloud.ess.ScalingGroup`",
    ),
    Fault(
        rule="ess-scaling-group-no-vcpu-capacity",
        resource_type=SCALING_GROUP,
        change={
            "launchTemplateOverrides": [
                {"instanceType": "ecs.g7.large", "weightedCapacity": 2.0},
                {"instanceType": "ecs.g7.xlarge"},
            ]
        },
        description="Scaling groups count their capacity in instances.",
        found="1 of 2 launch template overrides have a weighted capacity",
        required="an instance refresh needs a group whose capacity counts instances, not vCPUs or weights",
        fix="remove `weighted_capacity` from the `launch_template_overrides` of the `alicloud.ess.ScalingGroup` "
        "and give its `min_size`, `max_size` and `desired_capacity` as numbers of instances",
    ),
    Fault(
        rule="ess-scaling-group-priority-scale-out",
        resource_type=SCALING_GROUP,
        change={"multiAzPolicy": "BALANCE"},
        description="Scaling groups scale out by the Priority policy.",
        found="the scale-out policy (MultiAZPolicy) is `BALANCE`",
        required="an instance refresh needs the Priority policy (`PRIORITY`, which is also the default)",
        fix='set `multi_az_policy="PRIORITY"` on the `alicloud.ess.ScalingGroup` (replaces an existing group)',
    ),
    Fault(
        rule="ess-scaling-group-release-reclaim-mode",
        resource_type=SCALING_GROUP,
        change={"scalingPolicy": "forceRecycle"},
        description="Scaling groups release the instances that they scale in.",
        found="the instance reclaim mode (ScalingPolicy) is `forceRecycle`",
        required="an instance refresh needs a mode that releases instances (`release` or `forceRelease`)",
        fix='set `scaling_policy="release"` on the `alicloud.ess.ScalingGroup`',
    ),
)
