"""Settings of an instance that others read: maintenance, role, key pair, metadata, host."""

from typing import Any

import pytest
from alibabacloud_ecs20140526 import models
from alibabacloud_tea_openapi.exceptions import ClientException

from alicloud_emulator import Emulator
from contract.official import REGION, make_key_pair
from contract.scaling import refusal
from contract.system_events import (
    Machine,
    run_machine,
)


def maintain(machine: Machine, **settings: Any) -> None:
    request = {"region_id": REGION, "instance_id": [machine.instance_id]} | settings
    machine.ecs.modify_instance_maintenance_attributes(models.ModifyInstanceMaintenanceAttributesRequest(**request))


def window(start: str, end: str) -> models.ModifyInstanceMaintenanceAttributesRequestMaintenanceWindow:
    return models.ModifyInstanceMaintenanceAttributesRequestMaintenanceWindow(start_time=start, end_time=end)


def test_maintenance_is_what_was_chosen_last(alicloud_emulator: Emulator) -> None:
    machine = run_machine(alicloud_emulator)
    maintain(machine, action_on_maintenance="Stop", maintenance_window=[window("23:00:00", "02:00:00")])
    maintain(machine, notify_on_maintenance=True)

    request = models.DescribeInstanceMaintenanceAttributesRequest(region_id=REGION, instance_id=[machine.instance_id])
    answer = machine.ecs.describe_instance_maintenance_attributes(request).body
    [shown] = answer.maintenance_attributes.maintenance_attribute
    assert (shown.action_on_maintenance.value, shown.notify_on_maintenance) == ("Stop", True)
    [shown_window] = shown.maintenance_windows.maintenance_window
    assert (shown_window.start_time, shown_window.end_time) == ("23:00:00", "02:00:00")


@pytest.mark.parametrize(
    ("settings", "expected"),
    [
        ({"instance_id": []}, (400, "MissingParameter")),
        ({"instance_id": ["i-1"] * 101}, (400, "InvalidParameter")),
        ({"instance_id": ["i-none"]}, (404, "InvalidInstanceId.NotFound")),
        ({"action_on_maintenance": "Pray"}, (400, "InvalidParameter")),
        ({"maintenance_window": [window("02:30:00", "05:00:00")]}, (400, "InvalidParameter")),
        ({"maintenance_window": [window("02:00:00", "02:00:00")]}, (400, "InvalidParameter")),
        ({"maintenance_window": [window("02:00:00", "05:00:00")] * 2}, (400, "InvalidParameter")),
    ],
)
def test_wrong_maintenance_is_refused(
    alicloud_emulator: Emulator, settings: dict[str, Any], expected: tuple[int, str]
) -> None:
    machine = run_machine(alicloud_emulator)
    with pytest.raises(ClientException) as refused:
        maintain(machine, **{"notify_on_maintenance": True} | settings)

    assert refusal(refused)[:2] == expected
    assert machine.stored()["maintenance"] == {"action": "AutoRecover", "notify": False, "windows": []}


def test_roles_and_key_pairs_are_attached_and_detached(alicloud_emulator: Emulator) -> None:
    make_key_pair(alicloud_emulator)
    machine = run_machine(alicloud_emulator)
    ids = f'["{machine.instance_id}"]'

    def seen() -> tuple[str, str]:
        request = models.DescribeInstanceRamRoleRequest(region_id=REGION, instance_ids=ids)
        [role] = machine.ecs.describe_instance_ram_role(request).body.instance_ram_role_sets.instance_ram_role_set
        return role.ram_role_name, machine.shown().key_pair_name

    before = seen()
    machine.ecs.attach_instance_ram_role(
        models.AttachInstanceRamRoleRequest(region_id=REGION, instance_ids=ids, ram_role_name="app")
    )
    machine.ecs.attach_key_pair(models.AttachKeyPairRequest(region_id=REGION, instance_ids=ids, key_pair_name="deploy"))
    attached = seen()
    machine.ecs.detach_instance_ram_role(
        models.DetachInstanceRamRoleRequest(region_id=REGION, instance_ids=ids, ram_role_name="app")
    )
    machine.ecs.detach_key_pair(models.DetachKeyPairRequest(region_id=REGION, instance_ids=ids, key_pair_name="deploy"))

    assert [before, attached, seen()] == [("", ""), ("app", "deploy"), ("", "")]


def test_metadata_options_are_those_of_the_launch(alicloud_emulator: Emulator) -> None:
    hardened = run_machine(alicloud_emulator, http_tokens="required").shown().metadata_options
    plain = run_machine(alicloud_emulator).shown().metadata_options

    assert (hardened.http_endpoint, hardened.http_tokens) == ("enabled", "required")
    assert (plain.http_endpoint, plain.http_tokens) == ("enabled", "optional")


def test_metadata_options_are_changed_one_by_one(alicloud_emulator: Emulator) -> None:
    machine = run_machine(alicloud_emulator)
    machine.ecs.modify_instance_metadata_options(
        models.ModifyInstanceMetadataOptionsRequest(
            region_id=REGION, instance_id=machine.instance_id, http_tokens="required"
        )
    )

    options = machine.shown().metadata_options
    assert (options.http_endpoint, options.http_tokens) == ("enabled", "required")


def test_a_dedicated_host_is_shown(alicloud_emulator: Emulator) -> None:
    machine = run_machine(alicloud_emulator, dedicated_host_id="dh-1")

    assert machine.shown().dedicated_host_attribute.dedicated_host_id == "dh-1"


@pytest.mark.parametrize(
    ("ids", "expected"),
    [
        ([], (400, "MissingParameter")),
        (["i-1"] * 101, (400, "InvalidParameter")),
        (["i-none"], (404, "InvalidInstanceId.NotFound")),
    ],
)
def test_calls_on_several_instances_need_ids_that_exist(
    alicloud_emulator: Emulator, ids: list[str], expected: tuple[int, str]
) -> None:
    machine = run_machine(alicloud_emulator)
    with pytest.raises(ClientException) as stopping:
        machine.ecs.stop_instances(models.StopInstancesRequest(region_id=REGION, instance_id=ids))
    with pytest.raises(ClientException) as releasing:
        machine.ecs.delete_instances(models.DeleteInstancesRequest(region_id=REGION, instance_id=ids))

    assert (refusal(stopping)[:2], refusal(releasing)[:2]) == (expected, expected)
    assert machine.status == "Running"
