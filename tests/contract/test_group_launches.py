"""What a scaling group makes its instances from, through the official clients."""

from typing import Any

import pytest
from alibabacloud_ecs20140526 import models as ecs
from alibabacloud_ess20220222 import models

from alicloud_emulator import Emulator
from contract.official import REGION, ask, ecs_client
from contract.scaling import ESS_2014, Group, make_group, make_inactive_group


def configured(group: Group, **settings: Any) -> str:
    """Make a scaling configuration, and return its id; `settings` are CreateScalingConfiguration's."""
    fields = {
        "scaling_group_id": group.group_id,
        "image_id": "m-app-v1",
        "security_group_id": group.security_group_id,
    } | settings
    body = group.client.create_scaling_configuration(models.CreateScalingConfigurationRequest(**fields)).body
    return str(body.scaling_configuration_id)


def disks_of_a_new_instance(group: Group) -> list[tuple[str, int, str, bool, str, bool, str]]:
    """Scale out by one; return type, size, category, encryption, key, deletion and name of each disk of the new one."""
    before = {item.instance_id for item in group.instances()}
    group.ask("ModifyScalingGroup", MinSize="5")
    group.advance()
    [new] = [item.instance_id for item in group.instances() if item.instance_id not in before]
    request = ecs.DescribeDisksRequest(region_id=REGION, instance_id=new)
    return [
        (
            disk.type,
            disk.size,
            disk.category,
            disk.encrypted,
            disk.kmskey_id,
            disk.delete_with_instance,
            disk.disk_name,
        )
        for disk in ecs_client(group.emulator).describe_disks(request).body.disks.disk
    ]


def test_disks_are_as_the_configuration_declares_them(alicloud_emulator: Emulator) -> None:
    """The same in both versions: Python clients send `True`, the provider `true`."""
    group = make_group(alicloud_emulator)
    settings = {
        "DataDisk.1.Size": "100",
        "DataDisk.1.Encrypted": "true",
        "DataDisk.1.KMSKeyId": "key-data",
        "DataDisk.1.DeleteWithInstance": "false",
        "DataDisk.1.DiskName": "data",
        "SystemDisk.Size": "40",
        "SystemDisk.Category": "cloud_essd",
        "SystemDisk.Encrypted": "True",
        "SystemDisk.KMSKeyId": "key-system",
        "SystemDisk.DiskName": "system",
    }
    expected = [
        ("system", 40, "cloud_essd", True, "key-system", True, "system"),
        ("data", 100, "cloud_efficiency", True, "key-data", False, "data"),
    ]
    made = group.ask(
        "CreateScalingConfiguration",
        ImageId="m-app-v1",
        SecurityGroupId=group.security_group_id,
        **{"InstanceTypes.1": "ecs.g7.large"},
        **settings,
    )
    group.ask("ModifyScalingGroup", ActiveScalingConfigurationId=made["ScalingConfigurationId"])
    assert disks_of_a_new_instance(group) == expected


def test_disks_of_the_2022_version_are_as_declared(alicloud_emulator: Emulator) -> None:
    group = make_group(alicloud_emulator)
    made = configured(
        group,
        instance_types=["ecs.g7.large"],
        system_disk=models.CreateScalingConfigurationRequestSystemDisk(size=40, encrypted=True),
        data_disks=[models.CreateScalingConfigurationRequestDataDisks(encrypted="true")],
    )
    group.ask("ModifyScalingGroup", ActiveScalingConfigurationId=made)

    assert disks_of_a_new_instance(group) == [
        ("system", 40, "cloud_efficiency", True, "", True, ""),
        ("data", 20, "cloud_efficiency", True, "", True, ""),
    ]


def test_a_launch_template_without_sizes_takes_those_of_the_image(alicloud_emulator: Emulator) -> None:
    """The provider sends 0 for a size that the program does not set."""
    group = make_group(alicloud_emulator)
    template = ask(
        alicloud_emulator,
        "2014-05-26",
        "CreateLaunchTemplate",
        LaunchTemplateName="web",
        ImageId="m-app-v3",
        InstanceType="ecs.g7.large",
        SecurityGroupId=group.security_group_id,
        **{"SystemDisk.Size": "0", "SystemDisk.Category": "cloud_essd", "SystemDisk.Encrypted": "false"},
    )
    group.ask("ModifyScalingGroup", LaunchTemplateId=template["LaunchTemplateId"], LaunchTemplateVersion="1")

    assert disks_of_a_new_instance(group) == [("system", 20, "cloud_essd", False, "", True, "")]


def types_after_enabling(group: Group, configuration_id: str) -> list[str]:
    """Enable the group with a configuration, and return the types of the instances that it made."""
    group.ask("EnableScalingGroup", ActiveScalingConfigurationId=configuration_id)
    group.advance()
    return [item["spec"]["instance_type"] for item in group.emulator.state["entities"]["instances"]]


def test_patterns_alone_make_instances_of_the_smallest_type_that_matches(
    alicloud_emulator: Emulator,
) -> None:
    group = make_inactive_group(alicloud_emulator, min_size=2)
    pattern = models.CreateScalingConfigurationRequestInstancePatternInfos(
        cores=2, memory=4, excluded_instance_types=["ecs.c7.*"]
    )
    made = configured(group, instance_pattern_infos=[pattern])

    assert types_after_enabling(group, made) == ["ecs.u1-c1m2.large"] * 2


@pytest.mark.parametrize(
    ("cores", "vswitches", "message"),
    [
        (64, None, "No instance type matches the patterns of scaling configuration {configuration}."),
        (2, [], "The scaling group has no vSwitch."),
    ],
)
def test_a_launch_without_a_place_names_the_cause(
    alicloud_emulator: Emulator, cores: int, vswitches: list[str] | None, message: str
) -> None:
    settings = {"min_size": 1} if vswitches is None else {"min_size": 1, "v_switch_ids": vswitches}
    group = make_inactive_group(alicloud_emulator, **settings)
    pattern = models.CreateScalingConfigurationRequestInstancePatternInfos(cores=cores, memory=4)
    made = configured(group, instance_pattern_infos=[pattern])

    assert types_after_enabling(group, made) == []
    [activity] = ask(alicloud_emulator, ESS_2014, "DescribeScalingActivities", ScalingGroupId=group.group_id)[
        "ScalingActivities"
    ]["ScalingActivity"][-1:]
    assert activity["ErrorMessage"] == message.format(configuration=made)
