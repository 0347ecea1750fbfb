"""
The service offers release protection for pay-as-you-go instances only.

On a subscription the provider ignores the property, and on a spot instance it does nothing: the program reads as
protected and the instance is not.

Advisory, because nothing is worse than without it.
"""

from pulumi_policy import EnforcementLevel, Severity

from ess_policies.machine_view import Machine
from ess_policies.rule import ResourceRule

__all__ = ["POLICY"]


def _observe(instance: Machine) -> str | None:
    if not instance.deletion_protection:
        return None
    if instance.is_subscription:
        return "release protection on a subscription, where it is ignored"
    return "release protection on spot instances, where it does nothing" if instance.is_spot else None


POLICY = ResourceRule(
    view=Machine,
    observe=_observe,
    name="ecs-instance-release-protection-works",
    display_name="Release protection that works",
    description="Release protection is declared where it has an effect.",
    severity=Severity.MEDIUM,
    level=EnforcementLevel.ADVISORY,
    tags=["ecs", "release-protection"],
    required="pay-as-you-go instances, because release protection has no effect on others",
    fix=(
        'remove `deletion_protection`, or use pay-as-you-go instances (`spot_strategy="NoSpot"`, '
        '`instance_charge_type="PostPaid"`)'
    ),
    why=__doc__,
    cli=(
        "aliyun ecs DescribeInstances --InstanceIds '[\"<instance-id>\"]' --output "
        "cols=InstanceId,InstanceChargeType,SpotStrategy,DeletionProtection rows=Instances.Instance[]"
    ),
    url="https://www.alibabacloud.com/help/en/ecs/user-guide/release-an-instance",
)
