"""Instances that come into service and are sick: a first deployment of them is as red as a rollout of them."""

from collections.abc import Iterator
from typing import Any

import pytest
from alibabacloud_ess20220222 import models

from alicloud_ess_refresh.refresh.errors import CapacityError
from contract.in_process import InProcessEmulator
from contract.official import REGION
from contract.releases import Releases


@pytest.fixture(name="group")
def _group() -> Iterator[Releases]:
    with InProcessEmulator() as emulator:
        yield Releases(emulator)


def create(group: Releases, configuration_id: str, **inputs: object) -> dict[str, object]:
    return group.provider().create(group.props(scaling_configuration_id=configuration_id, **inputs)).outs or {}


def test_first_deployment_of_sick_instances_fails_and_stays_red_until_they_are_well(group: Releases) -> None:
    broken = group.configure("m-app-broken")
    with pytest.raises(CapacityError) as caught:
        create(group, broken)
    first, reason, now, _ = str(caught.value).splitlines()
    assert first.startswith(f"scaling group {group.group_id}: 0 of 4 instances are in service and healthy after 6")
    assert reason.endswith("were found unhealthy by the group's health check")
    assert f" on {broken} (active)" in now
    assert any("0 of 4 instances in service, 4 unhealthy" in line for line in group.lines)

    with pytest.raises(CapacityError):
        create(group, broken)

    assert create(group, group.old)["outcome"] in {"refreshed", "activated"}
    assert group.standing() == (group.old, [group.old] * 4)


def test_sick_image_after_a_create_that_failed_for_stock_is_red(group: Releases) -> None:
    """The second update finds an enabled group without instances: no task is started that would judge."""
    group.emulator.add_fault(kind="no_stock", zone_id="cn-hangzhou-h", for_seconds=600)
    with pytest.raises(CapacityError, match=r"(?s)failed: .*stock|sold out"):
        create(group, group.old, wait_timeout_seconds=300.0)
    broken = group.configure("m-app-broken")
    with pytest.raises(CapacityError, match="were found unhealthy by the group's health check"):
        create(group, broken)


def test_missing_image_ends_the_first_deployment_at_once(group: Releases) -> None:
    missing = group.configure("m-app-v9")
    images: Any = group.emulator._application.world.catalogue.images
    del images["m-app-v9"]
    with pytest.raises(CapacityError) as caught:
        create(group, missing)
    assert (
        str(caught.value)
        .splitlines()[1]
        .endswith("failed: The specified ImageId m-app-v9 does not exist, which does not pass by itself")
    )
    assert " after 1 s" in str(caught.value) or " after 0 s" in str(caught.value)
    # The reason is known by then, and gone: what failed before does not end the next wait.
    assert create(group, group.old)["outcome"] == "activated"


def test_stock_that_comes_back_is_waited_for(group: Releases) -> None:
    group.emulator.add_fault(kind="no_stock", zone_id="cn-hangzhou-h", for_seconds=600)
    assert create(group, group.old)["outcome"] == "enabled"
    assert len([line for line in group.lines if "scaling activity" in line]) == 1


def test_group_without_a_health_check_says_so_and_is_green(group: Releases) -> None:
    group.sdk.modify_scaling_group(
        models.ModifyScalingGroupRequest(scaling_group_id=group.group_id, health_check_type="NONE")
    )
    assert create(group, group.configure("m-app-broken"))["outcome"] == "enabled"
    assert any("its health check is `NONE`: nothing judges its instances" in line for line in group.lines)


def test_instance_that_turns_sick_makes_the_next_update_red(group: Releases) -> None:
    olds = group.deploy()
    sick = group.group.instances()[0].instance_id
    group.sdk.suspend_processes(
        models.SuspendProcessesRequest(region_id=REGION, scaling_group_id=group.group_id, processes=["HealthCheck"])
    )
    group.group.ask("SetInstanceHealth", InstanceId=sick, HealthStatus="Unhealthy")
    with pytest.raises(CapacityError, match=f"instance {sick} was found unhealthy"):
        group.release({**olds, "drift": "instances"}, scaling_configuration_id=group.old)
