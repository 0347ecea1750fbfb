"""What a call is refused for although every value is right: names in use, quotas, contradictions, states."""

from __future__ import annotations

from typing import TYPE_CHECKING

from alicloud_emulator.limits import conditions as when
from alicloud_emulator.limits.rule import StateRule
from alicloud_emulator.state.ess import assumptions as codes

if TYPE_CHECKING:
    from collections.abc import Iterable

    from alicloud_emulator.state.ess.model import GroupRecord, ScalingConfiguration
    from alicloud_emulator.state.world import World

__all__ = ["ECS_STATES", "ESS_STATES", "NOTIFICATION_TYPES"]

GROUP = ("CreateScalingGroup", "ModifyScalingGroup")
WITH_TEMPLATE = (*GROUP, "EnableScalingGroup")
CONFIGURATION = ("CreateScalingConfiguration", "ModifyScalingConfiguration")
LAUNCH = ("CreateLaunchTemplate", "CreateLaunchTemplateVersion", "RunInstances")
NO_TEMPLATE = "The specified launch template set is not found."
NO_VERSION = "The specific version of launch template is not exist."
NO_NUMBER = 'The input parameter "LaunchTemplateVersion" is supposed to be a string representing the version number.'
NOT_SUPPLIED = 'The input parameter "{}" that is mandatory for processing this request is not supplied.'
WRONG_STATUS = "The current status of the specified scaling group does not support this action."
NOT_VALID = 'The specified value of parameter "{}" is not valid.'
CONFLICT = "The value of parameter {} and parameter {} are conflict."
DUPLICATED = "The specified value of parameter {} is duplicated."
ASSUMED = "assumed"
# DescribeNotificationTypes, ESS 2022-02-22: nothing for an instance refresh.
NOTIFICATION_TYPES = tuple(
    f"AUTOSCALING:{kind}"
    for kind in (
        "SCALE_OUT_SUCCESS",
        "SCALE_IN_SUCCESS",
        "SCALE_OUT_ERROR",
        "SCALE_IN_ERROR",
        "SCALE_OUT_START",
        "SCALE_IN_START",
        "SCALE_REJECT",
        "SCHEDULE_TASK_EXPIRING",
    )
)


def _configurations(world: World) -> Iterable[ScalingConfiguration]:
    return world.scaling.configurations.values()


def _hooks(world: World) -> dict[str, GroupRecord]:
    return world.scaling.hooks


def _rules(world: World) -> dict[str, GroupRecord]:
    return world.scaling.rules


def _tasks(world: World) -> dict[str, GroupRecord]:
    return world.scaling.scheduled_tasks


GROUP_STATES = (
    StateRule(
        key="group name in use",
        actions=GROUP,
        condition="another group of the region has the name",
        code="InvalidScalingGroupName.Duplicate",
        message=DUPLICATED.format("ScalingGroupName"),
        is_broken=when.group_name_is_taken,
    ),
    StateRule(
        key="sizes contradict",
        actions=GROUP,
        condition="MinSize is above MaxSize",
        code="InvalidParameter.Conflict",
        message=CONFLICT.format("MinSize", "MaxSize"),
        is_broken=when.sizes_contradict,
    ),
    StateRule(
        key="desired capacity outside",
        actions=GROUP,
        condition="DesiredCapacity is below MinSize or above MaxSize",
        code="InvalidParameter.Conflict",
        message=CONFLICT.format("DesiredCapacity", "MaxSize"),
        is_broken=when.desired_capacity_is_outside,
        source="API; the words are assumed",
    ),
    StateRule(
        key="vSwitches of several VPCs",
        actions=GROUP,
        condition="the vSwitches are of more than one VPC",
        code="InvalidParameter",
        message=NOT_VALID.format("VSwitchIds"),
        is_broken=when.vswitches_are_of_several_vpcs,
        source="SDK; the code is assumed",
    ),
    StateRule(
        key="template missing",
        actions=WITH_TEMPLATE,
        condition="there is no launch template of the id",
        code="LaunchTemplateSet.NotFound",
        message=NO_TEMPLATE,
        is_broken=when.template_is_missing(),
    ),
    StateRule(
        key="version no number",
        actions=WITH_TEMPLATE,
        condition="LaunchTemplateVersion is neither a number nor Default or Latest",
        code="TemplateVersion.NotNumber",
        message=NO_NUMBER,
        is_broken=when.version_is_no_number(),
    ),
    StateRule(
        key="version missing",
        actions=WITH_TEMPLATE,
        condition="the launch template has no such version",
        code="LaunchTemplateVersionSet.NotFound",
        message=NO_VERSION,
        is_broken=when.version_is_missing(),
    ),
    *(
        StateRule(
            key=f"version without {name}",
            actions=WITH_TEMPLATE,
            condition=f"the launch template's version gives no {what}",
            code=f"TemplateMissingParameter.{name}",
            message=NOT_SUPPLIED.format(name),
            is_broken=when.version_lacks(*given, unless=unless),
        )
        for name, what, given, unless in (
            ("ImageId", "image", ("ImageId",), ""),
            (
                "InstanceTypes",
                "instance type, nor the call LaunchTemplateOverrides",
                ("InstanceType",),
                "LaunchTemplateOverrides",
            ),
            ("SecurityGroup", "security group", ("SecurityGroupId", "NetworkInterface."), ""),
        )
    ),
    StateRule(
        key="group not inactive",
        actions=("EnableScalingGroup",),
        condition="the group is not Inactive",
        code=codes.CODE_GROUP_NOT_ACTIVE,
        message="Scaling group {group} is Active, it must be Inactive.",
        enforced_in="state/ess/groups.py",
    ),
    StateRule(
        key="nothing to launch",
        actions=("EnableScalingGroup",),
        condition="the group has neither a launch template nor an active configuration",
        code=codes.CODE_NO_ACTIVE_CONFIGURATION,
        message="Scaling group {group} has no active configuration.",
        enforced_in="state/ess/groups.py",
    ),
    StateRule(
        key="group not active",
        actions=("DisableScalingGroup",),
        condition="the group is not Active",
        code=codes.CODE_GROUP_NOT_ACTIVE,
        message="Scaling group {group} is Inactive, it must be Active.",
        enforced_in="state/ess/groups.py",
        source=ASSUMED,
    ),
    StateRule(
        key="group protected",
        actions=("DeleteScalingGroup",),
        condition="the group has deletion protection",
        code=codes.CODE_GROUP_PROTECTED,
        message="Scaling group {group} has deletion protection enabled.",
        enforced_in="state/ess/groups.py",
        source="SDK; the code is assumed",
    ),
    StateRule(
        key="group has instances",
        actions=("DeleteScalingGroup",),
        condition="the group has instances, and ForceDelete is not set",
        code=codes.CODE_GROUP_NOT_EMPTY,
        message="Scaling group {group} still has instances.",
        enforced_in="state/ess/groups.py",
    ),
)
CONFIGURATION_STATES = (
    StateRule(
        key="configuration name in use",
        actions=CONFIGURATION,
        condition="another scaling configuration of the group has the name",
        code="InvalidScalingConfigurationName.Duplicate",
        message=DUPLICATED.format("ScalingConfigurationName"),
        is_broken=when.configuration_name_is_taken,
    ),
    StateRule(
        key="configuration quota",
        actions=CONFIGURATION[:1],
        condition="the group has 10 scaling configurations",
        code="QuotaExceeded.ScalingConfiguration",
        message="Scaling configuration quota exceeded in the specified scaling group.",
        is_broken=when.holds_many(_configurations, 10),
        source="API; the number is that of an account that raised no quota",
    ),
    StateRule(
        key="security groups twice",
        actions=CONFIGURATION,
        condition="both SecurityGroupId and SecurityGroupIds are given",
        code="InvalidParameter.Conflict",
        message=CONFLICT.format("SecurityGroupId", "SecurityGroupIds"),
        is_broken=when.both("SecurityGroupId", "SecurityGroupIds"),
        source="SDK",
    ),
    StateRule(
        key="image and family",
        actions=CONFIGURATION,
        condition="both ImageId and ImageFamily are given",
        code="InvalidParameter.Conflict",
        message=CONFLICT.format("ImageId", "ImageFamily"),
        is_broken=when.both("ImageId", "ImageFamily"),
        source="SDK",
    ),
    StateRule(
        key="security group missing",
        actions=CONFIGURATION,
        condition="there is no security group of an id",
        code="InvalidSecurityGroupId.NotFound",
        http_status=404,
        message="The specified security group does not exist.",
        is_broken=when.security_group_is_missing,
    ),
    StateRule(
        key="security group of another VPC",
        actions=CONFIGURATION,
        condition="a security group is not in the VPC of the group's vSwitches",
        code="InvalidSecurityGroupId.VPCMismatch",
        message="The specified security group and the specified virtual switch are not in the same VPC.",
        is_broken=when.security_group_is_of_another_vpc,
    ),
    StateRule(
        key="role missing",
        actions=CONFIGURATION,
        condition="there is no RAM role of the name",
        code="InvalidRamRole.NotFound",
        message="The specified RamRoleName does not exist.",
        is_broken=when.role_is_missing,
    ),
    StateRule(
        key="system disk size",
        actions=CONFIGURATION,
        condition="SystemDisk.Size is not one of the category's",
        code="InvalidParameter",
        message=NOT_VALID.format("SystemDisk.Size"),
        is_broken=when.system_disk_has_wrong_size,
        source="SDK",
    ),
    StateRule(
        key="data disk size",
        actions=CONFIGURATION,
        condition="DataDisks.N.Size is not one of the category's",
        code="InvalidParameter",
        message=NOT_VALID.format("DataDisks.N.Size"),
        is_broken=when.data_disk_has_wrong_size("DataDisks"),
        source="SDK",
    ),
    StateRule(
        key="many tags",
        actions=CONFIGURATION,
        condition="there are more than 20 tags",
        code="InvalidTags.ListSize",
        message="The specified tags list size cannot be more than “20”.",
        is_broken=when.configuration_has_many_tags,
    ),
    StateRule(
        key="empty tag key",
        actions=CONFIGURATION,
        condition="a tag's key is empty",
        code="InvalidTags.KeyValue",
        message="The specified tags key/value cannot be empty.",
        is_broken=when.configuration_has_an_empty_tag_key,
    ),
    StateRule(
        key="wrong tag",
        actions=CONFIGURATION,
        condition="a tag's key is longer than 64 characters or its value than 128, or one begins with aliyun or acs: "
        "or has http:// or https:// in it",
        code="InvalidParameter",
        message=NOT_VALID.format("Tags"),
        is_broken=when.configuration_has_a_wrong_tag,
        source="SDK",
    ),
    StateRule(
        key="configuration active",
        actions=("DeleteScalingConfiguration",),
        condition="the configuration is active, or a refresh is to make it so",
        code=codes.CODE_CONFIGURATION_ACTIVE,
        message="Scaling configuration {configuration} is active.",
        enforced_in="state/ess/configurations.py",
    ),
    StateRule(
        key="configuration in use",
        actions=("DeleteScalingConfiguration",),
        condition="the group has instances that were made from the configuration",
        code=codes.CODE_GROUP_NOT_EMPTY,
        message="There are instances made from scaling configuration {configuration}.",
        enforced_in="state/ess/configurations.py",
    ),
)
MEMBER_STATES = (
    StateRule(
        key="group of instances not active",
        actions=("AttachInstances", "DetachInstances", "RemoveInstances", "SetInstancesProtection"),
        condition="the group is not Active",
        code=codes.CODE_GROUP_NOT_ACTIVE,
        message=WRONG_STATUS,
        is_broken=when.group_is_not_active,
    ),
    StateRule(
        key="attaching too many",
        actions=("AttachInstances",),
        condition="the group would have more than MaxSize instances",
        code="IncorrectCapacity.MaxSize",
        message="To attach the instances, the total capacity will be greater than the MaxSize.",
        is_broken=when.attaching_exceeds_the_largest_size,
    ),
    StateRule(
        key="removing too many",
        actions=("DetachInstances", "RemoveInstances"),
        condition="the group would have fewer than MinSize instances, and DecreaseDesiredCapacity is not false",
        code="IncorrectCapacity.MinSize",
        message="To remove the instances, the total capacity will be lesser than the MinSize.",
        is_broken=when.removing_falls_below_the_smallest_size,
    ),
)
RECORD_STATES = (
    StateRule(
        key="hook name in use",
        actions=("CreateLifecycleHook",),
        condition="another hook of the group has the name",
        code="InvalidLifecycleHookName.Duplicate",
        message="The specified value of parameter lifecycleHookName is duplicated.",
        is_broken=when.record_name_is_taken(_hooks, "LifecycleHook"),
    ),
    StateRule(
        key="hook quota",
        actions=("CreateLifecycleHook",),
        condition="the group has 6 hooks",
        code="QuotaExceeded.LifecycleHook",
        message="Lifecycle hook quota exceeded in the specified scaling group.",
        is_broken=when.holds_many(lambda world: world.scaling.hooks.values(), 6),
    ),
    StateRule(
        key="queue missing",
        actions=("CreateLifecycleHook", "ModifyLifecycleHook"),
        condition="the receiver is a queue that does not exist",
        code="QueueNotExist",
        message="The specified queue does not exist.",
        is_broken=when.queue_is_missing,
    ),
    StateRule(
        key="rule name in use",
        actions=("CreateScalingRule", "ModifyScalingRule"),
        condition="another rule of the group has the name",
        code="InvalidScalingRuleName.Duplicate",
        message=DUPLICATED.format("ScalingRuleName"),
        is_broken=when.record_name_is_taken(_rules, "ScalingRule"),
    ),
    StateRule(
        key="adjustment outside",
        actions=("CreateScalingRule", "ModifyScalingRule", "ScaleWithAdjustment"),
        condition="AdjustmentValue is not -1000 to 1000 (QuantityChangeInCapacity), -100 to 10000 "
        "(PercentChangeInCapacity) or 0 to 2000 (TotalCapacity)",
        code="InvalidParameter",
        message=NOT_VALID.format("AdjustmentValue"),
        is_broken=when.adjustment_is_outside,
        source="SDK",
    ),
    StateRule(
        key="scheduled task name in use",
        actions=("CreateScheduledTask", "ModifyScheduledTask"),
        condition="another scheduled task has the name",
        code="InvalidScheduledTaskName.Duplicate",
        message=DUPLICATED.format("ScheduledTaskName"),
        is_broken=when.record_name_is_taken(_tasks, "ScheduledTask"),
    ),
    StateRule(
        key="notification type unknown",
        actions=("CreateNotificationConfiguration", "ModifyNotificationConfiguration"),
        condition="a notification type is unknown",
        code="InvalidNotificationTypes",
        message="The specified NotificationType is invalid.",
        is_broken=when.notification_type_is_unknown(NOTIFICATION_TYPES),
    ),
    StateRule(
        key="notification quota",
        actions=("CreateNotificationConfiguration",),
        condition="the group has 6 notifications",
        code="NotificationConfigurationQuotaExceed.ForScalingGroup",
        message="NotificationConfiguration num exceed for the specified scalingGroup.",
        is_broken=when.holds_many(lambda world: world.scaling.notifications.values(), 6),
    ),
)
DESIRED = "DesiredConfiguration."
REFRESH_STATES = (
    *(
        StateRule(
            key=f"refresh: {key}",
            actions=("StartInstanceRefresh",),
            condition=condition,
            code=code,
            message=message,
            is_broken=is_broken,
            source="API of CreateScalingGroup",
        )
        for key, condition, code, message, is_broken in (
            (
                "template missing",
                "there is no launch template of the id",
                "LaunchTemplateSet.NotFound",
                NO_TEMPLATE,
                when.template_is_missing(DESIRED),
            ),
            (
                "version no number",
                "the version is neither a number nor Default or Latest",
                "TemplateVersion.NotNumber",
                NO_NUMBER,
                when.version_is_no_number(DESIRED),
            ),
            (
                "version missing",
                "the launch template has no such version",
                "LaunchTemplateVersionSet.NotFound",
                NO_VERSION,
                when.version_is_missing(DESIRED),
            ),
        )
    ),
    StateRule(
        key="refresh: group not active",
        actions=("StartInstanceRefresh",),
        condition="the group is not Active",
        code=codes.CODE_GROUP_NOT_ACTIVE,
        message="Scaling group {group} is Inactive.",
        enforced_in="state/ess/refresh_checks.py",
        source=ASSUMED,
    ),
    StateRule(
        key="refresh: task runs",
        actions=("StartInstanceRefresh",),
        condition="a task of the group runs",
        code=codes.CODE_TASK_IS_RUNNING,
        message="Scaling group {group} has a running instance refresh task: {task}.",
        enforced_in="state/ess/refresh_checks.py",
        source="API; the code is assumed",
    ),
    StateRule(
        key="refresh: two targets",
        actions=("StartInstanceRefresh",),
        condition="DesiredConfiguration holds more than one of ScalingConfigurationId, ImageId, LaunchTemplateId, "
        "Containers",
        code=codes.CODE_EXCLUSIVE_CONFIGURATIONS,
        message="DesiredConfiguration holds ScalingConfigurationId and ImageId, of which only one can be specified.",
        enforced_in="state/ess/refresh_checks.py",
        source="SDK; the code is assumed",
    ),
    StateRule(
        key="refresh: checkpoints fall",
        actions=("StartInstanceRefresh",),
        condition="the checkpoints' percentages do not ascend, or the last is not 100",
        code="InvalidParameter",
        message='The specified value of parameter "Checkpoints" is not valid: got [50, 20], expected percentages in '
        "ascending order.",
        enforced_in="state/ess/refresh_checks.py",
        source="SDK",
    ),
    StateRule(
        key="refresh: group not supported",
        actions=("StartInstanceRefresh",),
        condition="the group is not of type ECS with policy PRIORITY, or recycles, or has weights",
        code=codes.CODE_UNSUPPORTED_GROUP,
        message="Scaling group {group} does not support instance refresh: its MultiAZPolicy is BALANCE, not PRIORITY.",
        enforced_in="state/ess/refresh_checks.py",
        source="API; the code is assumed",
    ),
)
ESS_STATES = (*GROUP_STATES, *CONFIGURATION_STATES, *MEMBER_STATES, *RECORD_STATES, *REFRESH_STATES)
ECS_STATES = (
    StateRule(
        key="template name in use",
        actions=("CreateLaunchTemplate",),
        condition="another launch template of the region has the name",
        code="LaunchTemplateName.Duplicated",
        http_status=403,
        message="The template name web is in use.",
        enforced_in="state/ecs/launch_templates.py",
    ),
    StateRule(
        key="template quota",
        actions=("CreateLaunchTemplate",),
        condition="the region has 30 launch templates",
        code="LaunchTemplateLimitExceed",
        http_status=403,
        message="The maximum number of launch templates in the region has been reached.",
        is_broken=when.region_has_many_templates,
        source="API, ECS limits 2021; the words are assumed",
    ),
    StateRule(
        key="version quota",
        actions=("CreateLaunchTemplateVersion",),
        condition="the template has 30 versions",
        code="LaunchTemplateVersionLimitExceed",
        http_status=403,
        message="A template has at most 30 versions.",
        enforced_in="state/ecs/launch_templates.py",
    ),
    StateRule(
        key="system disk size of ECS",
        actions=LAUNCH,
        condition="SystemDisk.Size is not one of the category's",
        code="InvalidSystemDiskSize.ValueNotSupported",
        message=NOT_VALID.format("SystemDisk.Size"),
        is_broken=when.system_disk_has_wrong_size,
        source="API; the words are assumed",
    ),
    StateRule(
        key="data disk size of ECS",
        actions=LAUNCH,
        condition="DataDisk.N.Size is not one of the category's",
        code="InvalidDataDiskSize.ValueNotSupported",
        message="The specified DataDisk.n.Size beyond the permitted range, or the capacity of snapshot exceeds the "
        "size limit of the specified disk category.",
        is_broken=when.data_disk_has_wrong_size("DataDisk"),
    ),
    StateRule(
        key="tag key twice",
        actions=(*LAUNCH, "CreateSecurityGroup"),
        condition="a tag's key is given twice",
        code="Duplicate.TagKey",
        message="The Tag.N.Key contain duplicate key.",
        is_broken=when.tag_keys_repeat("Tag"),
    ),
    StateRule(
        key="security group quota",
        actions=("CreateSecurityGroup",),
        condition="the region has 100 security groups",
        code="QuotaExceed.SecurityGroup",
        http_status=403,
        message="The maximum number of security groups is reached.",
        is_broken=when.region_has_many_security_groups,
        source="API, ECS limits 2021",
    ),
)
