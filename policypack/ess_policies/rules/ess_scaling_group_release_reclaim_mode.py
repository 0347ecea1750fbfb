"""
A group that stops and keeps its instances (economical mode, forced or not) cannot be refreshed.

A program that does not name the mode passes, see `RefreshFacts.scaling_policy`: to insist on it would report every
group that never chose to keep instances. The refresh itself looks at the mode that the group really has.
"""

from ess_policies.readiness_rule import readiness_rule
from ess_policies.views import ScalingGroup
from ess_readiness import RELEASE_RECLAIM_MODE, RefreshFacts

__all__ = ["POLICY"]

POLICY = readiness_rule(
    RELEASE_RECLAIM_MODE,
    name="ess-scaling-group-release-reclaim-mode",
    display_name="Reclaim by release",
    description="Scaling groups release the instances that they scale in.",
    why=__doc__,
    cli="aliyun ess ModifyScalingGroup --ScalingGroupId <group-id> --ScalingPolicy release",
    view=ScalingGroup,
    facts=lambda group: RefreshFacts(scaling_policy=group.scaling_policy),
)
