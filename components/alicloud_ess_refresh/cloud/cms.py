"""
`CmsClient`: the one call to CloudMonitor that a release needs, in the package's own types.

Who implements it: `SdkCmsClient` over the official SDK; tests, over a script. It decides nothing. Source of names and
values: DescribeMetricRuleList, Cms 2019-01-01.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

__all__ = ["MOST_RULE_IDS", "CmsClient", "MetricRule"]

MOST_RULE_IDS = 20
"""Rules that one call may name. Source: DescribeMetricRuleList, parameter RuleIds."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MetricRule:
    """
    An alert rule on a metric: an alarm, as users say.

    Attributes:
        alert_state: `OK`, `ALARM` or `INSUFFICIENT_DATA`.
        namespace: Of the metric, such as `acs_ecs_dashboard`; empty where the rule is on none.
        metric_name: Such as `CPUUtilization`, or empty.
        expression: When it fires, in the service's words, such as `Average GreaterThanThreshold 80`; empty where the
            service does not say.
    """

    rule_id: str
    rule_name: str
    alert_state: str
    is_enabled: bool = True
    namespace: str = ""
    metric_name: str = ""
    expression: str = ""

    @property
    def is_firing(self) -> bool:
        """No data is no alarm, and a disabled rule is not evaluated, whatever state it was in."""
        return self.is_enabled and self.alert_state == "ALARM"

    @property
    def described(self) -> str:
        """Its name, metric and expression."""
        metric = f"{self.namespace} {self.metric_name}".strip()
        details = ", ".join(part for part in (metric, self.expression) if part)
        return f"`{self.rule_name}`{f' ({details})' if details else ''}"


class CmsClient(Protocol):
    """
    CloudMonitor in one region.

    Every method raises ServiceUnreachableError, ThrottledError or ServiceApiError.
    """

    def describe_metric_rules(self, rule_ids: Sequence[str]) -> tuple[MetricRule, ...]:
        """Answer those of the rules that exist. Takes at most MOST_RULE_IDS ids, none of them with a comma."""

    def find_metric_rules(self, rule_name: str) -> tuple[MetricRule, ...]:
        """Answer all rules of exactly this name: names are not unique."""
