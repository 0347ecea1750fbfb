"""
A refresh that creates instances before it releases old ones exceeds the group's capacity for a while: 120 % by
default. In groups of one to four instances 80 % and 120 % are the same number of instances, so that one has to be
extra or missing in spite of them. Whether a refresh may exceed the max size as well is documented nowhere, so the rule
is advisory. Judged by the desired capacity, or by the min size where that is all the program says.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from pulumi_policy import EnforcementLevel, Severity

from ess_policies.refresh_view import InstanceRefresh
from ess_policies.relations import blame_each, group_of
from ess_policies.rule import Observation, StackRule
from ess_policies.stack import Stack
from ess_policies.views import ScalingGroup
from ess_readiness import CEILING_WITHIN_MAX_SIZE, RefreshFacts

__all__ = ["POLICY"]


def _observe(stack: Stack, _options: Mapping[str, Any]) -> Iterator[Observation]:
    def observe(refresh: InstanceRefresh) -> str | None:
        group = group_of(refresh, stack)
        if group is None:
            return None
        facts = RefreshFacts(
            capacity=group.capacity,
            max_healthy_percentage=refresh.max_healthy_percentage,
            min_healthy_percentage=refresh.min_healthy_percentage,
            max_size=group.max_size,
        )
        return CEILING_WITHIN_MAX_SIZE.observe(facts)

    return blame_each(stack.of(InstanceRefresh), observe)


POLICY = StackRule(
    views=(
        InstanceRefresh,
        ScalingGroup,
    ),
    observe=_observe,
    name="ess-instance-refresh-within-max-size",
    display_name="Max size above the ceiling of a refresh",
    description="The max size of a group leaves room for the instances that a refresh adds.",
    severity=Severity.MEDIUM,
    level=EnforcementLevel.ADVISORY,
    tags=["ess", "instance-refresh"],
    required=CEILING_WITHIN_MAX_SIZE.required,
    fix=CEILING_WITHIN_MAX_SIZE.fix,
    why=__doc__,
    cli="aliyun ess ModifyScalingGroup --ScalingGroupId <group-id> --MaxSize <n>",
    url=CEILING_WITHIN_MAX_SIZE.source,
)
