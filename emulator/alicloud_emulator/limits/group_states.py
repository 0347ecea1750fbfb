"""What calls about scaling groups are refused for although every value is right."""

from __future__ import annotations

from alicloud_emulator.limits import conditions as when
from alicloud_emulator.limits import template_conditions as templates
from alicloud_emulator.limits.rule import StateRule
from alicloud_emulator.limits.words import (
    ASSUMED,
    CONFLICT,
    DUPLICATED,
    NO_NUMBER,
    NO_TEMPLATE,
    NO_VERSION,
    NOT_SUPPLIED,
    NOT_VALID,
)
from alicloud_emulator.state.ess import assumptions as codes

__all__ = ["GROUP_STATES"]

GROUP = ("CreateScalingGroup", "ModifyScalingGroup")
WITH_TEMPLATE = (*GROUP, "EnableScalingGroup")

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
        is_broken=templates.template_is_missing(),
    ),
    StateRule(
        key="version no number",
        actions=WITH_TEMPLATE,
        condition="LaunchTemplateVersion is neither a number nor Default or Latest",
        code="TemplateVersion.NotNumber",
        message=NO_NUMBER,
        is_broken=templates.version_is_no_number(),
    ),
    StateRule(
        key="version missing",
        actions=WITH_TEMPLATE,
        condition="the launch template has no such version",
        code="LaunchTemplateVersionSet.NotFound",
        message=NO_VERSION,
        is_broken=templates.version_is_missing(),
    ),
    *(
        StateRule(
            key=f"version without {name}",
            actions=WITH_TEMPLATE,
            condition=f"the launch template's version gives no {what}",
            code=f"TemplateMissingParameter.{name}",
            message=NOT_SUPPLIED.format(name),
            is_broken=templates.version_lacks(*given, unless=unless),
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
