"""Limits of values in calls of ECS and VPC that a rollout makes."""

from __future__ import annotations

from alicloud_emulator.limits.checks import (
    ascii_text,
    base64_text,
    base64_up_to,
    described,
    host_name,
    name,
    one_of,
    tag_key,
    tag_value,
    whole,
)
from alicloud_emulator.limits.rule import ValueRule

__all__ = ["ECS_VALUES", "VPC_VALUES"]

TEMPLATE = ("CreateLaunchTemplate", "CreateLaunchTemplateVersion")
LAUNCH = (*TEMPLATE, "RunInstances")
FIREWALL = ("CreateSecurityGroup", "ModifySecurityGroupAttribute")
NETWORK = ("CreateVpc", "ModifyVpcAttribute")
VSWITCH = ("CreateVSwitch", "ModifyVSwitchAttribute")
NAME = name(2, 128, ":_-.", starts_with_digit=False)
# An instance's name may begin with a digit.
INSTANCE_NAME = name(2, 128, ":_.-", starts_with_digit=True, counts_up=True)
TEMPLATE_NAME = name(2, 128, ":_-", starts_with_digit=False)
CATEGORIES = ("cloud", "cloud_efficiency", "cloud_ssd", "cloud_essd", "cloud_auto", "cloud_essd_entry", "ephemeral_ssd")
DESCRIPTION = 'The specified parameter "Description" is not valid.'
DISK_DESCRIPTION = 'The specified parameter "SyatemDisk.DiskDescription or DataDisk.n.Description" is not valid.'
DISK_NAME = 'The specified parameter "SyatemDisk.DiskName or DataDisk.n.DiskName" is not valid.'
KEY, VALUE = "The specified Tag.n.Key is not valid.", "The specified Tag.n.Value is not valid."

LAUNCH_VALUES = (
    ValueRule(
        actions=("CreateLaunchTemplate",),
        parameter="LaunchTemplateName",
        check=TEMPLATE_NAME,
        code="InvalidLaunchTemplateName.Malformed",
        message="The specified parameter LaunchTemplateName is not valid.",
    ),
    ValueRule(
        actions=TEMPLATE,
        parameter="VersionDescription",
        check=described(),
        code="InvalidDescription.Malformed",
        message='The specified parameter "VersionDescription" is not valid.',
    ),
    ValueRule(
        actions=LAUNCH,
        parameter="InstanceName",
        check=INSTANCE_NAME,
        code="InvalidInstanceName.Malformed",
        message='The specified parameter "InstanceName" is not valid.',
    ),
    ValueRule(
        actions=LAUNCH,
        parameter="HostName",
        check=host_name(),
        code="InvalidHostName.Malformed",
        message='The specified parameter "HostName" is not valid.',
    ),
    ValueRule(
        actions=LAUNCH,
        parameter="Description",
        check=described(),
        code="InvalidDescription.Malformed",
        message=DESCRIPTION,
    ),
    ValueRule(
        actions=LAUNCH,
        parameter="UserData",
        check=base64_text(),
        code="InvalidUserData.Base64FormatInvalid",
        message="The specified parameter UserData must be base64 encoded.",
    ),
    ValueRule(
        actions=LAUNCH,
        parameter="UserData",
        check=base64_up_to(32),
        code="InvalidUserData.SizeExceeded",
        message='The specified parameter "UserData" exceeds the size.',
    ),
    ValueRule(
        actions=LAUNCH,
        parameter="DataDisk.N",
        most_items=16,
        code="InstanceDiskNumber.LimitExceed",
        message="The total number of specified disk in an instance exceeds.",
    ),
    *(
        ValueRule(
            actions=LAUNCH,
            parameter=f"{disk}.{part}",
            check=check,
            code=code,
            message=message,
        )
        for disk in ("SystemDisk", "DataDisk.N")
        for part, check, code, message in (
            ("DiskName", TEMPLATE_NAME, "InvalidDiskName.Malformed", DISK_NAME),
            ("Description", described(), "InvalidDiskDescription.Malformed", DISK_DESCRIPTION),
        )
    ),
    ValueRule(
        actions=LAUNCH,
        parameter="SystemDisk.Category",
        check=one_of(*CATEGORIES),
        code="InvalidSystemDiskCategory.ValueNotSupported",
        message='The specified parameter "SystemDisk.Category" is not valid.',
    ),
    ValueRule(
        actions=LAUNCH,
        parameter="DataDisk.N.Category",
        check=one_of(*CATEGORIES),
        code="InvalidDataDiskCategory.ValueNotSupported",
        message='The specified parameter "DataDisk.n.Category" is not valid.',
    ),
    ValueRule(
        actions=LAUNCH,
        parameter="InternetMaxBandwidthOut",
        check=whole(0, 100),
        code="InvalidInternetMaxBandwidthOut.Malformed",
        message="The specified parameter internetMaxBandwidthOut is not valid.",
    ),
    ValueRule(actions=LAUNCH, parameter="SpotStrategy", check=one_of("NoSpot", "SpotWithPriceLimit", "SpotAsPriceGo")),
    ValueRule(actions=LAUNCH, parameter="InstanceChargeType", check=one_of("PostPaid", "PrePaid")),
    ValueRule(actions=LAUNCH, parameter="HttpEndpoint", check=one_of("enabled", "disabled")),
    ValueRule(actions=LAUNCH, parameter="HttpTokens", check=one_of("optional", "required")),
    ValueRule(actions=LAUNCH, parameter="NetworkInterface.N", most_items=2),
    ValueRule(actions=LAUNCH, parameter="SecurityGroupIds.N", most_items=5, source="ECS limits 2021"),
    *(
        ValueRule(
            actions=actions,
            parameter=f"{tag}.N.{part}",
            check=check,
            code=f"InvalidTag{part}.Malformed",
            message=message,
        )
        for tag, actions in (("Tag", (*LAUNCH, "CreateSecurityGroup", "TagResources")), ("TemplateTag", TEMPLATE[:1]))
        for part, check, message in (("Key", tag_key(128), KEY), ("Value", tag_value(), VALUE))
    ),
    *(
        ValueRule(
            actions=actions,
            parameter=f"{tag}.N",
            most_items=20,
            code="InvalidTagCount",
            message="The specified tags are beyond the permitted range.",
        )
        for tag, actions in (("Tag", (*LAUNCH, "CreateSecurityGroup", "TagResources")), ("TemplateTag", TEMPLATE[:1]))
    ),
    ValueRule(actions=("RunInstances", "CreateSecurityGroup"), parameter="ClientToken", check=ascii_text(64)),
)
FIREWALL_VALUES = (
    ValueRule(
        actions=FIREWALL,
        parameter="SecurityGroupName",
        check=NAME,
        code="InvalidSecurityGroupName.Malformed",
        message="Specified security group name is not valid.",
    ),
    ValueRule(
        actions=FIREWALL,
        parameter="Description",
        check=described(),
        code="InvalidSecurityGroupDiscription.Malformed",
        message="Specified security group description is not valid.",
    ),
    ValueRule(actions=FIREWALL[:1], parameter="SecurityGroupType", check=one_of("normal", "enterprise")),
)
KEY_PAIR_VALUES = (
    *(
        ValueRule(
            actions=(action,),
            parameter="KeyPairName",
            check=check,
            code="InvalidKeyPairName.Malformed",
            message="Specified Key Pair name is not valid.",
        )
        for action, check in (("CreateKeyPair", TEMPLATE_NAME), ("ImportKeyPair", NAME))
    ),
)
ECS_VALUES = (*LAUNCH_VALUES, *FIREWALL_VALUES, *KEY_PAIR_VALUES)
VPC_VALUES = (
    *(
        ValueRule(
            actions=actions,
            parameter=parameter,
            check=described(1, longest),
            code=f"Invalid{parameter}.Malformed" if parameter != "Description" else "InvalidDescription.Malformed",
            message=f"The specified {parameter} is not valid.",
            source="API",
        )
        for actions, parameter, longest in (
            (NETWORK, "VpcName", 128),
            (NETWORK, "Description", 256),
            (VSWITCH, "VSwitchName", 128),
            (VSWITCH, "Description", 256),
        )
    ),
    ValueRule(actions=(NETWORK[0], VSWITCH[0], "TagResources"), parameter="Tag.N", most_items=20, source="API"),
    ValueRule(
        actions=(NETWORK[0], VSWITCH[0], "TagResources"), parameter="Tag.N.Key", check=tag_key(128), source="API"
    ),
    ValueRule(
        actions=(NETWORK[0], VSWITCH[0], "TagResources"), parameter="Tag.N.Value", check=tag_value(), source="API"
    ),
    ValueRule(actions=(NETWORK[0], VSWITCH[0]), parameter="ClientToken", check=ascii_text(64), source="API"),
)
