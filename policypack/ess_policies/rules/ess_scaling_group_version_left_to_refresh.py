"""
A refresh makes its version of the launch template the group's own when it has succeeded.

Where the program declares the group's version, too, the provider changes it *before* the refresh starts: what the
group scales out meanwhile runs the new version unchecked, and the version from before, to which a failed refresh goes
back, is the active one no longer.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from pulumi_policy import Severity

from ess_policies.refresh_view import InstanceRefresh
from ess_policies.relations import blame_each, group_of
from ess_policies.rule import Observation, StackRule
from ess_policies.stack import Stack
from ess_policies.views import ScalingGroup

__all__ = ["POLICY"]


def _observe(stack: Stack, _options: Mapping[str, Any]) -> Iterator[Observation]:
    refreshes = {
        group.declaration.urn: refresh
        for refresh in stack.of(InstanceRefresh)
        if refresh.names_launch_template and (group := group_of(refresh, stack)) is not None
    }

    def observe(group: ScalingGroup) -> str | None:
        refresh = refreshes.get(group.declaration.urn)
        if refresh is None or not group.names_launch_template_version or group.ignores_launch_template_version:
            return None
        name = refresh.declaration.name
        return f"a scaling group whose own launch template version changes beside the refresh `{name}`"

    return blame_each(stack.of(ScalingGroup), observe)


POLICY = StackRule(
    views=(
        InstanceRefresh,
        ScalingGroup,
    ),
    observe=_observe,
    name="ess-scaling-group-version-left-to-refresh",
    display_name="Launch template version left to the refresh",
    description="A group that is refreshed to a launch template leaves its own version to the refresh.",
    severity=Severity.HIGH,
    tags=["ess", "instance-refresh"],
    required="a version that only the refresh changes, because a rollback goes back to the active one",
    fix='give the `alicloud.ess.ScalingGroup` `ignore_changes=["launchTemplateVersion"]` in its `ResourceOptions`',
    why=__doc__,
    cli="aliyun ess DescribeScalingGroups --ScalingGroupId.1 <group-id>",
    url="https://www.alibabacloud.com/help/en/auto-scaling/developer-reference/api-startinstancerefresh",
)
