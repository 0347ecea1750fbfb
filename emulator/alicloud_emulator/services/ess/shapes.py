"""
The two shapes of ESS: 2022-02-22 in which handlers think, and 2014-08-28 which the provider speaks.

2014 wraps every list of an answer in an object with the singular name (`ScalingGroups: {ScalingGroup: []}`), and
spells most list parameters in the singular (`ScalingGroupId.1`). Sources: alibaba-cloud-sdk-go
1.63.107, services/ess, for 2014; alibabacloud-ess20220222 1.13.3, models, for 2022.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from alicloud_emulator.services.action import Handler
    from alicloud_emulator.state.world import World
    from alicloud_emulator.wire import Call

__all__ = ["OLD_VERSION", "in_both_shapes", "wrapped"]

OLD_VERSION = "2014-08-28"
# First word of a list parameter in 2014 → in 2022; `ScalingGroupId` without a number is a plain parameter in both.
PLURALS = {
    "AlarmAction": "AlarmActions",
    "AlarmDimension": "AlarmDimensions",
    "AlarmTaskId": "AlarmTaskIds",
    "DataDisk": "DataDisks",
    "Dimension": "Dimensions",
    "Expression": "Expressions",
    "InstanceId": "InstanceIds",
    "InstancePatternInfo": "InstancePatternInfos",
    "InstanceRefreshTaskId": "InstanceRefreshTaskIds",
    "InstanceTypeOverride": "InstanceTypeOverrides",
    "LaunchTemplateOverride": "LaunchTemplateOverrides",
    "LifecycleHookId": "LifecycleHookIds",
    "LoadBalancerWeight": "LoadBalancerWeights",
    "NotificationType": "NotificationTypes",
    "Process": "Processes",
    "RemovalPolicy": "RemovalPolicies",
    "ResourceId": "ResourceIds",
    "ScalingActivityId": "ScalingActivityIds",
    "ScalingConfigurationId": "ScalingConfigurationIds",
    "ScalingConfigurationName": "ScalingConfigurationNames",
    "ScalingGroupId": "ScalingGroupIds",
    "ScalingGroupName": "ScalingGroupNames",
    "ScalingRuleAri": "ScalingRuleAris",
    "ScalingRuleId": "ScalingRuleIds",
    "ScalingRuleName": "ScalingRuleNames",
    "ScheduledTaskId": "ScheduledTaskIds",
    "ScheduledTaskName": "ScheduledTaskNames",
    "SpotPriceLimit": "SpotPriceLimits",
    "StepAdjustment": "StepAdjustments",
    "Tag": "Tags",
    "TagKey": "TagKeys",
}
NUMBERED = re.compile(r"(\w+)(\.\d+(?:\..+)?)")
# What an answer's list is wrapped in where the singular is not simply the plural without its ending.
SINGULARS = {
    "AlarmList": "Alarm",
    "AlbServerGroups": "AlbServerGroup",
    "RemovalPolicies": "RemovalPolicy",
    "ScalingActivities": "ScalingActivity",
    "SpotPriceLimit": "SpotPriceModel",
    "SuspendedProcesses": "SuspendedProcess",
    "WeightedCapacities": "WeightedCapacity",
    "CustomPriorities": "CustomPriority",
    "InstanceCategories": "InstanceCategory",
    "InstanceTypeFamilies": "InstanceTypeFamily",
}


# Fields of a scaling configuration that 2014 spells otherwise.
OLD_NAMES = {
    "ImageOptionsLoginAsNonRoot": "ImageOptions.LoginAsNonRoot",
    "SpotPriceLimits": "SpotPriceLimit",
    "SystemDiskEncryptAlgorithm": "SystemDisk.EncryptAlgorithm",
    "SystemDiskEncrypted": "SystemDisk.Encrypted",
    "SystemDiskKMSKeyId": "SystemDisk.KMSKeyId",
    "SystemDiskProvisionedIops": "SystemDisk.ProvisionedIops",
}


def in_both_shapes(handler: Handler) -> Handler:
    """Let a handler written for 2022 serve 2014 too."""

    def handle(world: World, call: Call) -> dict[str, Any]:
        if call.version != OLD_VERSION:
            return handler(world, call)
        plural = replace(call, parameters=call.parameters.renamed(_plural))
        result: dict[str, Any] = wrapped(handler(world, plural))
        return result

    return handle


def wrapped(value: Any) -> Any:
    """Return a 2022 answer with every list wrapped as 2014 has it."""
    if isinstance(value, list):
        return [wrapped(item) for item in value]
    if not isinstance(value, dict):
        return value
    items: dict[str, Any] = value
    answer = {}
    for name, item in items.items():
        old_name = OLD_NAMES.get(name, name)
        answer[old_name] = {_singular(old_name): wrapped(item)} if isinstance(item, list) else wrapped(item)
    return answer


def _plural(name: str) -> str:
    numbered = NUMBERED.fullmatch(name)
    if numbered is None or numbered[1] not in PLURALS:
        return name
    return PLURALS[numbered[1]] + numbered[2]


def _singular(name: str) -> str:
    return SINGULARS.get(name) or name.removesuffix("s")
