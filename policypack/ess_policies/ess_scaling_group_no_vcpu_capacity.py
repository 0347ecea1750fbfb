"""A group that counts capacity in vCPUs cannot be refreshed; weights of launch template overrides are that setting."""

from pulumi_policy import Severity

from alicloud_ess_refresh.readiness import SCALING_GROUP_WEIGHTS, RefreshFacts
from ess_policies.rule import ResourceRule
from ess_policies.views import ScalingGroup

__all__ = ["POLICY"]


def _observe(group: ScalingGroup) -> str | None:
    return SCALING_GROUP_WEIGHTS.observe(RefreshFacts(scaling_group_weights=group.launch_template_weights))


POLICY = ResourceRule(
    name="ess-scaling-group-no-vcpu-capacity",
    display_name="No vCPU capacity in launch template overrides",
    description="Scaling groups count their capacity in instances.",
    severity=Severity.HIGH,
    tags=["ess", "instance-refresh"],
    required=SCALING_GROUP_WEIGHTS.required,
    fix=SCALING_GROUP_WEIGHTS.fix,
    url=SCALING_GROUP_WEIGHTS.source,
    view=ScalingGroup,
    observe=_observe,
)
