"""
A group has at least `min_size` and at most `max_size` instances, and a desired capacity between the two.

The service refuses other sizes when the group is made or changed, and by then the network, security groups and whatever
else the program declares before the group are there. A preview does not compare the sizes: they come from different
properties, and often from different settings.
"""

from itertools import pairwise

from pulumi_policy import Severity

from ess_policies.rule import ResourceRule
from ess_policies.views import ScalingGroup

__all__ = ["POLICY"]


def _observe(group: ScalingGroup) -> str | None:
    sizes = (
        ("min_size", group.min_size),
        ("desired_capacity", group.desired_capacity),
        ("max_size", group.max_size),
    )
    known = [(name, size) for name, size in sizes if size is not None]
    wrong = [
        f"`{name}` {size} above `{next_name}` {next_size}"
        for (name, size), (next_name, next_size) in pairwise(known)
        if size > next_size
    ]
    return f"a scaling group with {' and '.join(wrong)}" if wrong else None


POLICY = ResourceRule(
    view=ScalingGroup,
    observe=_observe,
    name="ess-scaling-group-sizes-in-order",
    display_name="Sizes in order",
    description="The desired capacity of a scaling group is between its min size and its max size.",
    severity=Severity.HIGH,
    tags=["ess", "availability"],
    required="`min_size` is at most `desired_capacity`, and that at most `max_size`",
    fix="correct `min_size`, `desired_capacity` or `max_size` of the `alicloud.ess.ScalingGroup`",
    why=__doc__,
    cli="aliyun ess ModifyScalingGroup --ScalingGroupId <group-id> --MinSize <n> --DesiredCapacity <n> --MaxSize <n>",
    url="https://www.alibabacloud.com/help/en/auto-scaling/developer-reference/api-ess-2022-02-22-createscalinggroup",
)
