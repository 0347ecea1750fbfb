"""
A refresh to `Default` or `Latest` cannot be rolled back: the service does not remember which version they stood for.
"""

from pulumi_policy import Severity

from ess_policies.refresh_view import InstanceRefresh
from ess_policies.rule import ResourceRule
from ess_readiness import FIXED_LAUNCH_TEMPLATE_VERSION, RefreshFacts

__all__ = ["POLICY"]


def _observe(refresh: InstanceRefresh) -> str | None:
    return FIXED_LAUNCH_TEMPLATE_VERSION.observe(
        RefreshFacts(
            refreshes_launch_template=refresh.names_launch_template,
            launch_template_version=refresh.launch_template_version,
        )
    )


POLICY = ResourceRule(
    view=InstanceRefresh,
    observe=_observe,
    name="ess-instance-refresh-launch-template-pinned",
    display_name="Launch template version of a refresh",
    description="A refresh to a launch template names the number of its version.",
    severity=Severity.HIGH,
    tags=["ess", "instance-refresh"],
    required=FIXED_LAUNCH_TEMPLATE_VERSION.required,
    fix=FIXED_LAUNCH_TEMPLATE_VERSION.fix,
    why=__doc__,
    cli=(
        "aliyun ess StartInstanceRefresh --ScalingGroupId <group-id> --DesiredConfiguration.LaunchTemplateId "
        "<template-id> --DesiredConfiguration.LaunchTemplateVersion <number>"
    ),
    url=FIXED_LAUNCH_TEMPLATE_VERSION.source,
)
