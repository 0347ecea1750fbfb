"""A redeployment of an instance in a scaling group: with standby around it, protected, and without either."""

from typing import Any

import pytest
from alibabacloud_ecs20140526 import models as ecs_models
from alibabacloud_ess20220222 import models

from alicloud_emulator import Emulator
from contract.official import ecs_client
from contract.scaling import Group, make_group
from contract.system_events import MOVE_RUNNING_SECONDS, Machine

# Longer than a group takes to find an instance unhealthy, remove it and have another in service.
LONG_SECONDS = 600


@pytest.fixture(name="group")
def _group(alicloud_emulator: Emulator) -> Group:
    return make_group(alicloud_emulator)


def first(group: Group) -> Machine:
    return Machine(group.emulator, ecs_client(group.emulator), group.instances()[0].instance_id)


def ids(group: Group) -> list[str]:
    return [item.instance_id for item in group.instances()]


def enter_standby(group: Group, instance_id: str) -> None:
    group.client.enter_standby(models.EnterStandbyRequest(scaling_group_id=group.group_id, instance_ids=[instance_id]))


def exit_standby(group: Group, instance_id: str) -> None:
    group.client.exit_standby(models.ExitStandbyRequest(scaling_group_id=group.group_id, instance_ids=[instance_id]))


def protect(group: Group, instance_id: str) -> None:
    group.client.set_instances_protection(
        models.SetInstancesProtectionRequest(
            scaling_group_id=group.group_id,
            instance_ids=[instance_id],
            protected_from_scale_in=True,
        )
    )


def state_of(group: Group, instance_id: str) -> Any:
    return next(item.lifecycle_state for item in group.instances() if item.instance_id == instance_id)


def test_with_standby_around_it_the_group_keeps_the_instance(group: Group) -> None:
    machine, before = first(group), ids(group)
    machine.event()
    enter_standby(group, machine.instance_id)
    task_id = machine.redeploy()
    group.advance(MOVE_RUNNING_SECONDS)
    during = state_of(group, machine.instance_id)
    exit_standby(group, machine.instance_id)
    group.advance(LONG_SECONDS)

    assert (during, state_of(group, machine.instance_id)) == ("Standby", "InService")
    assert ids(group) == before
    assert (machine.task(task_id).task_status, machine.event_statuses()) == ("Finished", ["Avoided"])


def test_a_protected_instance_is_kept_without_standby(group: Group) -> None:
    machine, before = first(group), ids(group)
    machine.event()
    protect(group, machine.instance_id)
    machine.redeploy()
    group.advance(LONG_SECONDS)

    assert (ids(group), state_of(group, machine.instance_id)) == (before, "Protected")
    assert machine.event_statuses() == ["Avoided"]


def test_without_standby_the_health_check_replaces_the_instance_on_its_way(group: Group) -> None:
    machine, before = first(group), ids(group)
    machine.event()
    task_id = machine.redeploy()
    group.advance(LONG_SECONDS)

    after = ids(group)
    assert machine.instance_id not in after
    assert len(set(after) - set(before)) == 1
    assert (machine.task(task_id).task_status, machine.event_statuses()) == ("Failed", ["Canceled"])


def test_without_health_check_the_instance_is_kept(alicloud_emulator: Emulator) -> None:
    group = make_group(alicloud_emulator, health_check_type="NONE")
    machine, before = first(group), ids(group)
    machine.event()
    machine.redeploy()
    group.advance(LONG_SECONDS)

    assert ids(group) == before
    assert machine.event_statuses() == ["Avoided"]


def test_release_protection_does_not_stop_a_scale_in(alicloud_emulator: Emulator) -> None:
    """ECS guide, Release an instance: protection is about releases by hand."""
    group = make_group(alicloud_emulator, min_size=1, desired_capacity=4)
    machines = [Machine(group.emulator, ecs_client(group.emulator), item) for item in ids(group)]
    for machine in machines:
        machine.event()
        machine.ecs.modify_instance_attribute(
            ecs_models.ModifyInstanceAttributeRequest(instance_id=machine.instance_id, deletion_protection=True)
        )
    group.client.scale_with_adjustment(
        models.ScaleWithAdjustmentRequest(
            scaling_group_id=group.group_id, adjustment_type="TotalCapacity", adjustment_value=1
        )
    )
    group.advance(LONG_SECONDS)

    kept = ids(group)
    assert len(kept) == 1
    assert sorted(machine.event_statuses()[0] for machine in machines) == ["Canceled"] * 3 + ["Scheduled"]
