"""What the emulator does not do: services that accept and do nothing, that fall silent, an event that fails."""

from dataclasses import dataclass, field, replace
from datetime import timedelta

import pytest

from alicloud_ess_refresh.cloud.ecs import EcsInstance, EcsTask
from alicloud_ess_refresh.dynamic.engine import Engine
from alicloud_ess_refresh.redeploy.carry_out import Redeployment
from alicloud_ess_refresh.redeploy.errors import (
    NotPutBackError,
    NotRedeployableError,
    RedeployFailedError,
    RedeployInterruptedError,
    RedeployTimeoutError,
)
from alicloud_ess_refresh.redeploy.mark import TAG_KEY
from alicloud_ess_refresh.redeploy.model import RedeployInputs, Result
from alicloud_ess_refresh.redeploy.watch import Watch
from unit.redeploy.fakes import FakeCloud
from unit.refresh.fakes import FakeClock


@dataclass
class Stage(Engine):
    """It is the engine, too."""

    cloud: FakeCloud = field(default_factory=FakeCloud)
    clock: FakeClock = field(default_factory=FakeClock)
    lines: list[str] = field(default_factory=list)

    def carry_out(self, *, lead_seconds: int = 0) -> Result:
        inputs = RedeployInputs(instance_id="i-1", event_id="e-1", wait_timeout_seconds=60, lead_seconds=lead_seconds)
        watch = Watch.over(inputs, ecs=self.cloud, groups=self.cloud, clock=self.clock, engine=self)
        return Redeployment(watch).carry_out()

    def tell(self, line: str) -> None:
        self.lines.append(line)

    def is_gone(self) -> bool:
        return False


@pytest.fixture(name="stage")
def _stage() -> Stage:
    return Stage()


def test_pauses_grow_from_a_second_to_the_poll_interval_while_nothing_changes(stage: Stage) -> None:
    stage.cloud.ends = ("Processing", "Scheduled")
    with pytest.raises(RedeployTimeoutError):
        stage.carry_out()
    assert stage.clock.sleeps == [1.0, 2.0, 4.0, 8.0, 10.0, 10.0, 10.0, 10.0, 10.0]


def test_standby_that_is_never_entered_ends_before_anything_is_moved(stage: Stage) -> None:
    stage.cloud.stuck.add("EnterStandby")

    with pytest.raises(RedeployTimeoutError) as caught:
        stage.carry_out()

    assert str(caught.value) == (
        "redeployment of i-1 for event e-1 has not ended within 60 s (it has not entered standby); it may be left in "
        "standby in scaling group asg-1; try again (`pulumi up`), which goes on with it"
    )
    assert stage.cloud.changes == ["TagResources", "EnterStandby"]


def test_standby_that_is_never_left_is_the_error_and_keeps_the_tag(stage: Stage) -> None:
    stage.cloud.stuck.add("ExitStandby")

    with pytest.raises(NotPutBackError) as caught:
        stage.carry_out()

    assert str(caught.value) == (
        "i-1 was to be in service in scaling group asg-1 again after its redeployment for event e-1, but is not after "
        "600 s: try again (`pulumi up`), which does only that"
    )
    assert stage.cloud.instance.tags == {TAG_KEY: "e-1/Running/-/asg-1/standby"}


def test_instance_that_does_not_stop_again_is_the_error(stage: Stage) -> None:
    cloud = stage.cloud
    cloud.instance = replace(cloud.instance, tags={TAG_KEY: "e-1/Stopped/KeepCharging/asg-1/stay"})
    cloud.event = replace(cloud.event, status="Avoided")
    cloud.tasks = (EcsTask(task_id="t-1", status="Finished", creation_time="2026-01-01T10:31Z"),)
    cloud.stuck.add("StopInstance")

    with pytest.raises(NotPutBackError) as caught:
        stage.carry_out()

    assert str(caught.value) == (
        "i-1 was to be `Stopped` again after its redeployment for event e-1, but is not after 600 s: try again "
        "(`pulumi up`), which does only that"
    )


def test_event_that_fails_fails_the_update_with_the_services_reason(stage: Stage) -> None:
    stage.cloud.ends = ("Finished", "Failed")

    with pytest.raises(RedeployFailedError) as caught:
        stage.carry_out()

    assert str(caught.value) == (
        "redeployment of i-1 for event e-1 failed: the event ended `Failed`: no host is free; it is `Running`; it was "
        "put back into service in scaling group asg-1; try again, or replace it"
    )
    assert stage.cloud.changes[-2:] == ["ExitStandby", "UntagResources"]


def test_silence_until_the_time_is_up_leaves_it_as_it_is_and_says_so(stage: Stage) -> None:
    stage.cloud.unreachable.add("RedeployInstance")

    with pytest.raises(RedeployInterruptedError) as caught:
        stage.carry_out()

    assert str(caught.value) == (
        "redeployment of i-1 for event e-1 was left as it is, because it cannot be followed any longer: "
        "RedeployInstance on i-1 got no answer that can be read (127.0.0.1:80: Read timed out): check the network, "
        "`alicloud:region` and `alicloud:endpoints`; it may be left in standby in scaling group asg-1; try again "
        "(`pulumi up`), which goes on with it"
    )
    assert stage.lines[1] == (
        "i-1: RedeployInstance on i-1 got no answer that can be read (127.0.0.1:80: Read timed out): check the "
        "network, `alicloud:region` and `alicloud:endpoints`; trying again (0 s)"
    )
    assert stage.clock.now() == 60.0


def test_failure_to_put_back_after_a_failure_is_added_to_it(stage: Stage) -> None:
    stage.cloud.ends = ("Failed", "Scheduled")
    stage.cloud.stuck.add("ExitStandby")

    with pytest.raises(RedeployFailedError) as caught:
        stage.carry_out()

    assert str(caught.value) == (
        "redeployment of i-1 for event e-1 failed: task t-1 ended `Failed`, for which DescribeTasks gives no reason; "
        "it is `Running` again, on the host it was on; i-1 was to be in service in scaling group asg-1 again after its "
        "redeployment for event e-1, but is not after 600 s: try again (`pulumi up`), which does only that; try "
        "again, or replace it"
    )


def test_a_move_is_not_begun_too_close_to_the_services_own(stage: Stage) -> None:
    begins = stage.clock.utc_now() + timedelta(seconds=599)
    stage.cloud.event = replace(stage.cloud.event, not_before=f"{begins:%Y-%m-%dT%H:%M:%SZ}")

    with pytest.raises(NotRedeployableError) as caught:
        stage.carry_out(lead_seconds=600)

    assert str(caught.value) == (
        "i-1 cannot be redeployed for event e-1, and nothing was changed: the service begins at "
        f"{begins:%Y-%m-%dT%H:%M:%SZ}, too soon to move the instance first"
    )
    assert not caught.value.is_transient
    assert stage.cloud.changes == []


def test_room_is_waited_for_no_longer_than_a_move_may_be_begun(stage: Stage) -> None:
    begins = stage.clock.utc_now() + timedelta(seconds=630)
    stage.cloud.event = replace(stage.cloud.event, not_before=f"{begins:%Y-%m-%dT%H:%M:%SZ}")
    stage.cloud.others = (EcsInstance(instance_id="i-0", status="Running", tags={TAG_KEY: "e-0/Running/-/asg-1/stay"}),)

    with pytest.raises(NotRedeployableError) as caught:
        stage.carry_out(lead_seconds=600)

    assert str(caught.value) == (
        "i-1 cannot be redeployed for event e-1, and nothing was changed: for 30 s i-0 of scaling group asg-1 had the "
        "tag alicloud-ess-refresh:redeploy, and `max_concurrent` is 1: let those redeployments end, and where nothing "
        "goes on, answer the event that the tag names again"
    )
    assert caught.value.is_transient


@pytest.mark.parametrize(
    ("status", "lifecycle_state", "host", "is_transient"),
    [
        ("Starting", "InService", "", True),
        ("Running", "Pending", "", True),
        ("Starting", "Pending", "dh-1", False),
    ],
)
def test_what_passes_by_itself_is_told_from_what_does_not(
    stage: Stage, status: str, lifecycle_state: str, host: str, is_transient: bool
) -> None:
    cloud = stage.cloud
    cloud.instance = replace(cloud.instance, status=status, dedicated_host_id=host)
    cloud.member = replace(cloud.member, lifecycle_state=lifecycle_state)
    with pytest.raises(NotRedeployableError) as caught:
        stage.carry_out()
    assert caught.value.is_transient is is_transient
