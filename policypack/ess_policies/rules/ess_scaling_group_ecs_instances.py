"""
An instance refresh is documented for groups of ECS instances only, and the type of a group cannot be changed later.

Advisory, because the sources disagree: the request of a refresh has containers, which only ECI groups have.
"""

from pulumi_policy import EnforcementLevel, Severity

from ess_policies.rule import ResourceRule
from ess_policies.views import ScalingGroup
from ess_readiness import SUPPORTED_GROUP_TYPE, RefreshFacts

__all__ = ["POLICY"]


def _observe(group: ScalingGroup) -> str | None:
    return SUPPORTED_GROUP_TYPE.observe(RefreshFacts(group_type=group.group_type))


POLICY = ResourceRule(
    view=ScalingGroup,
    observe=_observe,
    name="ess-scaling-group-ecs-instances",
    display_name="ECS instances",
    description="Scaling groups hold ECS instances.",
    severity=Severity.MEDIUM,
    level=EnforcementLevel.ADVISORY,
    tags=["ess", "instance-refresh"],
    required=SUPPORTED_GROUP_TYPE.required,
    fix=SUPPORTED_GROUP_TYPE.fix,
    why=__doc__,
    cli=("aliyun ess CreateScalingGroup --GroupType ECS --MinSize <n> --MaxSize <n> --VSwitchIds.1 <vswitch-id>"),
    url=SUPPORTED_GROUP_TYPE.source,
)
