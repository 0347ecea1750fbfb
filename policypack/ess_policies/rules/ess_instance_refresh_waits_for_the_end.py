"""
`alicloud.ess.InstanceRefresh` of the provider returns as soon as its task is accepted: `pulumi up` is green while the
release fails later, nothing rolls back, and deleting it leaves the task running.
`alicloud_ess_refresh.InstanceRefresh` waits, reports the reason of a failure and goes back.

Advisory, and silent where the other is not at hand: it speaks only in stacks that use it already.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from pulumi_policy import EnforcementLevel, Severity

from ess_policies.refresh_view import InstanceRefresh
from ess_policies.rule import Observation, StackRule
from ess_policies.stack import Stack

__all__ = ["POLICY"]


def _observe(stack: Stack, _options: Mapping[str, Any]) -> Iterator[Observation]:
    refreshes = stack.of(InstanceRefresh)
    if not any(refresh.is_waiting for refresh in refreshes):
        return
    for refresh in refreshes:
        if not refresh.is_waiting:
            yield Observation(found="a refresh that is done when it has started", urn=refresh.declaration.urn)


POLICY = StackRule(
    views=(InstanceRefresh,),
    observe=_observe,
    name="ess-instance-refresh-waits-for-the-end",
    display_name="A refresh that waits",
    description="Stacks that use the waiting InstanceRefresh use no other.",
    severity=Severity.LOW,
    level=EnforcementLevel.ADVISORY,
    tags=["ess", "instance-refresh"],
    required="a refresh that waits for its end, because the provider's is done when it has started",
    fix="use `alicloud_ess_refresh.InstanceRefresh` for this group, too",
    why=__doc__,
    cli=("aliyun ess DescribeInstanceRefreshes --ScalingGroupId <group-id> --InstanceRefreshTaskIds.1 <task-id>"),
    url="https://www.alibabacloud.com/help/en/auto-scaling/developer-reference/api-startinstancerefresh",
)
