"""What calls of ECS are refused for although every value is right."""

from __future__ import annotations

from alicloud_emulator.limits import conditions as when
from alicloud_emulator.limits.rule import StateRule
from alicloud_emulator.limits.words import NOT_VALID

__all__ = ["ECS_STATES"]

KEY_PAIR = ("CreateKeyPair", "ImportKeyPair")
LAUNCH = ("CreateLaunchTemplate", "CreateLaunchTemplateVersion", "RunInstances")

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
        key="key pair to be attached missing",
        actions=("AttachKeyPair",),
        condition="the region has no key pair of the name",
        code="InvalidKeyPairName.NotFound",
        message="The specified KeyPairName does not exist in our records.",
        is_broken=when.key_pair_is_missing,
    ),
    StateRule(
        key="key pair to launch with missing",
        actions=("RunInstances",),
        condition="the region has no key pair of the name",
        code="InvalidKeyPairName.NotFound",
        http_status=404,
        message='The specified parameter "KeyPairName" does not exist in our records.',
        enforced_in="state/ecs/lifecycle.py",
    ),
    StateRule(
        key="key pair name in use",
        actions=KEY_PAIR,
        condition="the region has a key pair of the name",
        code="KeyPair.AlreadyExist",
        message="The key pair already exist.",
        enforced_in="state/ecs/key_pairs.py",
    ),
    StateRule(
        key="key pair quota",
        actions=KEY_PAIR[1:],
        condition="the region has 500 key pairs",
        code="QuotaExceed.KeyPair",
        http_status=403,
        message="The key pair quota exceeds.",
        enforced_in="state/ecs/key_pairs.py",
    ),
    StateRule(
        key="public key of another kind",
        actions=KEY_PAIR[1:],
        condition="PublicKeyBody is no RSA, DSA or ECDSA key",
        code="InvalidPublicKeyBody.Malformed",
        message="The PublicKeyBody format is not supported.",
        enforced_in="services/ecs/key_pairs.py",
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
