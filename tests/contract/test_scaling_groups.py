"""Scaling groups and configurations, in both API versions."""

import pytest
from alibabacloud_ess20220222 import models
from alibabacloud_tea_openapi.exceptions import ClientException

from alicloud_emulator import Emulator
from contract.official import REGION, ask, make_network
from contract.scaling import ESS_2014, Group, make_group, refusal


@pytest.fixture(name="group")
def _group(alicloud_emulator: Emulator) -> Group:
    return make_group(alicloud_emulator)


def test_a_new_group_is_inactive_and_holds_what_the_provider_reads(alicloud_emulator: Emulator) -> None:
    """The provider panics without the three wrapped lists, and drifts on what was not set."""
    _, vswitch_id = make_network(alicloud_emulator)
    made = ask(
        alicloud_emulator,
        ESS_2014,
        "CreateScalingGroup",
        MinSize="1",
        MaxSize="3",
        GroupType="",
        **{"VSwitchIds.1": vswitch_id, "Tag.1.Key": "app", "Tag.1.Value": "web"},
    )

    listed = ask(alicloud_emulator, ESS_2014, "DescribeScalingGroups", **{"ScalingGroupId.1": made["ScalingGroupId"]})
    [group] = listed["ScalingGroups"]["ScalingGroup"]
    assert {name: group[name] for name in ("LifecycleState", "GroupType", "MultiAZPolicy", "HealthCheckType")} == {
        "LifecycleState": "Inactive",
        "GroupType": "ECS",
        "MultiAZPolicy": "PRIORITY",
        "HealthCheckType": "ECS",
    }
    assert group["RemovalPolicies"] == {"RemovalPolicy": ["OldestScalingConfiguration", "OldestInstance"]}
    assert group["DBInstanceIds"] == {"DBInstanceId": []}
    assert group["LoadBalancerIds"] == {"LoadBalancerId": []}
    assert group["VSwitchIds"] == {"VSwitchId": [vswitch_id]}
    assert (group["MinSize"], group["MaxSize"], group["DefaultCooldown"]) == (1, 3, 300)
    left_out = {"DesiredCapacity", "StopInstanceTimeout", "MaxInstanceLifetime", "BalanceMode", "LaunchTemplateId"}
    assert left_out.isdisjoint(group)
    tags = ask(
        alicloud_emulator,
        ESS_2014,
        "ListTagResources",
        ResourceType="scalinggroup",
        **{"ResourceId.1": made["ScalingGroupId"]},
    )
    [tag] = tags["TagResources"]["TagResource"]
    assert (tag["TagKey"], tag["TagValue"]) == ("app", "web")


def test_both_versions_show_the_same_group(group: Group) -> None:
    [old] = group.ask("DescribeScalingGroups", **{"ScalingGroupId.1": group.group_id})["ScalingGroups"]["ScalingGroup"]
    new = group.described()

    assert old["ActiveScalingConfigurationId"] == new.active_scaling_configuration_id == group.old
    assert old["VSwitchIds"]["VSwitchId"] == new.v_switch_ids
    assert (new.lifecycle_state, new.total_capacity, new.active_capacity) == ("Active", 4, 4)


def test_filters_that_match_nothing_give_an_empty_wrapped_list(group: Group) -> None:
    """The provider takes the first element without looking at its id: service_alicloud_ess.go."""
    groups = group.ask("DescribeScalingGroups", **{"ScalingGroupId.1": "asg-none"})
    configurations = group.ask("DescribeScalingConfigurations", **{"ScalingConfigurationId.1": "asc-none"})

    assert (groups["TotalCount"], groups["ScalingGroups"]) == (0, {"ScalingGroup": []})
    assert configurations["ScalingConfigurations"] == {"ScalingConfiguration": []}


def test_pages_hold_what_was_asked_for(group: Group) -> None:
    for _ in range(11):
        group.client.create_scaling_group(models.CreateScalingGroupRequest(region_id=REGION, min_size=0, max_size=1))

    sizes = [
        (page.total_count, page.page_number, page.page_size, len(page.scaling_groups))
        for request in (
            models.DescribeScalingGroupsRequest(region_id=REGION),
            models.DescribeScalingGroupsRequest(region_id=REGION, page_number=2),
            models.DescribeScalingGroupsRequest(region_id=REGION, page_number=3, page_size=5),
        )
        for page in [group.client.describe_scaling_groups(request).body]
    ]
    assert sizes == [(12, 1, 10, 10), (12, 2, 10, 2), (12, 3, 5, 2)]


def test_a_configuration_reads_back_as_the_provider_wrote_it(group: Group) -> None:
    """Dotted keys, JSON numbers and booleans, tags as JSON text in and a wrapped list out."""
    made = group.ask(
        "CreateScalingConfiguration",
        ImageId="m-app-v1",
        SecurityGroupId=group.security_group_id,
        DeletionProtection="true",
        InternetMaxBandwidthOut="0",
        UserData="IyEvYmluL3No",
        Tags='{"app": "web"}',
        **{
            "InstanceTypes.1": "ecs.g7.large",
            "SystemDisk.Category": "cloud_essd",
            "SystemDisk.Size": "40",
            "SystemDisk.Encrypted": "true",
            "SystemDisk.KMSKeyId": "",
            "DataDisk.1.Size": "100",
            "DataDisk.1.Encrypted": "true",
        },
    )
    listed = group.ask("DescribeScalingConfigurations", **{"ScalingConfigurationId.1": made["ScalingConfigurationId"]})

    [shown] = listed["ScalingConfigurations"]["ScalingConfiguration"]
    expected = {
        "LifecycleState": "Inactive",
        "InstanceType": "ecs.g7.large",
        "InstanceTypes": {"InstanceType": ["ecs.g7.large"]},
        "SecurityGroupIds": {"SecurityGroupId": [group.security_group_id]},
        "SystemDiskCategory": "cloud_essd",
        "SystemDiskSize": 40,
        "SystemDisk.Encrypted": True,
        "DeletionProtection": True,
        "PasswordInherit": False,
        "UserData": "IyEvYmluL3No",
        "Tags": {"Tag": [{"Key": "app", "Value": "web"}]},
        "DataDisks": {"DataDisk": [{"Size": 100, "Encrypted": True}]},
    }
    assert {name: shown.get(name) for name in expected} == expected
    assert "SystemDisk.KMSKeyId" not in shown


def test_a_configuration_that_is_active_or_in_use_cannot_be_deleted(group: Group) -> None:
    def delete(configuration_id: str) -> None:
        group.client.delete_scaling_configuration(
            models.DeleteScalingConfigurationRequest(scaling_configuration_id=configuration_id)
        )

    with pytest.raises(ClientException) as active:
        delete(group.old)
    group.ask("ModifyScalingGroup", ActiveScalingConfigurationId=group.new)
    with pytest.raises(ClientException) as in_use:
        delete(group.old)
    group.ask("ModifyScalingGroup", ActiveScalingConfigurationId=group.old)
    delete(group.new)

    assert refusal(active) == (
        400,
        "IncorrectScalingConfigurationLifecycleState",
        f"Scaling configuration {group.old} is active.",
    )
    assert refusal(in_use) == (
        400,
        "InstanceInUse",
        f"There are instances made from scaling configuration {group.old}.",
    )


def test_deleting_a_group_takes_its_instances_and_all_that_belongs_to_it(group: Group) -> None:
    with pytest.raises(ClientException) as refused:
        group.ask("DeleteScalingGroup")
    group.ask("DeleteScalingGroup", ForceDelete="true")
    assert group.described().lifecycle_state == "Deleting"
    group.advance()

    assert refusal(refused) == (400, "InstanceInUse", f"Scaling group {group.group_id} still has instances.")
    entities = group.emulator.state["entities"]
    assert {kind: len(items) for kind, items in entities.items() if items} == {
        "vpcs": 1,
        "vswitches": 1,
        "security_groups": 1,
    }
    with pytest.raises(ClientException) as gone:
        group.ask("DeleteScalingGroup", ForceDelete="true")
    assert refusal(gone) == (404, "InvalidScalingGroupId.NotFound", "The specified scaling group does not exist.")


def test_deletion_protection_keeps_a_group(group: Group) -> None:
    group.client.set_group_deletion_protection(
        models.SetGroupDeletionProtectionRequest(
            region_id=REGION, scaling_group_id=group.group_id, group_deletion_protection=True
        )
    )
    with pytest.raises(ClientException) as refused:
        group.ask("DeleteScalingGroup", ForceDelete="true")

    assert refusal(refused) == (
        400,
        "InvalidOperation.GroupDeletionProtection",
        f"Scaling group {group.group_id} has deletion protection enabled.",
    )


@pytest.mark.parametrize(
    ("parameters", "code", "message"),
    [
        (
            {"MinSize": "5", "MaxSize": "3"},
            "InvalidParameter.Conflict",
            "The value of parameter MinSize and parameter MaxSize are conflict.",
        ),
        (
            {"MinSize": "1"},
            "MissingParameter",
            'The input parameter "MaxSize" that is mandatory for processing this request is not supplied.',
        ),
        (
            {"MinSize": "one", "MaxSize": "3"},
            "InvalidParameter",
            'The specified value of parameter "MinSize" is not valid: got one, expected 0 to 2000.',
        ),
        (
            {"MinSize": "1", "MaxSize": "3", "MultiAZPolicy": "RANDOM"},
            "InvalidParameter",
            (
                'The specified value of parameter "MultiAZPolicy" is not valid: got RANDOM, expected one of PRIORITY, '
                "BALANCE, COST_OPTIMIZED, COMPOSABLE."
            ),
        ),
    ],
)
def test_wrong_parameters_are_refused_in_words(
    alicloud_emulator: Emulator, parameters: dict[str, str], code: str, message: str
) -> None:
    with pytest.raises(ClientException) as refused:
        ask(alicloud_emulator, ESS_2014, "CreateScalingGroup", **parameters)

    assert refusal(refused) == (400, code, message)


def test_launch_template_group_makes_instances_from_the_template(alicloud_emulator: Emulator) -> None:
    group = make_group(alicloud_emulator)
    made = ask(
        alicloud_emulator,
        "2014-05-26",
        "CreateLaunchTemplate",
        LaunchTemplateName="web",
        ImageId="m-app-v3",
        InstanceType="ecs.g7.large",
        SecurityGroupId=group.security_group_id,
    )
    group.ask("DisableScalingGroup")
    group.ask("EnableScalingGroup", LaunchTemplateId=made["LaunchTemplateId"], LaunchTemplateVersion="1")
    group.ask("ModifyScalingGroup", MinSize="5")
    group.advance()

    newest = group.instances()[-1]
    assert (newest.launch_template_id, newest.launch_template_version) == (made["LaunchTemplateId"], "1")
    images = {
        item["instance_id"]: item["spec"]["image_id"] for item in alicloud_emulator.state["entities"]["instances"]
    }
    assert images[newest.instance_id] == "m-app-v3"
