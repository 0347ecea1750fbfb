"""
Instances match by the id of their scaling configuration, which a refresh to another image or to other containers does
not change: with matching on, all of them can count as up to date and the refresh replaces none. The service's default
is on; the provider sends off where nothing is said.

Advisory, because this follows from two documented facts and is not written down itself.
"""

from pulumi_policy import EnforcementLevel, Severity

from ess_policies.refresh_view import InstanceRefresh
from ess_policies.rule import ResourceRule

__all__ = ["POLICY"]


def _observe(refresh: InstanceRefresh) -> str | None:
    kinds = {"an image", "containers"}.intersection(refresh.desired_kinds)
    if not kinds or not refresh.skips_matching:
        return None
    return f"a refresh to {kinds.pop()} that skips matching instances"


POLICY = ResourceRule(
    view=InstanceRefresh,
    observe=_observe,
    name="ess-instance-refresh-image-replaces-instances",
    display_name="Matching switched off for images",
    description="A refresh to an image or to containers does not skip matching instances.",
    severity=Severity.MEDIUM,
    level=EnforcementLevel.ADVISORY,
    tags=["ess", "instance-refresh"],
    required="`skip_matching=False`, or every instance can count as up to date already",
    fix="set `skip_matching=False` on the refresh",
    why=__doc__,
    cli=(
        "aliyun ess StartInstanceRefresh --ScalingGroupId <group-id> --DesiredConfiguration.ImageId "
        "<image-id> --SkipMatching false"
    ),
    url="https://www.alibabacloud.com/help/en/auto-scaling/developer-reference/api-startinstancerefresh",
)
