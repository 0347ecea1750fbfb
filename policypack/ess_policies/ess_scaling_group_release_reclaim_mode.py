"""
A group that stops and keeps its instances (economical mode, forced or not) cannot be refreshed.

A program that does not name the mode passes, see `RefreshFacts.scaling_policy`: to insist on it would report every
group that never chose to keep instances. The refresh itself looks at the mode that the group really has.
"""

from pulumi_policy import Severity

from alicloud_ess_refresh.readiness import RELEASE_RECLAIM_MODE, RefreshFacts
from ess_policies.rule import ResourceRule
from ess_policies.views import ScalingGroup

__all__ = ["POLICY"]


def _observe(group: ScalingGroup) -> str | None:
    return RELEASE_RECLAIM_MODE.observe(RefreshFacts(scaling_policy=group.scaling_policy))


POLICY = ResourceRule(
    name="ess-scaling-group-release-reclaim-mode",
    display_name="Reclaim by release",
    description="Scaling groups release the instances that they scale in.",
    severity=Severity.HIGH,
    tags=["ess", "instance-refresh"],
    required=RELEASE_RECLAIM_MODE.required,
    fix=RELEASE_RECLAIM_MODE.fix,
    url=RELEASE_RECLAIM_MODE.source,
    view=ScalingGroup,
    observe=_observe,
)
