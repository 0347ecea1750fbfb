"""InstanceRedeploy through the official SDKs: what is called, what is refused, what is left behind."""

from typing import Any

import pytest
from alibabacloud_ess20220222 import models as ess

from alicloud_emulator import Emulator
from alicloud_ess_refresh.redeploy.answerable import ANSWERABLE
from alicloud_ess_refresh.redeploy.errors import NotRedeployableError, RedeployFailedError
from contract.official import REGION
from contract.redeployments import Redeployments
from contract.scaling import Group, make_group
from contract.system_events import STOP_SECONDS, Machine, run_machine

LOCAL_DISKS = "ecs.i3.xlarge"


def on(machine: Machine) -> Redeployments:
    return Redeployments(machine.emulator, machine.instance_id)


def first(group: Group) -> Redeployments:
    return Redeployments(group.emulator, group.instances()[0].instance_id)


def publish(stage: Redeployments, event_type: str = "SystemMaintenance.Redeploy", **settings: Any) -> str:
    """Publish a real event, and return its id."""
    return stage.emulator.add_fault(
        kind="system_event", instance_id=stage.instance_id, event_type=event_type, **settings
    )


def states(group: Group) -> list[str]:
    return [item.lifecycle_state for item in group.instances()]


def test_running_instance_is_moved_and_recorded(alicloud_emulator: Emulator) -> None:
    machine = run_machine(alicloud_emulator)
    stage, event_id, before = on(machine), machine.event(), len(alicloud_emulator.calls)

    outs = stage.create(event_id)

    assert stage.changes(before) == ["TagResources", "RedeployInstance", "UntagResources"]
    assert outs == {
        "instance_id": machine.instance_id,
        "event_id": event_id,
        "outcome": "redeployed",
        "task_id": outs["task_id"],
        "instance_status": "Running",
        "event_type": "SystemMaintenance.Redeploy",
        "event_status": "Avoided",
    }
    assert machine.task(outs["task_id"]).task_status == "Finished"
    assert stage.lines == [
        f"{machine.instance_id}: redeployment for event {event_id} was started, task {outs['task_id']} (0 s)",
        f"{machine.instance_id}: task {outs['task_id']} moves it (0 s)",
        f"{machine.instance_id}: done: event {event_id} is `Avoided` (1 min 30 s)",
    ]


def test_stopped_instance_is_stopped_again_in_the_same_mode(alicloud_emulator: Emulator) -> None:
    machine = run_machine(alicloud_emulator)
    machine.stop()
    machine.advance(STOP_SECONDS)
    mode = machine.shown().stopped_mode
    stage, event_id, before = on(machine), machine.event(), len(alicloud_emulator.calls)

    assert stage.create(event_id)["outcome"] == "redeployed"

    assert (machine.status, machine.shown().stopped_mode) == ("Stopped", mode)
    assert stage.changes(before) == ["TagResources", "RedeployInstance", "StopInstance", "UntagResources"]


def test_event_is_answered_once(alicloud_emulator: Emulator) -> None:
    machine = run_machine(alicloud_emulator)
    stage, event_id = on(machine), machine.event()
    stage.create(event_id)
    before = len(alicloud_emulator.calls)

    assert stage.create(event_id)["outcome"] == "already_closed"
    assert stage.changes(before) == []


@pytest.mark.parametrize(
    ("event_type", "status"), [(each, status) for each, statuses in ANSWERABLE.items() for status in statuses]
)
def test_every_event_that_can_be_answered_is(alicloud_emulator: Emulator, event_type: str, status: str) -> None:
    machine = run_machine(alicloud_emulator, instance_type=LOCAL_DISKS)
    event_id = machine.event(event_type, status=status, not_before_seconds=7200)

    outs = on(machine).create(event_id, accept_local_disk_loss=True, reason="a cache")

    closed = "Avoided" if status == "Scheduled" else "Executed"
    assert (outs["outcome"], outs["event_type"], outs["event_status"]) == ("redeployed", event_type, closed)


def test_redeployment_is_rehearsed_with_a_simulated_event(alicloud_emulator: Emulator) -> None:
    machine = run_machine(alicloud_emulator)
    alicloud_emulator.add_fault(kind="simulated_events_answered", instance_id=machine.instance_id)

    outs = on(machine).create(machine.simulate())

    assert (outs["outcome"], outs["event_status"], machine.stored()["moves"]) == ("redeployed", "Avoided", 1)


def test_task_that_is_going_is_adopted(alicloud_emulator: Emulator) -> None:
    machine = run_machine(alicloud_emulator)
    stage, event_id = on(machine), machine.event()
    task_id = machine.redeploy()
    before = len(alicloud_emulator.calls)

    outs = stage.create(event_id)

    assert (outs["outcome"], outs["task_id"], outs["event_status"]) == ("adopted", task_id, "Avoided")
    assert stage.changes(before) == []


def test_member_of_a_group_is_in_standby_meanwhile(alicloud_emulator: Emulator) -> None:
    group = make_group(alicloud_emulator)
    stage, ids = first(group), [item.instance_id for item in group.instances()]
    event_id, before = publish(stage), len(alicloud_emulator.calls)

    stage.create(event_id)

    assert stage.changes(before) == [
        "TagResources",
        "EnterStandby",
        "RedeployInstance",
        "ExitStandby",
        "UntagResources",
    ]
    group.advance(600)
    assert [item.instance_id for item in group.instances()] == ids
    assert states(group) == ["InService"] * 4


def test_one_that_stands_by_already_still_does_afterwards(alicloud_emulator: Emulator) -> None:
    group = make_group(alicloud_emulator)
    stage = first(group)
    request = ess.EnterStandbyRequest(scaling_group_id=group.group_id, instance_ids=[stage.instance_id])
    group.client.enter_standby(request)
    event_id, before = publish(stage), len(alicloud_emulator.calls)

    stage.create(event_id)

    assert stage.changes(before) == ["TagResources", "RedeployInstance", "UntagResources"]
    assert states(group) == ["Standby", "InService", "InService", "InService"]


def test_group_replaces_the_instance_where_that_is_asked_for(alicloud_emulator: Emulator) -> None:
    group = make_group(alicloud_emulator)
    stage = first(group)
    event_id, before = publish(stage), len(alicloud_emulator.calls)

    outs = stage.create(event_id, in_scaling_group="replace")

    assert (outs["outcome"], outs["event_status"]) == ("replaced", "Canceled")
    assert stage.changes(before) == ["TagResources", "SetInstanceHealth"]
    assert stage.instance_id not in [item.instance_id for item in group.instances()]
    assert states(group) == ["InService"] * 4


def test_replacement_without_health_check_is_refused_before_anything_is_changed(alicloud_emulator: Emulator) -> None:
    group = make_group(alicloud_emulator)
    stage = first(group)
    group.client.suspend_processes(
        ess.SuspendProcessesRequest(region_id=REGION, scaling_group_id=group.group_id, processes=["HealthCheck"])
    )
    event_id, before = publish(stage), len(alicloud_emulator.calls)

    with pytest.raises(NotRedeployableError) as caught:
        stage.create(event_id, in_scaling_group="replace")

    assert str(caught.value) == (
        f"{stage.instance_id} cannot be redeployed for event {event_id}, and nothing was changed: the process "
        f"HealthCheck of scaling group {group.group_id} is suspended, so that nothing would be replaced: resume it "
        "first"
    )
    assert stage.changes(before) == []


def test_one_that_stays_in_service_is_lost_to_the_health_check(alicloud_emulator: Emulator) -> None:
    group = make_group(alicloud_emulator)
    stage = first(group)
    event_id = publish(stage)

    with pytest.raises(RedeployFailedError) as caught:
        stage.create(event_id, in_scaling_group="stay")

    task_id = stage.lines[0].split("task ")[1].split(" ")[0]
    assert str(caught.value) == (
        f"redeployment of {stage.instance_id} for event {event_id} failed: it was released while task {task_id} moved "
        "it; a scaling group replaces an instance that is not healthy, unless `in_scaling_group` is `standby`; nothing "
        "is left to be moved"
    )


def test_failed_move_fails_the_update_and_puts_the_instance_back(alicloud_emulator: Emulator) -> None:
    group = make_group(alicloud_emulator)
    stage = first(group)
    event_id = publish(stage)
    alicloud_emulator.add_fault(kind="redeployment_failure", instance_id=stage.instance_id)

    with pytest.raises(RedeployFailedError) as caught:
        stage.create(event_id)

    task_id = stage.lines[1].split("task ")[1].split(" ")[0]
    assert str(caught.value) == (
        f"redeployment of {stage.instance_id} for event {event_id} failed: task {task_id} ended `Failed`, for which "
        "DescribeTasks gives no reason; it is `Running` again, on the host it was on; it was put back into service in "
        f"scaling group {group.group_id}; try again, or replace it"
    )
    assert states(group) == ["InService"] * 4
    assert stage.create(event_id)["outcome"] == "redeployed"


def test_refusal_of_the_service_is_told_and_the_instance_put_back(alicloud_emulator: Emulator) -> None:
    """No field of a listed event tells a simulated one from a real one: only the service knows."""
    group = make_group(alicloud_emulator)
    stage = first(group)
    machine = Machine(alicloud_emulator, run_machine(alicloud_emulator).ecs, stage.instance_id)
    event_id, before = machine.simulate(), len(alicloud_emulator.calls)

    with pytest.raises(NotRedeployableError) as caught:
        stage.create(event_id)

    assert str(caught.value) == (
        f"{stage.instance_id} cannot be redeployed for event {event_id}, and it was put back into service in scaling "
        f"group {group.group_id}: RedeployInstance on {stage.instance_id} was refused: "
        "`InvalidOperation.RedeployInstance` Simulated events cannot be responded to (HTTP 403, RequestId "
        f"{str(caught.value).split('RequestId ')[1].split(')')[0]}); that is the answer, too, where the event is a "
        "simulated one, which a redeployment cannot answer"
    )
    assert stage.changes(before) == [
        "TagResources", "EnterStandby", "RedeployInstance", "ExitStandby", "UntagResources",
    ]  # fmt: skip
    assert states(group) == ["InService"] * 4
