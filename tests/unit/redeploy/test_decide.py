"""What is done next, from facts alone."""

from dataclasses import replace
from typing import Any

import pytest

from alicloud_ess_refresh.cloud.ecs import EcsInstance, EcsTask, SystemEvent
from alicloud_ess_refresh.cloud.membership import Membership
from alicloud_ess_refresh.cloud.scaling_groups import ScalingGroup
from alicloud_ess_refresh.redeploy.decide import Await, Done, Move, Refuse, Replace, decide
from alicloud_ess_refresh.redeploy.mark import TAG_KEY, Mark
from alicloud_ess_refresh.redeploy.model import Facts, InScalingGroup, RedeployInputs
from alicloud_ess_refresh.redeploy.refusals import is_answerable

INPUTS = RedeployInputs(instance_id="i-1", event_id="e-1")
INSTANCE = EcsInstance(instance_id="i-1", status="Running")
EVENT = SystemEvent(
    event_id="e-1",
    instance_id="i-1",
    event_type="SystemMaintenance.Redeploy",
    status="Scheduled",
    publish_time="2026-01-01T10:30:20Z",
)
MEMBER = Membership(instance_id="i-1", scaling_group_id="asg-1", lifecycle_state="InService")
MARK = Mark(event_id="e-1", status="Running")
IN_STANDBY = replace(MARK, scaling_group_id="asg-1", is_standby=True)
BY_HAND = "it was added to scaling group asg-1 by hand, so that the group would take it out and keep it: use `standby`"
STATUSES = ("Inquiring", "Scheduled", "Executing", "Executed", "Avoided", "Canceled", "Failed")


def facts(**changes: Any) -> Facts:
    return replace(Facts(instance=INSTANCE, event=EVENT), **changes)


def marked(mark: Mark, **changes: Any) -> EcsInstance:
    return replace(INSTANCE, tags={TAG_KEY: str(mark)}, **changes)


def task(status: str, creation_time: str = "2026-01-01T10:31Z") -> EcsTask:
    return EcsTask(task_id="t-1", status=status, creation_time=creation_time)


def asked(**changes: Any) -> RedeployInputs:
    return replace(INPUTS, **changes)


def test_instance_in_no_group_is_moved() -> None:
    assert decide(INPUTS, facts()) == Move(MARK)


@pytest.mark.parametrize("status", STATUSES)
@pytest.mark.parametrize("way", InScalingGroup)
def test_event_of_another_instance_is_refused_whatever_its_status(way: InScalingGroup, status: str) -> None:
    event = replace(EVENT, instance_id="i-2", status=status)
    assert decide(asked(in_scaling_group=way), facts(event=event)) == Refuse(
        ("the event is about i-2: set `instance_id` to that, or another `event_id`",)
    )


@pytest.mark.parametrize("way", [InScalingGroup.STANDBY, InScalingGroup.STAY])
def test_instance_that_is_gone_and_was_not_to_be_replaced_is_refused(way: InScalingGroup) -> None:
    assert decide(asked(in_scaling_group=way), facts(instance=None)) == Refuse(
        ("it does not exist in this region: check `instance_id` and `alicloud:region`",)
    )


def test_tag_of_an_event_that_is_being_answered_is_left_alone() -> None:
    theirs = marked(replace(MARK, event_id="e-9"))
    answering = facts(instance=theirs, marked_event=replace(EVENT, event_id="e-9"))
    assert decide(INPUTS, answering) == Refuse(
        (
            (
                "it is being redeployed for event e-9 (tag alicloud-ess-refresh:redeploy): let that end, and where "
                "nothing goes on, answer that event again first"
            ),
        )
    )
    assert decide(INPUTS, facts(instance=theirs)) == Move(MARK)


WAS_STOPPED = Mark(event_id="e-1", status="Stopped", stopped_mode="KeepCharging")
WAS_STOPPED_IN_GROUP = replace(WAS_STOPPED, scaling_group_id="asg-1")
WAS_STOPPED_IN_STANDBY = replace(WAS_STOPPED_IN_GROUP, is_standby=True)


@pytest.mark.parametrize(
    ("left", "lifecycle_state", "has_tried", "mark"),
    [
        (WAS_STOPPED, "", True, WAS_STOPPED),
        (replace(WAS_STOPPED, event_id="e-9"), "", True, WAS_STOPPED),
        (WAS_STOPPED, "", False, MARK),
        (
            replace(WAS_STOPPED_IN_GROUP, is_standby=True),
            "Standby",
            False,
            replace(WAS_STOPPED_IN_GROUP, is_standby=True),
        ),
        (replace(WAS_STOPPED_IN_GROUP, is_standby=True), "InService", False, IN_STANDBY),
        (WAS_STOPPED_IN_GROUP, "InService", True, IN_STANDBY),
    ],
    ids=[
        "it was moved before",
        "it was moved before, for an event that is over",
        "nothing was done to it",
        "it was put into standby",
        "it was to be put into standby",
        "it is to be put into standby now",
    ],
)
def test_what_the_instance_was_is_known_from_the_tag_once_something_was_done_to_it(
    left: Mark, lifecycle_state: str, mark: Mark, *, has_tried: bool
) -> None:
    seen = facts(
        instance=marked(left),
        membership=replace(MEMBER, lifecycle_state=lifecycle_state) if lifecycle_state else None,
        tasks=(task("Failed"),) if has_tried else (),
    )
    assert decide(INPUTS, seen) == Move(mark)


def test_replacement_needs_no_record_of_what_the_instance_was() -> None:
    seen = facts(instance=marked(WAS_STOPPED_IN_GROUP), membership=MEMBER, tasks=(task("Failed"),))
    mark = replace(MARK, scaling_group_id="asg-1", is_replaced=True)
    assert decide(asked(in_scaling_group=InScalingGroup.REPLACE), seen) == Replace(mark)


def test_mode_of_a_running_instance_is_not_noted() -> None:
    assert decide(INPUTS, facts(instance=replace(INSTANCE, stopped_mode="Not-applicable"))) == Move(MARK)


def test_what_a_stopped_instance_was_is_noted() -> None:
    stopped = replace(INSTANCE, status="Stopped", stopped_mode="StopCharging")
    expected = Mark(event_id="e-1", status="Stopped", stopped_mode="StopCharging")
    assert decide(INPUTS, facts(instance=stopped)) == Move(expected)


@pytest.mark.parametrize(
    ("way", "state", "is_standby"),
    [
        (InScalingGroup.STANDBY, "InService", True),
        (InScalingGroup.STANDBY, "Standby", False),
        (InScalingGroup.STANDBY, "Protected", False),
        (InScalingGroup.STANDBY, "Stopped", False),
        (InScalingGroup.STAY, "InService", False),
        (InScalingGroup.STAY, "Standby", False),
    ],
)
def test_only_an_instance_in_service_goes_into_standby(way: InScalingGroup, state: str, *, is_standby: bool) -> None:
    plan = decide(asked(in_scaling_group=way), facts(membership=replace(MEMBER, lifecycle_state=state)))
    assert plan == Move(replace(MARK, scaling_group_id="asg-1", is_standby=is_standby))


@pytest.mark.parametrize("way", [InScalingGroup.STANDBY, InScalingGroup.STAY])
def test_standby_of_an_earlier_attempt_is_left_after_this_one(way: InScalingGroup) -> None:
    seen = facts(instance=marked(IN_STANDBY), membership=replace(MEMBER, lifecycle_state="Standby"))
    assert decide(asked(in_scaling_group=way), seen) == Move(IN_STANDBY)


@pytest.mark.parametrize("state", ["Pending", "Pending:Wait", "Removing", "Removing:Wait"])
def test_instance_on_its_way_into_or_out_of_a_group_is_refused(state: str) -> None:
    plan = decide(INPUTS, facts(membership=replace(MEMBER, lifecycle_state=state)))
    allowed = "`InService`, `Protected`, `Standby`, `Stopped`"
    reason = f"it is `{state}` in scaling group asg-1, expected one of {allowed}: try again when it is"
    assert plan == Refuse((reason,))


def test_running_task_is_waited_for_whatever_the_event() -> None:
    for status in STATUSES:
        seen = facts(tasks=(task("Processing"),), event=replace(EVENT, status=status))
        assert decide(INPUTS, seen) == Await("task t-1 moves it")


def test_task_that_has_finished_since_the_event_was_published_is_not_begun_again() -> None:
    seen = facts(tasks=(task("Finished"),))
    assert decide(INPUTS, seen) == Await("task t-1 has moved it, and the event is not closed yet")


@pytest.mark.parametrize("other", [task("Finished", "2026-01-01T10:29Z"), task("Failed")])
def test_task_of_another_event_or_that_failed_answers_nothing(other: EcsTask) -> None:
    assert decide(INPUTS, facts(tasks=(other,))) == Move(MARK)


@pytest.mark.parametrize("status", ["Executed", "Avoided", "Canceled"])
def test_closed_event_is_done(status: str) -> None:
    event = replace(EVENT, status=status)
    assert decide(INPUTS, facts(event=event)) == Done(event)
    starting = facts(event=event, instance=replace(INSTANCE, status="Starting"))
    assert decide(INPUTS, starting) == Await("it is `Starting`")


def test_failed_event_is_refused() -> None:
    reason = (
        "the event (`SystemMaintenance.Redeploy`) is `Failed`, expected `Inquiring` or `Scheduled` for a redeployment"
    )
    assert decide(INPUTS, facts(event=replace(EVENT, status="Failed"))) == Refuse((reason,))


def test_event_that_the_service_carries_out_is_waited_for() -> None:
    seen = facts(event=replace(EVENT, status="Executing"))
    assert decide(INPUTS, seen) == Await("the service is carrying the event out")


@pytest.mark.parametrize("amount", [0, 2])
def test_failure_reboot_is_answered_while_it_executes_where_there_are_local_disks(amount: int) -> None:
    event = replace(EVENT, event_type="SystemFailure.Reboot", status="Executing")
    seen = facts(event=event, instance=replace(INSTANCE, local_storage_amount=amount))
    plan = decide(asked(accept_local_disk_loss=True, reason="a cache"), seen)
    assert plan == (Move(MARK) if amount else Await("the service is carrying the event out"))


@pytest.mark.parametrize(
    ("event_type", "answered"),
    [
        ("SystemMaintenance.Reboot", ["Inquiring", "Scheduled"]),
        ("SystemMaintenance.Redeploy", ["Inquiring", "Scheduled"]),
        ("SystemMaintenance.RebootAndIsolateErrorDisk", ["Inquiring"]),
        ("SystemMaintenance.RebootAndReInitErrorDisk", ["Inquiring"]),
        ("SystemMaintenance.IsolateErrorDisk", ["Inquiring"]),
        ("SystemMaintenance.ReInitErrorDisk", ["Inquiring"]),
        ("SystemFailure.Redeploy", ["Inquiring", "Scheduled"]),
        ("SystemFailure.Reboot", ["Executing"]),
        ("SystemMaintenance.Stop", []),
        ("SystemFailure.Stop", []),
        ("InstanceExpiration.Stop", []),
    ],
)
def test_event_is_answered_in_the_statuses_that_the_page_of_redeploy_instance_has(
    event_type: str, answered: list[str]
) -> None:
    instance = replace(INSTANCE, local_storage_amount=1)
    events = [replace(EVENT, event_type=event_type, status=status) for status in STATUSES]
    assert [event.status for event in events if is_answerable(event, instance)] == answered


def test_instance_in_no_group_is_moved_where_that_answers_the_event_and_refused_elsewhere() -> None:
    inputs = asked(in_scaling_group=InScalingGroup.REPLACE)
    assert decide(inputs, facts()) == Move(MARK)
    plan = decide(inputs, facts(event=replace(EVENT, event_type="SystemMaintenance.Stop")))
    assert plan == Refuse(
        (
            "it is in no scaling group that could replace it",
            (
                "the event is a `SystemMaintenance.Stop`, which a redeployment does not answer: it answers "
                "SystemMaintenance.Reboot, SystemMaintenance.Redeploy, SystemMaintenance.RebootAndIsolateErrorDisk, "
                "SystemMaintenance.RebootAndReInitErrorDisk, SystemFailure.Redeploy, SystemFailure.Reboot, "
                "SystemMaintenance.IsolateErrorDisk, SystemMaintenance.ReInitErrorDisk"
            ),
        )
    )


def test_all_reasons_are_told_at_once() -> None:
    instance = replace(
        INSTANCE,
        status="Starting",
        lock_reasons=("security", "financial"),
        dedicated_host_id="dh-1",
        local_storage_amount=2,
        instance_type="ecs.i3.xlarge",
    )
    plan = decide(INPUTS, facts(instance=instance))
    assert isinstance(plan, Refuse)
    assert [reason.split(" ", 4)[:4] for reason in plan.reasons] == [
        ["its", "status", "is", "`Starting`,"],
        ["it", "is", "locked", "for"],
        ["it", "has", "expired", "or"],
        ["it", "is", "on", "dedicated"],
        ["it", "has", "2", "local"],
    ]


def test_replacement_is_told_to_the_group_and_waited_for() -> None:
    inputs = asked(in_scaling_group=InScalingGroup.REPLACE)
    mark = replace(MARK, scaling_group_id="asg-1", is_replaced=True)
    assert decide(inputs, facts(membership=MEMBER)) == Replace(mark)

    told = facts(instance=marked(mark), membership=MEMBER)
    assert decide(inputs, told) == Replace(mark)
    unhealthy = replace(told, membership=replace(MEMBER, health_status="Unhealthy"))
    assert decide(inputs, unhealthy) == Await("scaling group asg-1 has to replace it")


def test_replacement_is_done_when_the_group_is_full_again() -> None:
    inputs = asked(in_scaling_group=InScalingGroup.REPLACE)
    group = ScalingGroup(scaling_group_id="asg-1", lifecycle_state="Active", desired_capacity=4, in_service_capacity=3)
    gone = facts(instance=None, group=group)
    assert decide(inputs, gone) == Await("scaling group asg-1 has 3 of 4 instances in service")
    assert decide(inputs, replace(gone, group=replace(group, in_service_capacity=4))) == Done(EVENT)
    assert decide(inputs, replace(gone, group=None)) == Done(EVENT)


def test_event_of_another_instance_says_nothing_about_one_that_is_gone() -> None:
    inputs = asked(in_scaling_group=InScalingGroup.REPLACE)
    of_another = facts(instance=None, event=replace(EVENT, instance_id="i-2"))
    assert decide(inputs, of_another) == Refuse(
        ("it does not exist in this region: check `instance_id` and `alicloud:region`",)
    )


@pytest.mark.parametrize(
    ("member", "reason"),
    [
        (
            replace(MEMBER, creation_type="Attached"),
            BY_HAND,
        ),
        (
            replace(MEMBER, lifecycle_state="Protected"),
            "it is `Protected` in scaling group asg-1, which replaces instances that are `InService` alone",
        ),
    ],
)
def test_replacement_that_the_group_would_not_make_is_refused(member: Membership, reason: str) -> None:
    plan = decide(asked(in_scaling_group=InScalingGroup.REPLACE), facts(membership=member))
    assert plan == Refuse((reason,))


def test_replacement_that_no_health_check_would_make_is_refused() -> None:
    seen = facts(membership=MEMBER, suspended_processes=("ScaleIn", "HealthCheck"))
    reason = "the process HealthCheck of scaling group asg-1 is suspended, so that nothing would be replaced: "
    inputs = asked(in_scaling_group=InScalingGroup.REPLACE)
    assert decide(inputs, seen) == Refuse((f"{reason}resume it first",))
    assert decide(inputs, replace(seen, suspended_processes=("ScaleIn",))) == Replace(
        replace(MARK, scaling_group_id="asg-1", is_replaced=True)
    )


def test_replacement_asks_for_local_disks_and_for_nothing_that_only_a_move_needs() -> None:
    inputs = asked(in_scaling_group=InScalingGroup.REPLACE)
    instance = replace(INSTANCE, dedicated_host_id="dh-1", lock_reasons=("security",), local_storage_amount=1)
    seen = facts(instance=instance, membership=MEMBER, event=replace(EVENT, event_type="SystemMaintenance.Stop"))
    reason = (
        "it has 1 local disk (), and a replacement releases them with all data on them: save what is needed, then set "
        "`accept_local_disk_loss=True` and a `reason`"
    )
    assert decide(inputs, seen) == Refuse((reason,))
    accepted = replace(inputs, accept_local_disk_loss=True, reason="a cache")
    assert decide(accepted, seen) == Replace(replace(MARK, scaling_group_id="asg-1", is_replaced=True))


@pytest.mark.parametrize(
    "mark",
    [
        MARK,
        IN_STANDBY,
        Mark(event_id="e-1", status="Stopped", stopped_mode="KeepCharging", scaling_group_id="asg-1"),
        Mark(event_id="e-1", status="Running", scaling_group_id="asg-1", is_replaced=True),
    ],
)
def test_mark_reads_as_it_was_written(mark: Mark) -> None:
    assert Mark.parse(str(mark)) == mark
    assert len(str(mark)) <= 128


@pytest.mark.parametrize("value", ["", "e-1", "e-1/Running/-/-/elsewhere"])
def test_value_that_is_no_mark_is_none(value: str) -> None:
    assert Mark.parse(value) is None
