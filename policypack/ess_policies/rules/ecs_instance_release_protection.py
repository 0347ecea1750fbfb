"""
Release protection stops people and scripts from releasing an instance, for good, from the console, API or CLI.

The service offers it for pay-as-you-go instances only, and the provider notes that it does nothing for spot ones: those
two are left alone. It does not stop a scheduled release, an overdue account's or a scale-in. An instance that takes its
charge type from a launch template is taken for pay-as-you-go unless the program says otherwise.
"""

from pulumi_policy import Severity

from ess_policies.rule import ResourceRule
from ess_policies.views import Instance

__all__ = ["POLICY"]


def _observe(instance: Instance) -> str | None:
    # Protection first: a protected instance passes even while its charge type is unknown.
    if instance.deletion_protection or instance.is_subscription or instance.is_spot:
        return None
    return "a pay-as-you-go instance without release protection"


POLICY = ResourceRule(
    name="ecs-instance-release-protection",
    display_name="Release protection on pay-as-you-go instances",
    description="Pay-as-you-go instances are protected from release.",
    severity=Severity.HIGH,
    tags=["ecs", "release-protection"],
    required="release protection, because a release by mistake from the console, API or CLI cannot be undone",
    fix="set `deletion_protection=True` on the `alicloud.ecs.Instance` or `alicloud.ecs.EcsInstanceSet`",
    url="https://www.alibabacloud.com/help/en/ecs/developer-reference/api-ecs-2014-05-26-modifyinstanceattribute",
    why=__doc__,
    cli="aliyun ecs ModifyInstanceAttribute --InstanceId <instance-id> --DeletionProtection true",
    same_as={
        "config": ("ecs-instance-deletion-protection-enabled",),
        "infraguard": ("ecs-instance-deletion-protection-enabled",),
    },
    view=Instance,
    observe=_observe,
)
