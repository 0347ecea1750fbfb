"""
A refresh silently leaves out instances in the Protected state: it ends well while they stay on the old version.

Advisory: holding an instance back can be meant, for a while.
"""

from pulumi_policy import EnforcementLevel, Severity

from ess_policies.rule import ResourceRule
from ess_policies.views import ScalingGroup

__all__ = ["POLICY"]


def _observe(group: ScalingGroup) -> str | None:
    count = group.protected_instance_count
    instances = "1 instance" if count == 1 else f"{count} instances"
    return f"a scaling group that protects {instances} from scale-in" if count else None


POLICY = ResourceRule(
    view=ScalingGroup,
    observe=_observe,
    name="ess-scaling-group-no-protected-instances",
    display_name="No instances held back from a refresh",
    description="Scaling groups protect no instances from scale-in.",
    severity=Severity.MEDIUM,
    level=EnforcementLevel.ADVISORY,
    tags=["ess", "instance-refresh"],
    required="no protected instances, because a refresh leaves them on the old version and still succeeds",
    fix="remove `protected_instances` from the `alicloud.ess.ScalingGroup`",
    why=__doc__,
    cli=(
        "aliyun ess SetInstancesProtection --ScalingGroupId <group-id> --InstanceIds.1 <instance-id> "
        "--ProtectedFromScaleIn false"
    ),
    url="https://www.alibabacloud.com/help/en/auto-scaling/developer-reference/api-startinstancerefresh",
)
