"""Faults of groups, configurations, hooks and refreshes that keep a refresh from going well."""

from policies.fault import LIFECYCLE_HOOK, REFRESH, SCALING_CONFIGURATION, SCALING_GROUP, WAITING_REFRESH, Fault

WEIGHTED = {"instanceType": "ecs.g7.large", "weightedCapacity": 2.0}

REFRESH_FAULTS = (
    Fault(
        rule="ess-instance-refresh-checkpoints-to-the-end",
        resource_type=REFRESH,
        change={"checkpoints": [{"percentage": 20.0}, {"percentage": 60.0}]},
        found="checkpoints at 20, 60, of which the last is not 100",
    ),
    Fault(
        rule="ess-instance-refresh-checkpoints-to-the-end",
        resource_type=WAITING_REFRESH,
        change={"checkpoints": [{"percentage": 60.0}, {"percentage": 60.0}, {"percentage": 100.0}]},
        found="checkpoints at 60, 60, 100, which do not ascend",
    ),
    Fault(
        rule="ess-instance-refresh-healthy-floor",
        resource_type=REFRESH,
        change={"minHealthyPercentage": 0.0},
        found="a refresh that keeps 0 % of the group in service, less than 50 %",
    ),
    Fault(
        rule="ess-instance-refresh-healthy-floor",
        resource_type=WAITING_REFRESH,
        change={"min_healthy_percentage": 49.0},
        found="a refresh that keeps 49 % of the group in service, less than 50 %",
    ),
    Fault(
        rule="ess-instance-refresh-image-replaces-instances",
        resource_type=REFRESH,
        change={"skipMatching": True},
        found="a refresh to an image that skips matching instances",
        needs=("desiredConfigurationImageId",),
    ),
    Fault(
        rule="ess-instance-refresh-image-replaces-instances",
        resource_type=WAITING_REFRESH,
        change={"containers": [{"name": "app"}], "scaling_configuration_id": None},
        found="a refresh to containers that skips matching instances",
        unknown="reported",
    ),
    Fault(
        rule="ess-instance-refresh-launch-template-pinned",
        resource_type=REFRESH,
        change={
            "desiredConfigurationLaunchTemplateVersion": "Latest",
            "desiredConfigurationLaunchTemplateId": "lt-web",
            "desiredConfigurationImageId": None,
        },
        found="the launch template version `Latest`",
    ),
    Fault(
        rule="ess-instance-refresh-launch-template-pinned",
        resource_type=WAITING_REFRESH,
        change={"launch_template_id": "lt-web", "scaling_configuration_id": None},
        found="a launch template without a version",
        unknown="reported",
    ),
    Fault(
        rule="ess-instance-refresh-one-desired-configuration",
        resource_type=REFRESH,
        change={
            "desiredConfigurationLaunchTemplateId": "lt-web",
            "desiredConfigurationLaunchTemplateVersion": "4",
        },
        found="a refresh to an image and a launch template",
        unknown="reported",
    ),
    Fault(
        rule="ess-instance-refresh-one-desired-configuration",
        resource_type=WAITING_REFRESH,
        change={"containers": [{"name": "app"}], "skip_matching": False},
        found="a refresh to a scaling configuration and containers",
        unknown="reported",
    ),
    Fault(
        rule="ess-lifecycle-hook-bounded-timeout",
        resource_type=LIFECYCLE_HOOK,
        change={"heartbeatTimeout": 21600.0},
        found="a lifecycle hook that waits up to 21600 s, more than 1800 s",
    ),
    Fault(
        rule="ess-scaling-configuration-no-vcpu-capacity",
        resource_type=SCALING_CONFIGURATION,
        change={"instanceTypeOverrides": [WEIGHTED, {"instanceType": "ecs.g7.xlarge", "weightedCapacity": 4.0}]},
        found="2 of 2 instance type overrides have a weighted capacity",
    ),
    Fault(
        rule="ess-scaling-group-ecs-instances",
        resource_type=SCALING_GROUP,
        change={"groupType": "ECI"},
        found="the group type (GroupType) is `ECI`",
    ),
    Fault(
        rule="ess-scaling-group-health-check",
        resource_type=SCALING_GROUP,
        change={"healthCheckType": "NONE"},
        found="a scaling group whose health check is `NONE`",
    ),
    Fault(
        rule="ess-scaling-group-health-check",
        resource_type=SCALING_GROUP,
        change={"healthCheckTypes": ["NONE"]},
        found="a scaling group whose health check is `NONE`",
    ),
    Fault(
        rule="ess-scaling-group-launch-template-pinned",
        resource_type=SCALING_GROUP,
        change={"launchTemplateVersion": "Default", "launchTemplateId": "lt-web"},
        found="a scaling group on the launch template version `Default`",
    ),
    Fault(
        rule="ess-scaling-group-no-protected-instances",
        resource_type=SCALING_GROUP,
        change={"protectedInstances": ["i-1", "i-2"]},
        found="a scaling group that protects 2 instances from scale-in",
    ),
    Fault(
        rule="ess-scaling-group-no-vcpu-capacity",
        resource_type=SCALING_GROUP,
        change={"launchTemplateOverrides": [WEIGHTED, {"instanceType": "ecs.g7.xlarge"}]},
        found="1 of 2 launch template overrides have a weighted capacity",
    ),
    Fault(
        rule="ess-scaling-group-priority-scale-out",
        resource_type=SCALING_GROUP,
        change={"multiAzPolicy": "BALANCE"},
        found="the scale-out policy (MultiAZPolicy) is `BALANCE`",
    ),
    Fault(
        rule="ess-scaling-group-release-reclaim-mode",
        resource_type=SCALING_GROUP,
        change={"scalingPolicy": "forceRecycle"},
        found="the instance reclaim mode (ScalingPolicy) is `forceRecycle`",
    ),
    Fault(
        rule="ess-scaling-group-required-tags",
        resource_type=SCALING_GROUP,
        change={"tags": {"team": "shop"}},
        found="a scaling group without the tag cost-center",
        missing="reported",
    ),
    Fault(
        rule="ess-scaling-group-sizes-in-order",
        resource_type=SCALING_GROUP,
        change={"minSize": 5.0, "desiredCapacity": 3.0},
        found="a scaling group with `min_size` 5 above `desired_capacity` 3",
        needs=("maxSize",),
    ),
    Fault(
        rule="ess-scaling-group-two-vswitches",
        resource_type=SCALING_GROUP,
        change={"vswitchIds": ["vsw-h"]},
        found="a scaling group with 1 vSwitch",
    ),
)
