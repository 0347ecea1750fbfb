"""
A group that balances zones or costs cannot be refreshed, and the policy cannot be changed later without replacing it.

The provider fills in its default, `PRIORITY`, so a program that says nothing about it passes.
"""

from ess_policies.readiness_rule import readiness_rule
from ess_policies.views import ScalingGroup
from ess_readiness import PRIORITY_SCALE_OUT, RefreshFacts

__all__ = ["POLICY"]

POLICY = readiness_rule(
    PRIORITY_SCALE_OUT,
    name="ess-scaling-group-priority-scale-out",
    display_name="Priority scale-out",
    description="Scaling groups scale out by the Priority policy.",
    why=__doc__,
    cli=(
        "aliyun ess CreateScalingGroup --MultiAZPolicy PRIORITY --MinSize <n> --MaxSize <n> --VSwitchIds.1 <vswitch-id>"
    ),
    view=ScalingGroup,
    facts=lambda group: RefreshFacts(multi_az_policy=group.multi_az_policy),
)
