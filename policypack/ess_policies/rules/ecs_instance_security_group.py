"""
Where none is named, the service takes the default group of the VPC, whose rules nobody chose for this application.

Advisory: a scaling group fails to create instances without one anyway, and a launch template can leave the choice to
its user.
"""

from pulumi_policy import EnforcementLevel, Severity

from ess_policies.machine_view import Machine
from ess_policies.rule import ResourceRule

__all__ = ["POLICY"]


def _observe(machine: Machine) -> str | None:
    return None if machine.has_security_group else f"{machine.noun} without a security group"


POLICY = ResourceRule(
    view=Machine,
    observe=_observe,
    name="ecs-instance-security-group",
    display_name="Security group attached",
    description="Instances have a security group.",
    severity=Severity.MEDIUM,
    level=EnforcementLevel.ADVISORY,
    tags=["ecs", "network"],
    required="a security group of the application, because the default one was chosen by nobody",
    fix="set `security_group_id` or `security_group_ids`",
    why=__doc__,
    cli=(
        "aliyun ess ModifyScalingConfiguration --ScalingConfigurationId <configuration-id> "
        "--SecurityGroupIds.1 <group-id>"
    ),
    url=(
        "https://www.alibabacloud.com/help/en/auto-scaling/developer-reference/api-ess-2022-02-22-createscalingconfiguration"
    ),
    same_as={
        "config": ("ess-scaling-configuration-attach-security-group",),
        "infraguard": (
            "ess-scaling-configuration-attach-security-group",
            "ecs-instance-attached-security-group",
        ),
    },
)
