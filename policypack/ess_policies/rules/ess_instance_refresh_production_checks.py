"""
An instance that is healthy to the service can still serve errors. Alarms and probes see that, end the release and take
it back, also after its success; without them a bad version replaces every instance. Which tags of a group tell
production is an option.

Judged are refreshes that wait for their end: the provider's own has no such checks, and another rule reports it.
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
        if group is None or not is_production(group, options["productionTags"]) or refresh.is_checked:
            return None
        return f"a refresh of the production group `{group.declaration.name}` without alarms and probes"

    return blame_each([refresh for refresh in stack.of(InstanceRefresh) if refresh.is_waiting], observe)


POLICY = StackRule(
    views=(
        InstanceRefresh,
        ScalingGroup,
    ),
    observe=_observe,
    name="ess-instance-refresh-production-checks",
    display_name="Alarms or probes on production groups",
    description="A refresh of a production group watches alarms or probes.",
    severity=Severity.MEDIUM,
    level=EnforcementLevel.ADVISORY,
    tags=["ess", "instance-refresh"],
    required="alarms or probes that take a release back which does harm",
    fix=(
        'set `alarms`, such as `["web-5xx"]`, or `probes`, such as `[{"url": "https://shop.example.com/health"}]`, on '
        "the `InstanceRefresh`"
    ),
    why=__doc__,
    cli="aliyun cms DescribeMetricRuleList --RuleName <alarm>",
    url=(
        "https://www.alibabacloud.com/help/en/cms/cloudmonitor-1-0/developer-reference/"
        "api-cms-2019-01-01-describemetricrulelist"
    ),
    options={"productionTags": PRODUCTION_TAGS},
)
