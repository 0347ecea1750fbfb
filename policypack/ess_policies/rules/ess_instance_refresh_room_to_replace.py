"""
Percentages are of the group's capacity: 95 to 105 of four instances allow neither three nor five. How the service
rounds, and what it does without room, is documented nowhere, so this rule counts towards safety and is advisory. Both
at 100 are documented to replace one instance at a time. Judged by the desired capacity, or by the min size where that
is all the program says.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from pulumi_policy import EnforcementLevel, Severity

from ess_policies.refresh_view import InstanceRefresh
from ess_policies.relations import blame_each, group_of
from ess_policies.rule import Observation, StackRule
from ess_policies.stack import Stack
from ess_policies.views import ScalingGroup
from ess_readiness import ROOM_TO_REPLACE, RefreshFacts

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
        )
        return ROOM_TO_REPLACE.observe(facts)

    return blame_each(stack.of(InstanceRefresh), observe)


POLICY = StackRule(
    views=(
        InstanceRefresh,
        ScalingGroup,
    ),
    observe=_observe,
    name="ess-instance-refresh-room-to-replace",
    display_name="Room to replace instances",
    description="The percentages of a refresh let an instance be extra or missing at the group's capacity.",
    severity=Severity.MEDIUM,
    level=EnforcementLevel.ADVISORY,
    tags=["ess", "instance-refresh"],
    required=ROOM_TO_REPLACE.required,
    fix=ROOM_TO_REPLACE.fix,
    why=__doc__,
    cli=(
        "aliyun ess StartInstanceRefresh --ScalingGroupId <group-id> --MinHealthyPercentage 100 "
        "--MaxHealthyPercentage 150"
    ),
    url=ROOM_TO_REPLACE.source,
)
