"""
Image, scaling configuration, launch template and containers exclude each other: the service refuses a refresh that
names two, when the release starts.
"""

from pulumi_policy import Severity

from ess_policies.refresh_view import InstanceRefresh
from ess_policies.rule import ResourceRule

__all__ = ["POLICY"]


def _observe(refresh: InstanceRefresh) -> str | None:
    kinds = refresh.desired_kinds
    return f"a refresh to {' and '.join(kinds)}" if len(kinds) > 1 else None


POLICY = ResourceRule(
    view=InstanceRefresh,
    observe=_observe,
    name="ess-instance-refresh-one-desired-configuration",
    display_name="One desired configuration",
    description="A refresh names one desired configuration.",
    severity=Severity.HIGH,
    tags=["ess", "instance-refresh"],
    required="one of image, scaling configuration, launch template and containers, because they exclude each other",
    fix="keep one of them on the refresh",
    why=__doc__,
    cli=("aliyun ess StartInstanceRefresh --ScalingGroupId <group-id> --DesiredConfiguration.ImageId <image-id>"),
    url="https://www.alibabacloud.com/help/en/auto-scaling/developer-reference/api-startinstancerefresh",
)
