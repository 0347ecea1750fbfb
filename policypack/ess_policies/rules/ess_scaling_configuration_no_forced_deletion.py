"""
A group cannot be left without its last scaling configuration. With `force_delete` the provider deletes the *group* with
it, and all its instances: when the program moves the group to a launch template and drops the configuration, too.
"""

from pulumi_policy import Severity

from ess_policies.rule import ResourceRule
from ess_policies.views import ScalingConfiguration

__all__ = ["POLICY"]


def _observe(configuration: ScalingConfiguration) -> str | None:
    return "a scaling configuration with `force_delete`" if configuration.force_delete else None


POLICY = ResourceRule(
    name="ess-scaling-configuration-no-forced-deletion",
    display_name="No forced deletion of a scaling configuration",
    description="Scaling configurations are deleted without force.",
    severity=Severity.HIGH,
    tags=["ess", "release-protection"],
    required="no `force_delete`, because the deletion of a group's last configuration deletes the group with it",
    fix="remove `force_delete` from the `alicloud.ess.ScalingConfiguration`, and give it `deleted_with=<the group>` "
    "in its `ResourceOptions`, so that `pulumi destroy` leaves it to the deletion of the group",
    url="https://www.alibabacloud.com/help/en/auto-scaling/developer-reference/"
    "api-ess-2022-02-22-deletescalingconfiguration",
    why=__doc__,
    cli="aliyun ess DescribeScalingConfigurations --ScalingGroupId <group-id>",
    view=ScalingConfiguration,
    observe=_observe,
)
