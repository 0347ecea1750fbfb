"""What calls about scaling configurations are refused for although every value is right."""

from __future__ import annotations

from typing import TYPE_CHECKING

from alicloud_emulator.limits import conditions as when
from alicloud_emulator.limits.rule import StateRule
from alicloud_emulator.limits.words import CONFLICT, DUPLICATED, NOT_VALID
from alicloud_emulator.state.ess import assumptions as codes

if TYPE_CHECKING:
    from collections.abc import Iterable

    from alicloud_emulator.state.ess.model import ScalingConfiguration
    from alicloud_emulator.state.world import World

__all__ = ["CONFIGURATION_STATES"]

CONFIGURATION = ("CreateScalingConfiguration", "ModifyScalingConfiguration")


def _configurations(world: World) -> Iterable[ScalingConfiguration]:
    return world.scaling.configurations.values()


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
        key="key pair missing",
        actions=CONFIGURATION,
        condition="the region has no key pair of the name",
        code="InvalidKeyPairName.NotFound",
        message="The specified KeyPairName does not exist in our records.",
        is_broken=when.key_pair_is_missing,
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
