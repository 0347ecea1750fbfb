"""Faults of release protection, and of who may lift it unseen."""

from policies.fault import (
    INSTANCE,
    INSTANCE_SET,
    LAUNCH_TEMPLATE,
    RAM_POLICY,
    SCALING_CONFIGURATION,
    SCALING_GROUP,
    TRAIL,
    Fault,
)

RELEASE_FAULTS = (
    Fault(
        rule="actiontrail-trail-all-regions",
        resource_type=TRAIL,
        change={"trailRegion": "cn-hangzhou"},
        found="a trail of one region",
    ),
    Fault(
        rule="actiontrail-trail-enabled",
        resource_type=TRAIL,
        change={"status": "Disable"},
        found="a trail that is disabled",
    ),
    Fault(
        rule="actiontrail-trail-records-writes",
        resource_type=TRAIL,
        change={"eventRw": "Read"},
        found="a trail of read events only",
    ),
    Fault(
        rule="ecs-instance-no-automatic-redeployment",
        resource_type=INSTANCE,
        change={"maintenanceAction": "AutoRedeploy", "instanceType": "ecs.i4.large"},
        found="an instance with local disks that is redeployed by itself when its host fails",
    ),
    Fault(
        rule="ecs-instance-no-forced-subscription-release",
        resource_type=INSTANCE,
        change={"forceDelete": True, "instanceChargeType": "PrePaid", "deletionProtection": None},
        found="a subscription that is released by force",
    ),
    Fault(
        rule="ecs-instance-no-scheduled-release",
        resource_type=INSTANCE,
        change={"autoReleaseTime": "2030-01-01T00:00:00Z"},
        found="an instance with an auto-release time",
    ),
    Fault(
        rule="ecs-instance-no-scheduled-release",
        resource_type=LAUNCH_TEMPLATE,
        change={"autoReleaseTime": "2030-01-01T00:00:00Z"},
        found="a launch template with an auto-release time",
    ),
    Fault(
        rule="ecs-instance-release-protection",
        resource_type=INSTANCE,
        change={"deletionProtection": False},
        found="a pay-as-you-go instance without release protection",
        missing="reported",
    ),
    Fault(
        rule="ecs-instance-release-protection",
        resource_type=INSTANCE_SET,
        change={"deletionProtection": False},
        found="a pay-as-you-go instance without release protection",
        missing="reported",
    ),
    Fault(
        rule="ecs-instance-release-protection-works",
        resource_type=SCALING_CONFIGURATION,
        change={"spotStrategy": "SpotAsPriceGo"},
        found="release protection on spot instances, where it does nothing",
        needs=("deletionProtection",),
    ),
    Fault(
        rule="ecs-instance-release-protection-works",
        resource_type=INSTANCE,
        change={"instanceChargeType": "PrePaid"},
        found="release protection on a subscription, where it is ignored",
        needs=("deletionProtection",),
    ),
    Fault(
        rule="ess-scaling-configuration-no-forced-deletion",
        resource_type=SCALING_CONFIGURATION,
        change={"forceDelete": True},
        found="a scaling configuration with `force_delete`",
    ),
    Fault(
        rule="ess-scaling-configuration-release-protection",
        resource_type=SCALING_CONFIGURATION,
        change={"deletionProtection": False},
        found="a scaling configuration whose pay-as-you-go instances have no release protection",
        missing="reported",
    ),
    Fault(
        rule="ess-scaling-group-deletion-protection",
        resource_type=SCALING_GROUP,
        change={"groupDeletionProtection": False},
        found="a scaling group without deletion protection",
        missing="reported",
    ),
    Fault(
        rule="ram-policy-no-administrator-access",
        resource_type=RAM_POLICY,
        change={"policyDocument": '{"Statement": {"Effect": "Allow", "Action": ["ecs:*", "*"], "Resource": ["*"]}}'},
        found="a policy that allows every action on every resource",
    ),
    Fault(
        rule="ram-policy-no-administrator-access",
        resource_type=RAM_POLICY,
        change={
            "statements": [{"effect": "Allow", "actions": ["*"], "resources": ["*"]}],
            "policyDocument": None,
        },
        found="a policy that allows every action on every resource",
    ),
)
