"""
With `Default` or `Latest`, whoever adds a version to the template changes what the group scales out next, without a
refresh and without a change in the program; a refresh that is rolled back finds another configuration than before.

Advisory: a team may want its new instances to follow the template.
"""

from pulumi_policy import EnforcementLevel, Severity

from ess_policies.rule import ResourceRule
from ess_policies.views import ScalingGroup
from ess_readiness import MOVING_LAUNCH_TEMPLATE_VERSIONS

__all__ = ["POLICY"]


def _observe(group: ScalingGroup) -> str | None:
    version = group.launch_template_version
    if version in MOVING_LAUNCH_TEMPLATE_VERSIONS and group.has_launch_template:
        return f"a scaling group on the launch template version `{version}`"
    return None


POLICY = ResourceRule(
    view=ScalingGroup,
    observe=_observe,
    name="ess-scaling-group-launch-template-pinned",
    display_name="Launch template version of the group",
    description="Scaling groups name the number of their launch template's version.",
    severity=Severity.MEDIUM,
    level=EnforcementLevel.ADVISORY,
    tags=["ess", "instance-refresh"],
    required="a version number, because a moving version changes new instances behind every release",
    fix='set `launch_template_version` of the `alicloud.ess.ScalingGroup` to a number, such as `"3"`, and leave it to '
    'the refresh from then on: `ignore_changes=["launchTemplateVersion"]`',
    why=__doc__,
    cli=(
        "aliyun ess ModifyScalingGroup --ScalingGroupId <group-id> --LaunchTemplateId <template-id> "
        "--LaunchTemplateVersion <number>"
    ),
    url="https://www.alibabacloud.com/help/en/auto-scaling/developer-reference/api-ess-2022-02-22-createscalinggroup",
)
