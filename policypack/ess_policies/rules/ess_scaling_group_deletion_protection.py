"""
Deleting a scaling group through the provider always forces it: its instances are deleted with it.

Deletion protection is the only thing in the API that stops this, also when a change of another property would replace
the group.
"""

from pulumi_policy import Severity

from ess_policies.rule import ResourceRule
from ess_policies.views import ScalingGroup

__all__ = ["POLICY"]


def _observe(group: ScalingGroup) -> str | None:
    return None if group.group_deletion_protection else "a scaling group without deletion protection"


POLICY = ResourceRule(
    name="ess-scaling-group-deletion-protection",
    display_name="Deletion protection on scaling groups",
    description="Scaling groups are protected from deletion.",
    severity=Severity.HIGH,
    tags=["ess", "release-protection"],
    required="deletion protection, because the provider deletes a group together with its instances",
    fix="set `group_deletion_protection=True` on the `alicloud.ess.ScalingGroup`",
    url="https://www.alibabacloud.com/help/en/auto-scaling/developer-reference/api-setgroupdeletionprotection",
    why=__doc__,
    cli="aliyun ess SetGroupDeletionProtection --ScalingGroupId <group-id> --GroupDeletionProtection true",
    view=ScalingGroup,
    observe=_observe,
)
