"""
Who lifted a protection or deleted an instance is known for as long as a trail keeps it; without one, for 90 days.

Only stacks with a production group are judged; which tags tell production is an option.

Advisory: the trail of an organisation is usually declared in another stack.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from pulumi_policy import EnforcementLevel, Severity

from ess_policies.account_views import Trail
from ess_policies.common_options import PRODUCTION_TAGS, is_production
from ess_policies.frameworks import cis
from ess_policies.relations import blame_each
from ess_policies.rule import Observation, StackRule
from ess_policies.stack import Stack
from ess_policies.views import ScalingGroup

__all__ = ["POLICY"]


def _observe(stack: Stack, options: Mapping[str, Any]) -> Iterator[Observation]:
    def observe(group: ScalingGroup) -> str | None:
        if not is_production(group, options["productionTags"]):
            return None
        recorded = any(trail.is_enabled and trail.records_changes for trail in stack.of(Trail))
        return None if recorded else "a production group in a stack without a trail that records changing calls"

    return blame_each(stack.of(ScalingGroup), observe)


POLICY = StackRule(
    views=(
        ScalingGroup,
        Trail,
    ),
    observe=_observe,
    name="ess-scaling-group-production-calls-recorded",
    display_name="Calls recorded",
    description="A stack with production groups has an ActionTrail trail that records changing calls.",
    severity=Severity.MEDIUM,
    level=EnforcementLevel.ADVISORY,
    tags=["ess", "release-protection", "audit"],
    required="a trail that records `DeleteInstance`, `DeleteInstances` and `ModifyInstanceAttribute`",
    fix=(
        'declare an `alicloud.actiontrail.Trail` with `event_rw="All"` or `"Write"`, or switch this rule off '
        "where another stack has it"
    ),
    why=__doc__,
    cli=(
        "aliyun actiontrail CreateTrail --Name <trail> --OssBucketName <bucket> --EventRW All --TrailRegion "
        "All && aliyun actiontrail StartLogging --Name <trail>"
    ),
    url="https://www.alibabacloud.com/help/en/actiontrail/latest/api-actiontrail-2020-07-06-createtrail",
    frameworks=(cis("2.1"),),
    same_as={"infraguard": ("actiontrail-enabled",)},
    options={"productionTags": PRODUCTION_TAGS},
)
