"""Limits of values in calls of Auto Scaling."""

from __future__ import annotations

from alicloud_emulator.limits.checks import (
    ascii_text,
    base64_text,
    base64_up_to,
    described,
    host_name,
    length,
    name,
    one_of,
    tag_key,
    tag_value,
    whole,
)
from alicloud_emulator.limits.rule import ValueRule

__all__ = ["ESS_VALUES"]

GROUP = ("CreateScalingGroup", "ModifyScalingGroup")
CONFIGURATION = ("CreateScalingConfiguration", "ModifyScalingConfiguration")
HOOK = ("CreateLifecycleHook", "ModifyLifecycleHook")
RULE = ("CreateScalingRule", "ModifyScalingRule")
NOTIFICATION = ("CreateNotificationConfiguration", "ModifyNotificationConfiguration")
WITH_TOKEN = (
    "CreateScalingGroup",
    "CreateScalingConfiguration",
    "StartInstanceRefresh",
    "AttachInstances",
    "DetachInstances",
    "RemoveInstances",
    "EnterStandby",
    "ExitStandby",
    "ExecuteScalingRule",
    "ScaleWithAdjustment",
    "SuspendProcesses",
    "ResumeProcesses",
)
OF_INSTANCES = (
    "AttachInstances",
    "DetachInstances",
    "RemoveInstances",
    "EnterStandby",
    "ExitStandby",
    "SetInstancesProtection",
)
CATEGORIES = ("cloud", "cloud_efficiency", "cloud_ssd", "cloud_essd", "cloud_auto", "ephemeral_ssd")
LEVELS = one_of("PL0", "PL1", "PL2", "PL3")
# "It must start with a digit, a letter, or a Chinese character."
NAME = name(2, 64, "_-.", starts_with_digit=True)
DISK_NAME = name(2, 128, ":_-", starts_with_digit=False)
DAY = whole(0, 86400)
SHARE = whole(0, 100)
LARGEST_INTEGER = 2**31 - 1
USER_DATA_SIZE = "The specified parameter UserData exceeds the size."
USER_DATA_FORM = "The specified parameter UserData must be base64 encoded."

GROUP_VALUES = (
    ValueRule(actions=GROUP, parameter="ScalingGroupName", check=NAME),
    ValueRule(actions=GROUP, parameter="MinSize", check=whole(0, 2000)),
    ValueRule(actions=GROUP, parameter="MaxSize", check=whole(0, 2000)),
    ValueRule(actions=GROUP, parameter="DesiredCapacity", check=whole(0, 2000)),
    ValueRule(actions=GROUP, parameter="DefaultCooldown", check=DAY),
    ValueRule(actions=GROUP, parameter="StopInstanceTimeout", check=whole(30, 240)),
    ValueRule(actions=GROUP[:1], parameter="MaxInstanceLifetime", check=whole(86400, LARGEST_INTEGER)),
    ValueRule(
        actions=GROUP[1:], parameter="MaxInstanceLifetime", check=whole(86400, LARGEST_INTEGER, zero_is_none=True)
    ),
    ValueRule(actions=GROUP, parameter="OnDemandBaseCapacity", check=whole(0, 1000)),
    ValueRule(actions=GROUP, parameter="OnDemandPercentageAboveBaseCapacity", check=SHARE),
    ValueRule(actions=GROUP, parameter="SpotInstancePools", check=whole(1, 10, zero_is_none=True)),
    ValueRule(actions=GROUP, parameter="CapacityOptions.OnDemandBaseCapacity", check=whole(0, 1000)),
    ValueRule(actions=GROUP, parameter="CapacityOptions.OnDemandPercentageAboveBaseCapacity", check=SHARE),
    ValueRule(
        actions=GROUP, parameter="CapacityOptions.PriceComparisonMode", check=one_of("PricePerUnit", "PricePerVCpu")
    ),
    ValueRule(actions=GROUP, parameter="AllocationStrategy", check=one_of("priority", "lowestPrice")),
    ValueRule(actions=GROUP, parameter="SpotAllocationStrategy", check=one_of("priority", "lowestPrice")),
    ValueRule(actions=GROUP, parameter="BalanceMode", check=one_of("BalancedBestEffort", "BalancedOnly")),
    ValueRule(
        actions=GROUP,
        parameter="MultiAZPolicy",
        check=one_of("PRIORITY", "BALANCE", "COST_OPTIMIZED", "COMPOSABLE"),
    ),
    # In any case of letters: the provider spells `forceRecycle` (resource_alicloud_ess_scaling_group.go).
    ValueRule(
        actions=GROUP,
        parameter="ScalingPolicy",
        check=one_of("forcerecycle", "forcerelease", "recycle", "release", ignores_case=True),
    ),
    ValueRule(actions=GROUP[:1], parameter="GroupType", check=one_of("ECS", "ECI")),
    ValueRule(actions=GROUP, parameter="HealthCheckType", check=one_of("NONE", "ECS", "LOAD_BALANCER")),
    ValueRule(actions=GROUP, parameter="HealthCheckTypes.N", check=one_of("NONE", "ECS", "LOAD_BALANCER")),
    ValueRule(actions=GROUP, parameter="VSwitchIds.N", most_items=5, source="API 2021"),
    ValueRule(actions=GROUP, parameter="RemovalPolicies.N", most_items=2, source="API 2021"),
    ValueRule(
        actions=GROUP,
        parameter="RemovalPolicies.N",
        check=one_of(
            "OldestInstance",
            "NewestInstance",
            "OldestScalingConfiguration",
            "OldestScalingConfigurationVersion",
            "CustomPolicy",
        ),
        source="SDK, resource_alicloud_ess_scaling_group.go",
    ),
    ValueRule(actions=GROUP, parameter="LaunchTemplateOverrides.N", most_items=20),
    # The provider sends 0 for a weight that is not set.
    ValueRule(
        actions=GROUP,
        parameter="LaunchTemplateOverrides.N.WeightedCapacity",
        check=whole(1, 500, zero_is_none=True),
    ),
)
TAG_VALUES = (
    ValueRule(actions=("CreateScalingGroup", "TagResources"), parameter="Tags.N", most_items=20, source="API 2021"),
    ValueRule(actions=("CreateScalingGroup", "TagResources"), parameter="Tags.N.Key", check=tag_key(128)),
    ValueRule(actions=("CreateScalingGroup", "TagResources"), parameter="Tags.N.Value", check=tag_value()),
    ValueRule(actions=("TagResources", "UntagResources"), parameter="ResourceIds.N", most_items=50),
)
CONFIGURATION_VALUES = (
    ValueRule(actions=CONFIGURATION, parameter="ScalingConfigurationName", check=NAME),
    ValueRule(actions=CONFIGURATION, parameter="InstanceTypes.N", most_items=10, source="API 2021, Limits"),
    ValueRule(actions=CONFIGURATION, parameter="InstanceTypeOverrides.N", most_items=20),
    ValueRule(
        actions=CONFIGURATION,
        parameter="InstanceTypeOverrides.N.WeightedCapacity",
        check=whole(1, 500, zero_is_none=True),
    ),
    ValueRule(actions=CONFIGURATION, parameter="SpotPriceLimits.N", most_items=10, source="API 2021"),
    ValueRule(actions=CONFIGURATION, parameter="SecurityGroupIds.N", most_items=5, source="ECS limits 2021"),
    ValueRule(actions=CONFIGURATION, parameter="DataDisks.N", most_items=16, source="API 2021"),
    ValueRule(actions=CONFIGURATION, parameter="DataDisks.N.Category", check=one_of(*CATEGORIES)),
    ValueRule(actions=CONFIGURATION, parameter="DataDisks.N.DiskName", check=DISK_NAME),
    ValueRule(actions=CONFIGURATION, parameter="DataDisks.N.Description", check=described()),
    ValueRule(actions=CONFIGURATION, parameter="DataDisks.N.PerformanceLevel", check=LEVELS),
    ValueRule(actions=CONFIGURATION, parameter="SystemDisk.Category", check=one_of(*CATEGORIES)),
    ValueRule(actions=CONFIGURATION, parameter="SystemDisk.DiskName", check=DISK_NAME),
    ValueRule(actions=CONFIGURATION, parameter="SystemDisk.Description", check=described()),
    ValueRule(actions=CONFIGURATION, parameter="SystemDisk.PerformanceLevel", check=LEVELS),
    ValueRule(actions=CONFIGURATION, parameter="SystemDisk.EncryptAlgorithm", check=one_of("AES-256", "SM4-128")),
    ValueRule(actions=CONFIGURATION, parameter="HostName", check=host_name()),
    ValueRule(actions=CONFIGURATION, parameter="InstanceDescription", check=described()),
    ValueRule(actions=CONFIGURATION, parameter="InternetMaxBandwidthOut", check=SHARE),
    ValueRule(actions=CONFIGURATION, parameter="InternetChargeType", check=one_of("PayByBandwidth", "PayByTraffic")),
    ValueRule(actions=CONFIGURATION, parameter="LoadBalancerWeight", check=whole(1, 100, zero_is_none=True)),
    ValueRule(actions=CONFIGURATION, parameter="IoOptimized", check=one_of("none", "optimized")),
    ValueRule(actions=CONFIGURATION, parameter="CreditSpecification", check=one_of("Standard", "Unlimited")),
    ValueRule(actions=CONFIGURATION, parameter="HttpEndpoint", check=one_of("enabled", "disabled")),
    ValueRule(actions=CONFIGURATION, parameter="HttpTokens", check=one_of("optional", "required")),
    ValueRule(actions=CONFIGURATION, parameter="Tenancy", check=one_of("default", "host")),
    ValueRule(actions=CONFIGURATION, parameter="Affinity", check=one_of("default", "host")),
    ValueRule(actions=CONFIGURATION, parameter="SecurityEnhancementStrategy", check=one_of("Active", "Deactive")),
    ValueRule(
        actions=CONFIGURATION,
        parameter="SpotStrategy",
        check=one_of("NoSpot", "SpotWithPriceLimit", "SpotAsPriceGo"),
    ),
    ValueRule(actions=CONFIGURATION, parameter="SpotDuration", check=whole(0, 1)),
    ValueRule(actions=CONFIGURATION, parameter="Password", check=length(8, 30)),
    ValueRule(
        actions=CONFIGURATION,
        parameter="UserData",
        check=base64_text(),
        code="InvalidUserData.Base64FormatInvalid",
        message=USER_DATA_FORM,
        source="SDK, API 2021",
    ),
    ValueRule(
        actions=CONFIGURATION,
        parameter="UserData",
        check=base64_up_to(32),
        code="InvalidUserData.SizeExceeded",
        message=USER_DATA_SIZE,
        source="SDK, API 2021",
    ),
    ValueRule(
        actions=CONFIGURATION,
        parameter="InstancePatternInfos.N.BurstablePerformance",
        check=one_of("Exclude", "Include", "Required"),
    ),
)
REFRESH_VALUES = (
    ValueRule(actions=("StartInstanceRefresh",), parameter="MinHealthyPercentage", check=SHARE),
    ValueRule(actions=("StartInstanceRefresh",), parameter="MaxHealthyPercentage", check=whole(100, 200)),
    ValueRule(actions=("StartInstanceRefresh",), parameter="CheckpointPauseTime", check=whole(1, 2880)),
    ValueRule(actions=("StartInstanceRefresh",), parameter="Checkpoints.N.Percentage", check=whole(1, 100)),
    ValueRule(
        actions=("DescribeInstanceRefreshes",), parameter="InstanceRefreshTaskIds.N", most_items=20, source="API"
    ),
    ValueRule(actions=("DescribeInstanceRefreshes",), parameter="MaxResults", check=whole(1, 50), source="API"),
)
OTHER_VALUES = (
    ValueRule(actions=HOOK, parameter="LifecycleHookName", check=NAME),
    ValueRule(actions=HOOK, parameter="LifecycleTransition", check=one_of("SCALE_OUT", "SCALE_IN")),
    ValueRule(actions=HOOK, parameter="DefaultResult", check=one_of("CONTINUE", "ABANDON", "ROLLBACK")),
    ValueRule(actions=HOOK, parameter="HeartbeatTimeout", check=whole(30, 21600)),
    ValueRule(actions=HOOK, parameter="NotificationMetadata", check=length(1, 4096)),
    ValueRule(actions=RULE, parameter="ScalingRuleName", check=NAME),
    ValueRule(actions=RULE, parameter="Cooldown", check=DAY),
    ValueRule(actions=RULE, parameter="EstimatedInstanceWarmup", check=DAY),
    ValueRule(actions=RULE, parameter="PredictiveValueBuffer", check=SHARE),
    ValueRule(actions=RULE, parameter="PredictiveTaskBufferTime", check=whole(0, 60)),
    ValueRule(
        actions=(*RULE, "ScaleWithAdjustment"),
        parameter="AdjustmentType",
        check=one_of("QuantityChangeInCapacity", "PercentChangeInCapacity", "TotalCapacity"),
    ),
    ValueRule(actions=("CreateScheduledTask", "ModifyScheduledTask"), parameter="ScheduledTaskName", check=NAME),
    ValueRule(actions=("CreateScheduledTask", "ModifyScheduledTask"), parameter="Description", check=length(2, 200)),
    ValueRule(
        actions=("CreateScheduledTask", "ModifyScheduledTask"),
        parameter="LaunchExpirationTime",
        check=whole(0, 1800),
    ),
    ValueRule(actions=OF_INSTANCES, parameter="InstanceIds.N", most_items=20),
    ValueRule(actions=WITH_TOKEN, parameter="ClientToken", check=ascii_text(64)),
)
ESS_VALUES = (*GROUP_VALUES, *TAG_VALUES, *CONFIGURATION_VALUES, *REFRESH_VALUES, *OTHER_VALUES)
