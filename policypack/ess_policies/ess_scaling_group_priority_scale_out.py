"""
A group that balances zones or costs cannot be refreshed, and the policy cannot be changed later without replacing it.

The provider fills in its default, `PRIORITY`, so a program that says nothing about it passes.
"""

from pulumi_policy import Severity

from alicloud_ess_refresh.readiness import PRIORITY_SCALE_OUT, RefreshFacts
from ess_policies.rule import ResourceRule
from ess_policies.views import ScalingGroup

__all__ = ["POLICY"]


def _observe(group: ScalingGroup) -> str | None:
    return PRIORITY_SCALE_OUT.observe(RefreshFacts(multi_az_policy=group.multi_az_policy))


POLICY = ResourceRule(
    name="ess-scaling-group-priority-scale-out",
    display_name="Priority scale-out",
    description="Scaling groups scale out by the Priority policy.",
    severity=Severity.HIGH,
    tags=["ess", "instance-refresh"],
    required=PRIORITY_SCALE_OUT.required,
    fix=PRIORITY_SCALE_OUT.fix,
    url=PRIORITY_SCALE_OUT.source,
    view=ScalingGroup,
    observe=_observe,
)
