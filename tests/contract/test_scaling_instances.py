"""The instances of a group: how they come, go, stand by, and are replaced."""

import pytest
from alibabacloud_ecs20140526 import models as ecs_models
from alibabacloud_ess20220222 import models
from alibabacloud_tea_openapi.exceptions import ClientException

from alicloud_emulator import Emulator
from contract.official import REGION, VPC, ask, ecs_client
from contract.scaling import Group, make_group, refusal


@pytest.fixture(name="group")
def _group(alicloud_emulator: Emulator) -> Group:
    return make_group(alicloud_emulator)


def states(group: Group) -> list[str]:
    return [item.lifecycle_state for item in group.instances()]


def test_instances_come_up_and_go_over_virtual_time(group: Group) -> None:
    group.ask("ModifyScalingGroup", MinSize="5")
    assert states(group) == ["InService"] * 4 + ["Pending"]
    group.advance(29)
    assert states(group)[-1] == "Pending"
    group.advance(1)
    assert states(group) == ["InService"] * 5

    removed = group.instances()[0].instance_id
    group.ask("ModifyScalingGroup", MinSize="4")
    group.ask("RemoveInstances", **{"InstanceId.1": removed})
    assert states(group)[0] == "Removing"
    group.advance(10)
    assert removed not in [item.instance_id for item in group.instances()]


def test_scaling_activities_tell_what_happened(group: Group) -> None:
    group.ask("ModifyScalingGroup", MinSize="5")
    running = group.ask("DescribeScalingActivities")["ScalingActivities"]["ScalingActivity"][0]
    group.advance()
    ended = group.ask("DescribeScalingActivities", StatusCode="Successful")["ScalingActivities"]["ScalingActivity"][0]

    assert (running["StatusCode"], running["Progress"], "EndTime" in running) == ("InProgress", 0, False)
    assert running["Cause"] == "The capacity is 1 below the 5 that the group is to have."
    assert ended["ScalingActivityId"] == running["ScalingActivityId"]
    assert (ended["Description"], ended["TotalCapacity"]) == ('Add "1" ECS instances', "5")
    assert len(ended["CreatedInstances"]["CreatedInstance"]) == 1


def test_the_first_vswitch_with_stock_gets_the_instances(alicloud_emulator: Emulator) -> None:
    """Priority: CreateScalingGroup, MultiAZPolicy. A vSwitch of 16 addresses has 12 for instances."""
    group = make_group(alicloud_emulator, max_size=20)
    vpc_id = group.described().vpc_id
    small = ask(alicloud_emulator, VPC, "CreateVSwitch", VpcId=vpc_id, ZoneId="cn-hangzhou-i", CidrBlock="10.0.2.0/28")[
        "VSwitchId"
    ]
    large = group.described().v_switch_ids[0]
    group.ask("ModifyScalingGroup", **{"VSwitchIds.1": small, "VSwitchIds.2": large})
    group.ask("ModifyScalingGroup", MinSize="18")
    group.advance()

    zones = [item.zone_id for item in group.instances()]
    assert zones == ["cn-hangzhou-h"] * 4 + ["cn-hangzhou-i"] * 12 + ["cn-hangzhou-h"] * 2


def test_an_unhealthy_instance_is_replaced_after_a_minute(group: Group) -> None:
    sick = group.instances()[0].instance_id
    group.client.set_instance_health(models.SetInstanceHealthRequest(instance_id=sick, health_status="Unhealthy"))
    assert group.instances()[0].health_status == "Unhealthy"
    group.advance(59)
    assert group.instances()[0].lifecycle_state == "InService"
    group.advance(1)

    assert states(group) == ["Removing"] + ["InService"] * 3 + ["Pending"]
    group.advance()
    assert sick not in [item.instance_id for item in group.instances()]
    assert states(group) == ["InService"] * 4


def test_a_suspended_health_check_leaves_unhealthy_instances(group: Group) -> None:
    group.ask("SuspendProcesses", **{"Process.1": "HealthCheck"})
    sick = group.instances()[0].instance_id
    group.client.set_instance_health(models.SetInstanceHealthRequest(instance_id=sick, health_status="Unhealthy"))
    group.advance(3600)
    assert group.instances()[0].instance_id == sick
    group.ask("ResumeProcesses", **{"Process.1": "HealthCheck"})
    group.advance()

    assert group.described().suspended_processes == []
    assert sick not in [item.instance_id for item in group.instances()]


def test_attached_instances_stay_in_ecs_when_they_leave(group: Group) -> None:
    ecs = ecs_client(group.emulator)
    machine = ecs.run_instances(
        ecs_models.RunInstancesRequest(
            region_id=REGION,
            image_id="m-app-v1",
            instance_type="ecs.g7.large",
            v_switch_id=group.described().v_switch_ids[0],
            security_group_id=group.security_group_id,
        )
    ).body.instance_id_sets.instance_id_set[0]
    group.advance()
    group.ask("AttachInstances", **{"InstanceId.1": machine})
    group.advance()
    [attached] = group.ask("DescribeScalingInstances", CreationType="Attached")["ScalingInstances"]["ScalingInstance"]
    assert (attached["InstanceId"], attached["LifecycleState"]) == (machine, "InService")
    made = group.ask("RemoveInstances", **{"InstanceId.1": machine})
    group.advance()

    activities = group.ask("DescribeScalingActivities", **{"ScalingActivityId.1": made["ScalingActivityId"]})
    assert activities["ScalingActivities"]["ScalingActivity"][0]["StatusCode"] == "Successful"
    assert len(group.instances()) == 4
    machines = {item["instance_id"] for item in group.emulator.state["entities"]["instances"]}
    assert machine in machines


def test_standby_and_protection_change_the_state(group: Group) -> None:
    first, second, *_ = (item.instance_id for item in group.instances())
    group.ask("EnterStandby", **{"InstanceId.1": first})
    group.ask("SetInstancesProtection", ProtectedFromScaleIn="true", **{"InstanceId.1": second})
    described = group.described()

    assert states(group) == ["Standby", "Protected", "InService", "InService"]
    assert (described.standby_capacity, described.protected_capacity, described.active_capacity) == (1, 1, 2)
    group.ask("ExitStandby", **{"InstanceId.1": first})
    group.ask("SetInstancesProtection", ProtectedFromScaleIn="false", **{"InstanceId.1": second})
    assert states(group) == ["InService"] * 4
    with pytest.raises(ClientException) as refused:
        group.ask("ExitStandby", **{"InstanceId.1": first})
    assert refusal(refused) == (
        400,
        "IncorrectInstanceStatus",
        f"Instance {first} is InService, which does not allow this operation.",
    )


def test_scale_with_adjustment_and_rules_change_the_capacity(group: Group) -> None:
    group.client.scale_with_adjustment(
        models.ScaleWithAdjustmentRequest(
            scaling_group_id=group.group_id, adjustment_type="QuantityChangeInCapacity", adjustment_value=3
        )
    )
    group.advance()
    assert len(group.instances()) == 7
    rule = group.ask("CreateScalingRule", AdjustmentType="PercentChangeInCapacity", AdjustmentValue="-30")
    group.ask("ExecuteScalingRule", ScalingRuleAri=rule["ScalingRuleAri"])
    group.advance()

    assert len(group.instances()) == 5


def test_a_hook_holds_instances_until_it_is_answered(group: Group) -> None:
    hook = group.ask("CreateLifecycleHook", LifecycleTransition="SCALE_OUT", HeartbeatTimeout="300")
    group.ask("ModifyScalingGroup", MinSize="6")
    group.advance(30)
    assert states(group) == ["InService"] * 4 + ["Pending:Wait"] * 2
    activity = group.instances()[-1].scaling_activity_id
    waiting = group.ask("DescribeLifecycleActions", ScalingActivityId=activity)["LifecycleActions"]["LifecycleAction"]
    group.ask(
        "CompleteLifecycleAction",
        LifecycleHookId=hook["LifecycleHookId"],
        LifecycleActionToken=waiting[0]["LifecycleActionToken"],
    )
    assert states(group) == ["InService"] * 5 + ["Pending:Wait"]
    group.advance(300)
    assert states(group) == ["InService"] * 6
