"""
An application that calls the service needs credentials.

Those of an instance's role change by themselves and never lie on a disk; without a role, access keys end up in images
and user data. A plain instance is left alone: it can be given its role by a resource of its own, and the provider
prefers that.

Advisory: an application may call nothing.
"""

from pulumi_policy import EnforcementLevel, Severity

from ess_policies.machine_view import Machine
from ess_policies.rule import ResourceRule

__all__ = ["POLICY"]


def _observe(machine: Machine) -> str | None:
    return None if machine.has_role or not machine.role_is_decided_here else f"{machine.noun} without a RAM role"


POLICY = ResourceRule(
    view=Machine,
    observe=_observe,
    name="ecs-instance-ram-role",
    display_name="RAM role instead of keys",
    description="Instances have a RAM role.",
    severity=Severity.MEDIUM,
    level=EnforcementLevel.ADVISORY,
    tags=["ecs", "ram"],
    required="a RAM role, so that no access key has to be on the instance",
    fix="set `role_name` of the `alicloud.ess.ScalingConfiguration` (elsewhere `ram_role_name`)",
    why=__doc__,
    cli=("aliyun ess ModifyScalingConfiguration --ScalingConfigurationId <configuration-id> --RamRoleName <role>"),
    url=(
        "https://www.alibabacloud.com/help/en/auto-scaling/developer-reference/api-ess-2022-02-22-createscalingconfiguration"
    ),
    same_as={"infraguard": ("ecs-instance-ram-role-attached",)},
)
