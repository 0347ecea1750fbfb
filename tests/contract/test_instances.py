"""Instances through the official ECS SDK."""

from datetime import datetime, timedelta

import pytest
from alibabacloud_ecs20140526 import models
from alibabacloud_ecs20140526.client import Client
from alibabacloud_tea_openapi.exceptions import ClientException

from alicloud_emulator import Emulator
from contract.official import REGION, VPC, ask, ecs_client, make_network


@pytest.fixture(name="ecs")
def _ecs(alicloud_emulator: Emulator) -> Client:
    return ecs_client(alicloud_emulator)


@pytest.fixture(name="place")
def _place(alicloud_emulator: Emulator, ecs: Client) -> dict[str, object]:
    """Network and settings that every instance here shares."""
    vpc_id, vswitch_id = make_network(alicloud_emulator)
    group = ecs.create_security_group(models.CreateSecurityGroupRequest(region_id=REGION, vpc_id=vpc_id))
    return {
        "region_id": REGION,
        "image_id": "m-app-v1",
        "instance_type": "ecs.g7.large",
        "v_switch_id": vswitch_id,
        "security_group_ids": [group.body.security_group_id],
    }


def run(ecs: Client, place: dict[str, object], **settings: object) -> list[str]:
    answer = ecs.run_instances(models.RunInstancesRequest(**place | settings))
    ids: list[str] = answer.body.instance_id_sets.instance_id_set
    return ids


def statuses(ecs: Client) -> list[str]:
    answer = ecs.describe_instances(models.DescribeInstancesRequest(region_id=REGION))
    return [instance.status for instance in answer.body.instances.instance]


def test_an_instance_comes_up_and_goes_over_virtual_time(
    alicloud_emulator: Emulator, ecs: Client, place: dict[str, object]
) -> None:
    [instance_id] = run(ecs, place)
    seen = [statuses(ecs), statuses(ecs)]
    for seconds in (3, 15):
        alicloud_emulator.clock.advance(seconds)
        seen.append(statuses(ecs))
    ecs.stop_instance(models.StopInstanceRequest(instance_id=instance_id))
    seen.append(statuses(ecs))
    alicloud_emulator.clock.advance(10)
    seen.append(statuses(ecs))
    ecs.delete_instance(models.DeleteInstanceRequest(instance_id=instance_id))
    seen.append(statuses(ecs))
    alicloud_emulator.clock.advance(5)
    seen.append(statuses(ecs))

    assert [status for shown in seen for status in shown or ["gone"]] == [
        "Pending",
        "Pending",
        "Starting",
        "Running",
        "Stopping",
        "Stopped",
        "Stopping",
        "gone",
    ]


def test_one_step_of_time_has_the_same_outcome_as_many(
    alicloud_emulator: Emulator, ecs: Client, place: dict[str, object]
) -> None:
    [instance_id] = run(ecs, place)
    alicloud_emulator.clock.advance(18)
    ecs.reboot_instance(models.RebootInstanceRequest(instance_id=instance_id))
    alicloud_emulator.clock.advance(3600)

    assert statuses(ecs) == ["Running"]


def test_a_repeated_client_token_makes_no_second_instance(ecs: Client, place: dict[str, object]) -> None:
    first = run(ecs, place, client_token="once")
    second = run(ecs, place, client_token="once")

    assert first == second
    assert len(statuses(ecs)) == 1


def test_the_same_client_token_for_another_request_is_refused(ecs: Client, place: dict[str, object]) -> None:
    run(ecs, place, client_token="once")

    with pytest.raises(ClientException) as refused:
        run(ecs, place, client_token="once", amount=2)

    assert (refused.value.status_code, refused.value.code) == (400, "IdempotentParameterMismatch")


@pytest.mark.parametrize("protected", [0, 1])
def test_release_protection_keeps_all_of_a_bulk_release(
    alicloud_emulator: Emulator, ecs: Client, place: dict[str, object], protected: int
) -> None:
    ids = run(ecs, place, amount=2)
    alicloud_emulator.clock.advance(18)
    ecs.modify_instance_attribute(
        models.ModifyInstanceAttributeRequest(instance_id=ids[protected], deletion_protection=True)
    )

    with pytest.raises(ClientException) as refused:
        ecs.delete_instances(models.DeleteInstancesRequest(region_id=REGION, instance_id=ids, force=True))

    assert (refused.value.status_code, refused.value.code) == (403, "InvalidOperation.DeletionProtection")
    assert statuses(ecs) == ["Running", "Running"]


def test_an_instance_without_protection_is_released(
    alicloud_emulator: Emulator, ecs: Client, place: dict[str, object]
) -> None:
    [instance_id] = run(ecs, place, deletion_protection=True)
    alicloud_emulator.clock.advance(18)
    ecs.modify_instance_attribute(
        models.ModifyInstanceAttributeRequest(instance_id=instance_id, deletion_protection=False)
    )
    ecs.delete_instance(models.DeleteInstanceRequest(instance_id=instance_id, force=True))
    alicloud_emulator.clock.advance(5)

    assert statuses(ecs) == []


def test_a_running_instance_is_released_only_by_force(
    alicloud_emulator: Emulator, ecs: Client, place: dict[str, object]
) -> None:
    [instance_id] = run(ecs, place)
    alicloud_emulator.clock.advance(18)

    with pytest.raises(ClientException) as refused:
        ecs.delete_instance(models.DeleteInstanceRequest(instance_id=instance_id))

    assert (refused.value.status_code, refused.value.code) == (403, "IncorrectInstanceStatus")


def test_a_planned_release_goes_past_protection(
    alicloud_emulator: Emulator, ecs: Client, place: dict[str, object]
) -> None:
    """ECS guide, Release an instance: protection does not stop it."""
    [instance_id] = run(ecs, place, deletion_protection=True)
    now = datetime.fromisoformat(alicloud_emulator.state["now"])
    planned = (now + timedelta(hours=1)).replace(second=0, microsecond=0)
    ecs.modify_instance_auto_release_time(
        models.ModifyInstanceAutoReleaseTimeRequest(
            instance_id=instance_id, auto_release_time=planned.strftime("%Y-%m-%dT%H:%M:30Z")
        )
    )
    alicloud_emulator.clock.advance((planned - now).total_seconds() - 1)
    before = statuses(ecs)
    alicloud_emulator.clock.advance(6)

    assert (before, statuses(ecs)) == (["Running"], [])


@pytest.mark.parametrize(
    ("setting", "status", "code"),
    [
        ({"image_id": "m-unknown"}, 404, "InvalidImageId.NotFound"),
        ({"instance_type": "ecs.none.large"}, 400, "InvalidInstanceType.ValueNotSupported"),
        ({"v_switch_id": "vsw-none"}, 404, "InvalidVSwitchId.NotFound"),
        ({"security_group_ids": ["sg-none"]}, 404, "InvalidSecurityGroupId.NotFound"),
        ({"private_ip_address": "10.0.0.0"}, 400, "InvalidPrivateIpAddress"),
        ({"dry_run": True}, 400, "DryRunOperation"),
        ({"amount": 101}, 400, "InvalidParameter"),
    ],
)
def test_an_instance_that_cannot_be_made_is_refused(
    ecs: Client, place: dict[str, object], setting: dict[str, object], status: int, code: str
) -> None:
    with pytest.raises(ClientException) as refused:
        run(ecs, place, **setting)

    assert (refused.value.status_code, refused.value.code) == (status, code)
    assert statuses(ecs) == []


def test_instances_take_the_addresses_of_their_vswitch(
    alicloud_emulator: Emulator, ecs: Client, place: dict[str, object]
) -> None:
    vswitch_id = str(place["v_switch_id"])
    ids = run(ecs, place, amount=3)
    shown = ask(alicloud_emulator, VPC, "DescribeVSwitchAttributes", VSwitchId=vswitch_id)
    with pytest.raises(ClientException) as refused:
        ask(alicloud_emulator, VPC, "DeleteVSwitch", VSwitchId=vswitch_id)
    alicloud_emulator.clock.advance(18)
    ecs.delete_instances(models.DeleteInstancesRequest(region_id=REGION, instance_id=ids, force=True))
    alicloud_emulator.clock.advance(5)
    after = ask(alicloud_emulator, VPC, "DescribeVSwitchAttributes", VSwitchId=vswitch_id)

    assert (shown["AvailableIpAddressCount"], after["AvailableIpAddressCount"]) == (249, 252)
    assert refused.value.code == "DependencyViolation"


def test_lists_page_by_token_and_by_number(ecs: Client, place: dict[str, object]) -> None:
    ids = run(ecs, place, amount=5)
    seen, token = [], None
    while token != "":
        answer = ecs.describe_instances(
            models.DescribeInstancesRequest(region_id=REGION, max_results=2, next_token=token)
        ).body
        seen.append([instance.instance_id for instance in answer.instances.instance])
        token = answer.next_token
    third = ecs.describe_instances(models.DescribeInstancesRequest(region_id=REGION, page_number=3, page_size=2))

    assert seen == [ids[:2], ids[2:4], ids[4:]]
    assert [instance.instance_id for instance in third.body.instances.instance] == ids[4:]


@pytest.mark.parametrize(
    ("filters", "count"),
    [
        ({"status": "Running"}, 0),
        ({"instance_name": "web-*"}, 2),
        ({"instance_ids": '["i-none"]'}, 0),
        ({"instance_ids": "[]"}, 0),
        ({"tag": [models.DescribeInstancesRequestTag(key="stage", value="test")]}, 2),
        ({"tag": [models.DescribeInstancesRequestTag(key="stage", value="live")]}, 0),
        ({"image_id": "m-app-v1", "zone_id": "cn-hangzhou-h"}, 2),
        ({"region_id": "cn-beijing"}, 0),
        ({"http_tokens": "optional"}, 2),
        ({"http_tokens": "required"}, 0),
        ({"lock_reason": "security"}, 0),
        ({"public_ip_addresses": '["203.0.113.1"]'}, 1),
        ({"resource_group_id": "rg-none"}, 0),
    ],
)
def test_a_filter_never_shows_what_does_not_match(
    ecs: Client, place: dict[str, object], filters: dict[str, object], count: int
) -> None:
    tags = [models.RunInstancesRequestTag(key="stage", value="test")]
    run(ecs, place, amount=2, instance_name="web-1", tag=tags, internet_max_bandwidth_out=1)

    shown = ecs.describe_instances(models.DescribeInstancesRequest(**{"region_id": REGION} | filters))

    assert len(shown.body.instances.instance) == count


def test_a_system_disk_is_replaced_while_the_instance_is_stopped(
    alicloud_emulator: Emulator, ecs: Client, place: dict[str, object]
) -> None:
    [instance_id] = run(ecs, place)
    alicloud_emulator.clock.advance(18)
    change = models.ReplaceSystemDiskRequest(instance_id=instance_id, image_id="m-app-v2")
    with pytest.raises(ClientException) as refused:
        ecs.replace_system_disk(change)
    ecs.stop_instance(models.StopInstanceRequest(instance_id=instance_id))
    alicloud_emulator.clock.advance(10)
    disk_id = ecs.replace_system_disk(change).body.disk_id

    disks = ecs.describe_disks(models.DescribeDisksRequest(region_id=REGION, instance_id=instance_id)).body
    shown = ecs.describe_instance_attribute(models.DescribeInstanceAttributeRequest(instance_id=instance_id)).body
    assert refused.value.code == "IncorrectInstanceStatus"
    assert [disk.disk_id for disk in disks.disks.disk] == [disk_id]
    assert (shown.image_id, shown.status) == ("m-app-v2", "Stopped")


def test_several_instances_are_stopped_each_with_its_own_result(
    alicloud_emulator: Emulator, ecs: Client, place: dict[str, object]
) -> None:
    [first] = run(ecs, place)
    alicloud_emulator.clock.advance(18)
    [second] = run(ecs, place)

    answer = ecs.stop_instances(models.StopInstancesRequest(region_id=REGION, instance_id=[first, second])).body

    results = [
        (item.instance_id, item.code, item.previous_status, item.current_status)
        for item in answer.instance_responses.instance_response
    ]
    assert results == [
        (first, "200", "Running", "Stopping"),
        (second, "IncorrectInstanceStatus", "Pending", "Pending"),
    ]


def test_a_running_subscription_is_not_released(
    alicloud_emulator: Emulator, ecs: Client, place: dict[str, object]
) -> None:
    [instance_id] = run(ecs, place, instance_charge_type="PrePaid")
    alicloud_emulator.clock.advance(18)
    release = models.DeleteInstanceRequest(instance_id=instance_id, force=True)

    with pytest.raises(ClientException) as refused:
        ecs.delete_instance(release)
    ecs.modify_instance_charge_type(
        models.ModifyInstanceChargeTypeRequest(
            region_id=REGION, instance_ids=f'["{instance_id}"]', instance_charge_type="PostPaid"
        )
    )
    ecs.delete_instance(release)
    alicloud_emulator.clock.advance(5)

    assert (refused.value.status_code, refused.value.code) == (403, "ChargeTypeViolation")
    assert statuses(ecs) == []


def test_a_disk_only_grows(alicloud_emulator: Emulator, ecs: Client, place: dict[str, object]) -> None:
    run(ecs, place, system_disk=models.RunInstancesRequestSystemDisk(size="40"))
    [instance] = alicloud_emulator.state["entities"]["instances"]
    disk_id = instance["disks"][0]["disk_id"]

    ecs.resize_disk(models.ResizeDiskRequest(disk_id=disk_id, new_size=60))
    with pytest.raises(ClientException) as refused:
        ecs.resize_disk(models.ResizeDiskRequest(disk_id=disk_id, new_size=50))

    [disk] = ecs.describe_disks(
        models.DescribeDisksRequest(region_id=REGION, disk_ids=f'["{disk_id}"]')
    ).body.disks.disk
    assert (disk.size, refused.value.code) == (60, "InvalidDiskSize.TooSmall")
