"""
When a refresh to an image succeeds, the service writes that image into the active scaling configuration, behind the
resource that declares it. The next deployment sees a drift and puts the old image back, so that new instances run the
old version.

Advisory, because a group can have more than one configuration and only one of them is active.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from pulumi_policy import EnforcementLevel, Severity

from ess_policies.refresh_view import InstanceRefresh
from ess_policies.relations import blame_each, group_of, only
from ess_policies.rule import Observation, StackRule
from ess_policies.stack import Stack
from ess_policies.views import ScalingConfiguration, ScalingGroup

__all__ = ["POLICY"]


def _observe(stack: Stack, _options: Mapping[str, Any]) -> Iterator[Observation]:
    released = {
        group.declaration.urn: refresh
        for refresh in stack.of(InstanceRefresh)
        if refresh.desired_kinds == ("an image",) and (group := group_of(refresh, stack))
    }

    def observe(configuration: ScalingConfiguration) -> str | None:
        group = only(stack.of(ScalingGroup), configuration.scaling_group_sources)
        if group is None or group.declaration.urn not in released or configuration.ignores_image:
            return None
        refresh = released[group.declaration.urn]
        if configuration.image_id in (None, refresh.image_id):
            return None
        return f"a scaling configuration with another image than the refresh `{refresh.declaration.name}` of its group"

    return blame_each(stack.of(ScalingConfiguration), observe)


POLICY = StackRule(
    views=(
        InstanceRefresh,
        ScalingConfiguration,
        ScalingGroup,
    ),
    observe=_observe,
    name="ess-scaling-configuration-image-in-step",
    display_name="Image in step with the refresh",
    description="A scaling configuration names the image that its group is refreshed to.",
    severity=Severity.MEDIUM,
    level=EnforcementLevel.ADVISORY,
    tags=["ess", "instance-refresh"],
    required="the same image in both, because a refresh rewrites the image of the active configuration",
    fix=(
        "set `image_id` of the `alicloud.ess.ScalingConfiguration` to the image of the refresh, or refresh to"
        " a new configuration with `alicloud_ess_refresh.InstanceRefresh`"
    ),
    why=__doc__,
    cli=("aliyun ess ModifyScalingConfiguration --ScalingConfigurationId <configuration-id> --ImageId <image-id>"),
    url="https://www.alibabacloud.com/help/en/auto-scaling/developer-reference/api-startinstancerefresh",
)
