"""
With one vSwitch the group lives in one zone.

When that zone fails or has sold out the instance type, neither a scale-out nor a refresh can create instances.

Advisory: an application may be bound to one zone by its data.
"""

from pulumi_policy import EnforcementLevel, Severity

from ess_policies.frameworks import iso
from ess_policies.rule import ResourceRule
from ess_policies.views import ScalingGroup

__all__ = ["POLICY"]


def _observe(group: ScalingGroup) -> str | None:
    count = group.vswitch_count
    return f"a scaling group with {count} vSwitch" if count == 1 else None


POLICY = ResourceRule(
    view=ScalingGroup,
    observe=_observe,
    name="ess-scaling-group-two-vswitches",
    display_name="Two vSwitches or more",
    description="Scaling groups have two vSwitches or more.",
    severity=Severity.MEDIUM,
    level=EnforcementLevel.ADVISORY,
    tags=["ess", "availability"],
    required="two vSwitches in different zones, so that instances can be created while one zone cannot",
    fix="list two vSwitches or more in `vswitch_ids` of the `alicloud.ess.ScalingGroup`",
    why=__doc__,
    cli=(
        "aliyun ess ModifyScalingGroup --ScalingGroupId <group-id> --VSwitchIds.1 <vswitch-id> --VSwitchIds.2"
        " <vswitch-id>"
    ),
    url="https://www.alibabacloud.com/help/en/auto-scaling/developer-reference/api-ess-2022-02-22-createscalinggroup",
    frameworks=(iso("ess-scaling-group-attach-multi-switch"),),
    same_as={"infraguard": ("ess-scaling-group-attach-multi-switch",)},
)
