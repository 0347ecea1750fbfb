"""
A group runs one refresh task at a time: of two resources that are deployed together, the second is refused while the
first runs, and each would take the group to its own configuration.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from pulumi_policy import Severity

from ess_policies.refresh_view import InstanceRefresh
from ess_policies.relations import blame_each, group_of
from ess_policies.rule import Observation, StackRule
from ess_policies.stack import Stack
from ess_policies.views import ScalingGroup

__all__ = ["POLICY"]


def _observe(stack: Stack, _options: Mapping[str, Any]) -> Iterator[Observation]:
    first: dict[str, InstanceRefresh] = {}

    def observe(refresh: InstanceRefresh) -> str | None:
        group = group_of(refresh, stack)
        key = group.declaration.urn if group else refresh.scaling_group_id
        if key is None:
            return None
        other = first.setdefault(key, refresh)
        return None if other is refresh else f"a second refresh of the group of `{other.declaration.name}`"

    return blame_each(stack.of(InstanceRefresh), observe)


POLICY = StackRule(
    views=(
        InstanceRefresh,
        ScalingGroup,
    ),
    observe=_observe,
    name="ess-instance-refresh-one-per-group",
    display_name="One refresh of a group",
    description="A scaling group has one refresh resource.",
    severity=Severity.HIGH,
    tags=["ess", "instance-refresh"],
    required="one refresh resource for each group, because a group runs one task at a time",
    fix="keep one refresh for each scaling group and change its inputs for the next release",
    why=__doc__,
    cli="aliyun ess DescribeInstanceRefreshes --ScalingGroupId <group-id>",
    url="https://www.alibabacloud.com/help/en/auto-scaling/developer-reference/api-startinstancerefresh",
)
