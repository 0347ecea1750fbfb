"""
The service wants ascending percentages of which the last is 100, and the provider checks neither: a wrong list fails
the release when it starts.
"""

import itertools

from pulumi_policy import Severity

from ess_policies.refresh_view import InstanceRefresh
from ess_policies.rule import ResourceRule

__all__ = ["POLICY"]


def _observe(refresh: InstanceRefresh) -> str | None:
    percentages = refresh.checkpoint_percentages
    if not percentages:
        return None
    if any(later <= earlier for earlier, later in itertools.pairwise(percentages)):
        return f"checkpoints at {_listed(percentages)}, which do not ascend"
    return None if percentages[-1] == 100 else f"checkpoints at {_listed(percentages)}, of which the last is not 100"


def _listed(percentages: tuple[int, ...]) -> str:
    return ", ".join(str(percentage) for percentage in percentages)


POLICY = ResourceRule(
    view=InstanceRefresh,
    observe=_observe,
    name="ess-instance-refresh-checkpoints-to-the-end",
    display_name="Valid checkpoints",
    description="The checkpoints of a refresh ascend to 100.",
    severity=Severity.HIGH,
    tags=["ess", "instance-refresh"],
    required="percentages from 1 to 100 that ascend and end with 100, or the service refuses the refresh",
    fix='write `checkpoints` as ascending percentages that end with `{"percentage": 100}`',
    why=__doc__,
    cli=(
        "aliyun ess StartInstanceRefresh --ScalingGroupId <group-id> --Checkpoints.1.Percentage 20 "
        "--Checkpoints.2.Percentage 100"
    ),
    url="https://www.alibabacloud.com/help/en/auto-scaling/developer-reference/api-startinstancerefresh",
)
