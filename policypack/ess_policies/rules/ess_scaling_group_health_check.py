"""
Without a health check a dead instance counts as capacity: a refresh to a broken image goes on to the last instance
and ends well, and nothing replaces what dies later. The service's default, `ECS`, passes.
"""

from pulumi_policy import Severity

from ess_policies.frameworks import iso
from ess_policies.rule import ResourceRule
from ess_policies.views import ScalingGroup

__all__ = ["POLICY"]


def _observe(group: ScalingGroup) -> str | None:
    # An empty list and an unset type are the service's default, ECS.
    return "a scaling group whose health check is `NONE`" if "NONE" in group.health_check_types else None


POLICY = ResourceRule(
    view=ScalingGroup,
    observe=_observe,
    name="ess-scaling-group-health-check",
    display_name="Health check",
    description="Scaling groups check the health of their instances.",
    severity=Severity.HIGH,
    tags=["ess", "instance-refresh"],
    required="a health check, because a refresh to a broken image ends well without one",
    fix='set `health_check_type="ECS"` or `"LOAD_BALANCER"` on the `alicloud.ess.ScalingGroup`',
    why=__doc__,
    cli="aliyun ess ModifyScalingGroup --ScalingGroupId <group-id> --HealthCheckType ECS",
    url="https://www.alibabacloud.com/help/en/auto-scaling/developer-reference/api-ess-2022-02-22-createscalinggroup",
    frameworks=(iso("ess-group-health-check"),),
    same_as={"config": ("ess-group-health-check",), "infraguard": ("ess-group-health-check",)},
)
