"""A redeployment in trouble: no time, lost replies, no sight, others in the way, an engine that is gone."""

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from alibabacloud_ecs20140526 import models as ecs

from alicloud_emulator import Emulator
from alicloud_ess_refresh.errors import AbandonedError, ServiceApiError
from alicloud_ess_refresh.redeploy.errors import (
    NotPutBackError,
    NotRedeployableError,
    RedeployInterruptedError,
    RedeployTimeoutError,
)
from alicloud_ess_refresh.redeploy.mark import TAG_KEY
from contract.official import REGION, ecs_client
from contract.redeployments import Redeployments, publish
from contract.scaling import Group, make_group
from contract.shared_clock import SharedClock


@pytest.fixture(name="group")
def _group(alicloud_emulator: Emulator) -> Group:
    return make_group(alicloud_emulator)


def member(group: Group, index: int = 0) -> Redeployments:
    return Redeployments(group.emulator, group.instances()[index].instance_id)


def states(group: Group) -> list[str]:
    return [item.lifecycle_state for item in group.instances()]


def refuse(emulator: Emulator, action: str) -> None:
    emulator.add_fault(kind="error", action=action, http_status=403, code="Forbidden.RAM", message="Not you.")


def tag(group: Group, instance_id: str, value: str) -> None:
    """Set the tag of a redeployment as another process would."""
    request = ecs.TagResourcesRequest(
        region_id=REGION,
        resource_type="instance",
        resource_id=[instance_id],
        tag=[ecs.TagResourcesRequestTag(key=TAG_KEY, value=value)],
    )
    ecs_client(group.emulator).tag_resources(request)


def side_by_side(stages: list[Redeployments], event_ids: list[str], **inputs: Any) -> list[dict[str, Any]]:
    clock = SharedClock(stages[0].emulator, threads=len(stages))
    for stage in stages:
        stage.clock = clock

    def create(stage: Redeployments, event_id: str) -> dict[str, Any]:
        with clock.leaving():
            return stage.create(event_id, **inputs)

    with ThreadPoolExecutor(len(stages)) as pool:
        return list(pool.map(create, stages, event_ids))


def test_move_that_takes_too_long_is_left_in_standby_and_said_so(group: Group) -> None:
    stage = member(group)
    event_id = publish(stage)

    with pytest.raises(RedeployTimeoutError) as caught:
        stage.create(event_id, wait_timeout_seconds=20)

    task_id = stage.lines[1].split("task ")[1].split(" ")[0]
    assert str(caught.value) == (
        f"redeployment of {stage.instance_id} for event {event_id} has not ended within 20 s (task {task_id} moves "
        f"it); it may be left in standby in scaling group {group.group_id}; try again (`pulumi up`), which goes on "
        "with it"
    )
    assert states(group)[0] == "Standby"
    outs = stage.create(event_id)
    assert (outs["outcome"], outs["task_id"], states(group)[0]) == ("redeployed", task_id, "InService")


@pytest.mark.parametrize(
    "action", ["TagResources", "EnterStandby", "RedeployInstance", "ExitStandby", "UntagResources"]
)
def test_lost_reply_makes_nothing_happen_twice(group: Group, action: str) -> None:
    stage = member(group)
    event_id = publish(stage)
    group.emulator.add_fault(kind="reply_lost", action=action)
    before = len(group.emulator.calls)

    assert stage.create(event_id)["outcome"] == "redeployed"

    calls = stage.changes(before)
    assert [calls.count(each) for each in ("EnterStandby", "RedeployInstance", "ExitStandby")] == [1, 1, 1]
    assert states(group) == ["InService"] * 4


@pytest.mark.parametrize("action", ["DescribeInstances", "DescribeScalingInstances", "DescribeTasks"])
def test_call_refused_before_anything_was_begun_is_the_error(group: Group, action: str) -> None:
    stage = member(group)
    event_id, before = publish(stage), len(group.emulator.calls)
    refuse(group.emulator, action)

    with pytest.raises(ServiceApiError) as caught:
        stage.create(event_id)

    assert (caught.value.action, caught.value.code, stage.changes(before)) == (action, "Forbidden.RAM", [])


class Blinded(Redeployments):
    """May not ask for tasks any longer once one was started."""

    def tell(self, line: str) -> None:
        super().tell(line)
        if "was started" in line:
            refuse(self.emulator, "DescribeTasks")


def test_sight_lost_on_the_way_says_where_the_instance_is(group: Group) -> None:
    stage = Blinded(group.emulator, group.instances()[0].instance_id)
    event_id = publish(stage)

    with pytest.raises(RedeployInterruptedError) as caught:
        stage.create(event_id)

    request_id = str(caught.value).split("RequestId ")[1].split(")")[0]
    assert str(caught.value) == (
        f"redeployment of {stage.instance_id} for event {event_id} was left as it is, because it cannot be followed "
        f"any longer: DescribeTasks on {stage.instance_id} was refused: `Forbidden.RAM` Not you. (HTTP 403, RequestId "
        f"{request_id}); it may be left in standby in scaling group {group.group_id}; try again (`pulumi up`), which "
        "goes on with it"
    )
    assert member(group).create(event_id)["outcome"] == "redeployed"


def test_standby_that_cannot_be_left_is_said_and_left_the_next_time(group: Group) -> None:
    stage = member(group)
    event_id = publish(stage)
    refuse(group.emulator, "ExitStandby")

    with pytest.raises(NotPutBackError) as caught:
        stage.create(event_id)

    request_id = str(caught.value).split("RequestId ")[1].split(")")[0]
    assert str(caught.value) == (
        f"{stage.instance_id} was to be in service in scaling group {group.group_id} again after its redeployment for "
        f"event {event_id}, but ExitStandby on {stage.instance_id} was refused: `Forbidden.RAM` Not you. (HTTP 403, "
        f"RequestId {request_id}): try again (`pulumi up`), which does only that"
    )
    before = len(group.emulator.calls)
    assert stage.create(event_id)["outcome"] == "redeployed"
    assert stage.changes(before) == ["ExitStandby", "UntagResources"]
    assert states(group) == ["InService"] * 4


def test_deletion_puts_back_what_was_left_in_standby(group: Group) -> None:
    stage = member(group)
    event_id = publish(stage)
    refuse(group.emulator, "ExitStandby")
    with pytest.raises(NotPutBackError):
        stage.create(event_id)
    before = len(group.emulator.calls)

    stage.provider().delete(stage.instance_id, {"instance_id": stage.instance_id, "event_id": event_id})

    assert stage.changes(before) == ["ExitStandby", "UntagResources"]


def test_gone_engine_leaves_the_move_alone(group: Group) -> None:
    stage = member(group)
    event_id = publish(stage)
    stage.is_abandoned = True
    with pytest.raises(AbandonedError):
        stage.create(event_id)
    stage.is_abandoned = False

    assert stage.create(event_id)["outcome"] == "redeployed"
    assert states(group) == ["InService"] * 4


@pytest.mark.parametrize("most", [1, 2])
def test_group_has_no_more_than_max_concurrent_out_of_service(group: Group, most: int) -> None:
    stages = [member(group, index) for index in range(4)]
    event_ids = [publish(stage) for stage in stages]
    before = len(group.emulator.calls)

    results = side_by_side(stages, event_ids, max_concurrent=most)

    assert [result["outcome"] for result in results] == ["redeployed"] * 4
    calls, out, peak = [call["action"] for call in group.emulator.calls[before:]], 0, 0
    for action in calls:
        out += (action == "EnterStandby") - (action == "ExitStandby")
        peak = max(peak, out)
    assert peak in range(1, most + 1)
    assert states(group) == ["InService"] * 4


def test_several_who_answer_one_event_at_once_move_the_instance_once(group: Group) -> None:
    """As two handlers with logs of their own do, or a handler and a program."""
    stage = member(group)
    event_id = publish(stage)

    results = side_by_side([member(group) for _ in range(3)], [event_id] * 3)

    assert {result["outcome"] for result in results} <= {"redeployed", "adopted", "already_closed"}
    provider = stage.provider()
    tasks = provider.open_ecs_client(provider.settings).describe_redeployments(stage.instance_id)
    assert [task.status for task in tasks] == ["Finished"]  # the service has refused the calls of the others
    assert states(group) == ["InService"] * 4


def test_no_room_until_the_time_is_up_names_who_is_in_the_way(group: Group) -> None:
    stage, other = member(group), member(group, 1).instance_id
    tag(group, other, f"{publish(member(group, 1))}/Running/-/{group.group_id}/standby")
    event_id = publish(stage)

    with pytest.raises(NotRedeployableError) as caught:
        stage.create(event_id, wait_timeout_seconds=60)

    assert str(caught.value) == (
        f"{stage.instance_id} cannot be redeployed for event {event_id}, and nothing was changed: for 60 s {other} of "
        f"scaling group {group.group_id} had the tag {TAG_KEY}, and `max_concurrent` is 1: let those redeployments "
        "end, and where nothing goes on, answer the event that the tag names again"
    )
    assert stage.lines == [
        f"{stage.instance_id}: waiting for {other} of scaling group {group.group_id} (`max_concurrent` is 1) (0 s)"
    ]


def test_claims_that_killed_updates_left_behind_do_not_wait_for_each_other(group: Group) -> None:
    stages = [member(group, index) for index in range(3)]
    event_ids = [publish(stage) for stage in stages]
    for stage, event_id in zip(stages, event_ids, strict=True):
        tag(group, stage.instance_id, f"{event_id}/Running/-/{group.group_id}/standby")

    results = side_by_side(stages, event_ids, wait_timeout_seconds=900)

    assert [result["outcome"] for result in results] == ["redeployed"] * 3
    assert states(group) == ["InService"] * 4


@pytest.mark.parametrize("index", [0, 1], ids=["its own", "another instance's"])
def test_tag_of_an_event_that_is_over_is_in_nobodys_way(group: Group, index: int) -> None:
    """Its process was killed and never started again."""
    stage, left = member(group), member(group, index)
    tag(group, left.instance_id, f"e-gone/Running/-/{group.group_id}/standby")

    assert stage.create(publish(stage), wait_timeout_seconds=300)["outcome"] == "redeployed"
    assert states(group) == ["InService"] * 4


def test_standby_that_a_killed_update_left_is_put_back_by_the_next_event(group: Group) -> None:
    stage = member(group)
    provider = stage.provider()
    provider.open_membership_client(provider.settings).enter_standby(group.group_id, stage.instance_id)
    tag(group, stage.instance_id, f"e-gone/Running/-/{group.group_id}/standby")

    assert stage.create(publish(stage))["outcome"] == "redeployed"
    assert states(group) == ["InService"] * 4


def test_instance_that_is_redeployed_for_another_event_is_refused(group: Group) -> None:
    stage = member(group)
    event_id, other = publish(stage), publish(stage)
    tag(group, stage.instance_id, f"{other}/Running/-/{group.group_id}/standby")

    with pytest.raises(NotRedeployableError) as caught:
        stage.create(event_id)

    assert str(caught.value) == (
        f"{stage.instance_id} cannot be redeployed for event {event_id}, and nothing was changed: it is being "
        f"redeployed for event {other} (tag {TAG_KEY}): let that end, and where nothing goes on, answer that event "
        "again first"
    )
