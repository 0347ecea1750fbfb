"""
The min healthy percentage is the share of the group that stays in service while instances are replaced.

At 0 a refresh may take all of them away at once. The service's default is 80; the least that this rule accepts is an
option.

Advisory: a group that serves nobody, such as one of batch workers, may do without.
"""

from collections.abc import Mapping
from typing import Any

from pulumi_policy import EnforcementLevel, Severity

from ess_policies.options import Option
from ess_policies.refresh_view import InstanceRefresh
from ess_policies.rule import ResourceRule

__all__ = ["POLICY"]


def _observe(refresh: InstanceRefresh, options: Mapping[str, Any]) -> str | None:
    # Unset is the service's default, 80.
    lowest, least = refresh.min_healthy_percentage, options["minimum"]
    if lowest is None or lowest >= least:
        return None
    return f"a refresh that keeps {lowest} % of the group in service, less than {least} %"


POLICY = ResourceRule(
    view=InstanceRefresh,
    observe_with=_observe,
    name="ess-instance-refresh-healthy-floor",
    display_name="Instances kept in service",
    description="A refresh keeps a share of the group in service.",
    severity=Severity.HIGH,
    level=EnforcementLevel.ADVISORY,
    tags=["ess", "instance-refresh"],
    required="a min healthy percentage that keeps the application in service while instances are replaced",
    fix="raise `min_healthy_percentage` of the refresh",
    why=__doc__,
    cli="aliyun ess StartInstanceRefresh --ScalingGroupId <group-id> --MinHealthyPercentage 80",
    url="https://www.alibabacloud.com/help/en/auto-scaling/developer-reference/api-startinstancerefresh",
    options={
        "minimum": Option(
            schema={"type": "integer", "minimum": 0, "maximum": 100},
            default=50,
            description="Least min healthy percentage.",
        )
    },
)
