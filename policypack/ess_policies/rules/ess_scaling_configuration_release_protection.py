"""
Instances that a group scales out get their release protection from its scaling configuration.

It stops a release by hand and neither scale-in nor a refresh. The service offers it for pay-as-you-go instances only,
and the provider notes that it does nothing for spot ones: spot configurations are left alone.
"""

from pulumi_policy import Severity

from ess_policies.rule import ResourceRule
from ess_policies.views import ScalingConfiguration

__all__ = ["POLICY"]


def _observe(configuration: ScalingConfiguration) -> str | None:
    if configuration.deletion_protection or configuration.is_spot:
        return None
    return "a scaling configuration whose pay-as-you-go instances have no release protection"


POLICY = ResourceRule(
    name="ess-scaling-configuration-release-protection",
    display_name="Release protection on scaled-out instances",
    description="Scaling configurations protect their pay-as-you-go instances from release.",
    severity=Severity.HIGH,
    tags=["ess", "release-protection"],
    required="release protection, because a release by mistake from the console, API or CLI cannot be undone; "
    "scale-in and instance refresh go on as before",
    fix="set `deletion_protection=True` on the `alicloud.ess.ScalingConfiguration`",
    url="https://www.alibabacloud.com/help/en/auto-scaling/developer-reference/"
    "api-ess-2022-02-22-createscalingconfiguration",
    why=__doc__,
    cli=("aliyun ess ModifyScalingConfiguration --ScalingConfigurationId <configuration-id> --DeletionProtection true"),
    view=ScalingConfiguration,
    observe=_observe,
)
