"""
A subscription cannot be released before it ends.

With `force_delete` the provider converts it to pay-as-you-go and releases it at once, when the resource is deleted or
replaced: release protection never held for it, and its data is lost.
"""

from pulumi_policy import Severity

from ess_policies.rule import ResourceRule
from ess_policies.views import Instance

__all__ = ["POLICY"]


def _observe(instance: Instance) -> str | None:
    if instance.is_subscription and instance.force_delete:
        return "a subscription that is released by force"
    return None


POLICY = ResourceRule(
    view=Instance,
    observe=_observe,
    name="ecs-instance-no-forced-subscription-release",
    display_name="Subscriptions not released by force",
    description="Subscriptions are not released by force.",
    severity=Severity.HIGH,
    tags=["ecs", "release-protection"],
    required=(
        "no `force_delete`, because it is all that stands between a replacement and the release of a subscription"
    ),
    fix="remove `force_delete` from the `alicloud.ecs.Instance`",
    why=__doc__,
    cli=(
        "aliyun ecs ModifyInstanceChargeType --RegionId <region> --InstanceIds '[\"<instance-id>\"]' "
        "--InstanceChargeType PostPaid"
    ),
    url="https://www.alibabacloud.com/help/en/ecs/user-guide/release-an-instance",
)
