"""
A rollback builds instances from the configuration that is active.

When `active=True` activates the new configuration before its refresh starts, a rollback has nothing to go back to,
and what scales out meanwhile runs the new version unchecked. A refresh activates its configuration itself when it
succeeds, and `alicloud_ess_refresh.InstanceRefresh` enables a new group with it.

Judged at the preview in which the configuration is new.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from pulumi_policy import Severity

from ess_policies.refresh_view import InstanceRefresh
from ess_policies.relations import blame_each
from ess_policies.rule import Observation, StackRule
from ess_policies.stack import Stack
from ess_policies.views import ScalingConfiguration

__all__ = ["POLICY"]


def _observe(stack: Stack, _options: Mapping[str, Any]) -> Iterator[Observation]:
    refreshes = {urn: refresh for refresh in stack.of(InstanceRefresh) for urn in refresh.scaling_configuration_sources}

    def observe(configuration: ScalingConfiguration) -> str | None:
        refresh = refreshes.get(configuration.declaration.urn)
        # Of one that exists `active` tells what became of it, which a refresh that succeeded has made true as well.
        if refresh is None or not configuration.is_new or not configuration.is_activated:
            return None
        return f"a scaling configuration that is active before the refresh `{refresh.declaration.name}` to it starts"

    return blame_each(stack.of(ScalingConfiguration), observe)


POLICY = StackRule(
    views=(
        InstanceRefresh,
        ScalingConfiguration,
    ),
    observe=_observe,
    name="ess-scaling-configuration-inactive-before-refresh",
    display_name="Desired configuration not active before its refresh",
    description="The scaling configuration that a group is refreshed to is not made active by its own declaration.",
    severity=Severity.HIGH,
    tags=["ess", "instance-refresh"],
    required=(
        "a desired configuration that only its refresh makes active, because a rollback goes back to the active one"
    ),
    fix="remove `active` and `enable` from the `alicloud.ess.ScalingConfiguration` that the refresh names",
    why=__doc__,
    cli=(
        "aliyun ess ModifyScalingGroup --ScalingGroupId <group-id> --ActiveScalingConfigurationId "
        "<previous-configuration-id>"
    ),
    url="https://www.alibabacloud.com/help/en/auto-scaling/developer-reference/api-startinstancerefresh",
)
