"""
The service announces reboots, redeployments and releases that it is going to make.

Without an event rule nobody hears of them, and what protection does not stop (an overdue account, a failing host)
comes unannounced. Only stacks with a production group are judged; which tags tell production is an option.

Advisory: the subscription of an organisation is usually declared in another stack.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from pulumi_policy import EnforcementLevel, Severity

from ess_policies.account_views import EventRule
from ess_policies.common_options import PRODUCTION_TAGS, is_production
from ess_policies.relations import blame_each
from ess_policies.rule import Observation, StackRule
from ess_policies.stack import Stack
from ess_policies.views import ScalingGroup

__all__ = ["POLICY"]


def _observe(stack: Stack, options: Mapping[str, Any]) -> Iterator[Observation]:
    def observe(group: ScalingGroup) -> str | None:
        if not is_production(group, options["productionTags"]):
            return None
        rules = stack.of(EventRule)
        subscribed = any(rule.is_enabled and rule.has_target and rule.is_about_instances for rule in rules)
        return None if subscribed else "a production group in a stack without an event rule on system events of ECS"

    return blame_each(stack.of(ScalingGroup), observe)


POLICY = StackRule(
    views=(
        ScalingGroup,
        EventRule,
    ),
    observe=_observe,
    name="ess-scaling-group-production-events-subscribed",
    display_name="System events subscribed",
    description="A stack with production groups subscribes to the system events of its instances.",
    severity=Severity.MEDIUM,
    level=EnforcementLevel.ADVISORY,
    tags=["ess", "availability"],
    required="an enabled event rule on `ecs` events of type Maintenance or Exception, with a target",
    fix=(
        "declare an `alicloud.cms.EventRule` on product `ecs` with a target, or switch this rule off where "
        "another stack has it"
    ),
    why=__doc__,
    cli=(
        "aliyun cms PutEventRule --RuleName <rule> --EventType SYSTEM --EventPattern.1.Product ecs "
        "--EventPattern.1.EventTypeList.1 Maintenance --EventPattern.1.EventTypeList.2 Exception --State "
        "ENABLED"
    ),
    url=(
        "https://www.alibabacloud.com/help/en/cms/cloudmonitor-1-0/developer-reference/api-cms-2019-01-01-puteventrule"
    ),
    options={"productionTags": PRODUCTION_TAGS},
)
