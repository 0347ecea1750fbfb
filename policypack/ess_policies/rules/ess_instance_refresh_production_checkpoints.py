"""
A checkpoint stops the release at a share of new instances, so that people or monitoring can look at them before the
rest follows; an instance that is healthy to the service can still serve errors. Which tags of a group tell production
is an option.

Advisory: a team may watch its releases by other means.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from pulumi_policy import EnforcementLevel, Severity

from ess_policies.common_options import PRODUCTION_TAGS, is_production
from ess_policies.refresh_view import InstanceRefresh
from ess_policies.relations import blame_each, group_of
from ess_policies.rule import Observation, StackRule
from ess_policies.stack import Stack
from ess_policies.views import ScalingGroup

__all__ = ["POLICY"]


def _observe(stack: Stack, options: Mapping[str, Any]) -> Iterator[Observation]:
    def observe(refresh: InstanceRefresh) -> str | None:
        group = group_of(refresh, stack)
        if group is None or not is_production(group, options["productionTags"]):
            return None
        pauses = refresh.sources("checkpoints") or any(each < 100 for each in refresh.checkpoint_percentages)
        return None if pauses else f"a refresh of the production group `{group.declaration.name}` without a checkpoint"

    return blame_each(stack.of(InstanceRefresh), observe)


POLICY = StackRule(
    views=(
        InstanceRefresh,
        ScalingGroup,
    ),
    observe=_observe,
    name="ess-instance-refresh-production-checkpoints",
    display_name="Checkpoints on production groups",
    description="A refresh of a production group pauses at checkpoints.",
    severity=Severity.MEDIUM,
    level=EnforcementLevel.ADVISORY,
    tags=["ess", "instance-refresh"],
    required="a checkpoint before the last instance, so that a bad version is seen while it is a small share",
    fix=(
        'set `checkpoints`, such as `[{"percentage": 20}, {"percentage": 100}]`, and `checkpoint_pause_time` '
        "on the refresh"
    ),
    why=__doc__,
    cli=(
        "aliyun ess StartInstanceRefresh --ScalingGroupId <group-id> --Checkpoints.1.Percentage 20 "
        "--Checkpoints.2.Percentage 100 --CheckpointPauseTime 30"
    ),
    url="https://www.alibabacloud.com/help/en/auto-scaling/developer-reference/api-startinstancerefresh",
    options={"productionTags": PRODUCTION_TAGS},
)
