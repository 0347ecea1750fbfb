"""Batches, lives of instances, capacity over time and pauses."""

from dataclasses import astuple, replace

from alicloud_ess_refresh.cloud.scaling_groups import ScalingActivity
from alicloud_ess_refresh.refresh.journal import Event
from alicloud_ess_refresh.report.model import Lifetime, OtherActivity, Pause, Point
from unit.refresh.fakes import instances
from unit.report.facts import SICK, activity, at, ended, group, moment, report

TWO_BATCHES = [
    activity(1, 0, 2, 5, created_instances=("i-new-0",)),
    activity(2, 2, 3, 4, destroyed_instances=("i-1",)),
    activity(3, 4, 6, 5, created_instances=("i-new-1",)),
    activity(4, 6, 7, 4, destroyed_instances=("i-2",)),
]


def batches(*activities: ScalingActivity) -> list[tuple[object, ...]]:
    return [astuple(each) for each in report(activities=[list(activities)]).batches]


def test_a_batch_is_what_was_added_and_what_was_removed_after_it() -> None:
    assert batches(*TWO_BATCHES) == [
        (1, "ir-1", at(0), at(3), 1, 1, 4, ()),
        (2, "ir-1", at(4), at(7), 1, 1, 4, ()),
    ]


def test_a_batch_that_goes_on_has_no_end() -> None:
    assert batches(activity(1, 0, None, None, created_instances=("i-1",))) == [(1, "ir-1", at(0), None, 1, 0, None, ())]


def test_tries_again_are_one_batch_that_keeps_the_services_reason() -> None:
    sold_out = {"status_code": "Failed", "status_message": "No stock in zone h."}
    tries = [activity(number, number, number, 4, **sold_out) for number in (0, 1, 2)]
    adds, removes = activity(3, 3, 4, 5, created_instances=("i-1",)), activity(4, 4, 5, 4, destroyed_instances=("i-2",))
    failures = (("No stock in zone h", 3, ("asa-0", "asa-1", "asa-2")),)
    assert batches(*tries) == [(1, "ir-1", at(0), at(2), 0, 0, 4, failures)]
    assert batches(*tries, adds, removes) == [(1, "ir-1", at(0), at(5), 1, 1, 4, failures)]


def test_the_way_back_begins_a_batch_of_its_own() -> None:
    adds = activity(1, 0, 2, 5, created_instances=("i-1",))
    adds_too = activity(2, 12, 13, 6, created_instances=("i-2",))
    found = report([ended(status="Failed"), ended("ir-2", began=12, end=20)], [[adds], [adds_too]]).batches
    assert [(each.number, each.task_id, each.began) for each in found] == [(1, "ir-1", at(0)), (2, "ir-2", at(12))]


def test_lives_begin_and_end_where_activities_say_so() -> None:
    made = report(activities=[TWO_BATCHES], sight=group(instances(old=2, new=2)))
    assert made.lifetimes == (
        Lifetime(instance_id="i-1", removed=at(2), gone=at(3)),
        Lifetime(instance_id="i-2", removed=at(6), gone=at(7)),
        Lifetime(instance_id="i-new-0", added=at(0), in_service=at(2), source="asc-new"),
        Lifetime(instance_id="i-new-1", added=at(4), in_service=at(6), source="asc-new"),
    )
    assert made.untouched == 2


def test_an_instance_that_was_added_and_removed_has_one_life() -> None:
    came, went = activity(1, 0, 2, 5, created_instances=("i-1",)), activity(2, 7, 8, 4, destroyed_instances=("i-1",))
    [life] = report(activities=[[came, went]]).lifetimes
    assert life == Lifetime(instance_id="i-1", added=at(0), in_service=at(2), removed=at(7), gone=at(8))


def test_capacity_counts_what_starts_from_its_beginning_and_what_leaves_until_its_end() -> None:
    made = report(activities=[TWO_BATCHES])
    points = [(0, 4), (0, 5), (3, 4), (4, 5), (7, 4), (10, 4)]
    assert made.points == tuple(Point(at(minute), count) for minute, count in points)
    assert (made.lowest, made.highest) == (4, 5)


def test_an_activity_told_to_the_minute_is_not_before_the_tasks_second() -> None:
    started = ended(start_time="2026-01-31T12:00:40Z")
    points = report([started], [[activity(1, 0, 2, 5, created_instances=("i-1",))]]).points
    assert [each.at for each in points] == [at(40 / 60), at(40 / 60), at(10)]


def test_the_total_of_an_activity_that_goes_on_is_no_count() -> None:
    adds, removes = (
        activity(1, 0, 1, 5, created_instances=("i-1",)),
        activity(2, 1, None, 0, destroyed_instances=("i-2",)),
    )
    made = report(activities=[[adds, removes]])
    assert (made.lowest, made.highest, made.batches[0].capacity) == (4, 5, None)


def test_without_activities_no_capacity_is_made_up() -> None:
    made = report()
    assert (made.points, made.lowest, made.highest, made.untouched) == ((), None, None, 4)


def test_pauses_last_to_the_next_status_whatever_is_told_in_them() -> None:
    moments = [
        moment(1, Event.TASK, task_id="ir-1", status="InProgress"),
        moment(3, Event.TASK, task_id="ir-1", status="CheckpointPause"),
        moment(5, Event.TASK, task_id="ir-1", status="Paused"),
        moment(5, Event.APPROVAL_WANTED),
        moment(6, Event.TASK, task_id="ir-1", status="Paused"),
        moment(7, Event.TASK, task_id="ir-1", status="InProgress"),
        moment(9, Event.TASK, task_id="ir-1", status="Paused"),
    ]
    assert report(moments=moments).pauses == (
        Pause(at(3), at(5), "at a checkpoint"),
        Pause(at(5), at(7), "waiting for approval"),
        Pause(at(9), at(10), "suspended"),
    )


def test_a_task_that_runs_ends_now() -> None:
    made = report([ended(status="InProgress", end_time="")])
    assert (made.is_over, made.began, made.ended) == (False, at(0), at(30))


ADDS = activity(1, 0, 2, 5, created_instances=("i-new",))
NAMED = "The instances did not become healthy within 600 seconds: i-new."
REMOVES_SICK = activity(2, 8, 9, 4, destroyed_instances=("i-new",), cause=SICK)


def test_an_instance_that_the_health_check_took_away_has_failed_and_leaves_the_capacity() -> None:
    """The activity that takes it away names no task: the group made it."""
    made = report([ended(status="Failed")], [[ADDS]], others=[ADDS, REMOVES_SICK])
    assert made.lifetimes == (
        Lifetime(
            instance_id="i-new",
            added=at(0),
            removed=at(8),
            gone=at(9),
            failure="The health check found unhealthy instances",
        ),
    )
    assert made.points[-2:] == (Point(at(9), 4), Point(at(10), 4))
    assert made.others == (
        OtherActivity(
            scaling_activity_id="asa-2",
            cause="The health check found unhealthy instances",
            began=at(8),
            ended=at(9),
            added=0,
            removed=1,
            failed_instances=("i-new",),
        ),
    )
    assert [each.number for each in made.batches] == [1]


def test_an_instance_that_the_service_names_in_its_reason_has_failed() -> None:
    [life] = report([ended(status="Failed", detail=NAMED)], [[ADDS]]).lifetimes
    assert (life.in_service, life.removed, life.failure) == (None, None, NAMED.rstrip("."))


def test_an_instance_that_a_successful_task_names_has_not_failed() -> None:
    [life] = report([ended(detail="Replaced by i-new.")], [[ADDS]]).lifetimes
    assert (life.in_service, life.failure) == (at(2), "")


def test_an_instance_of_before_that_failed_meanwhile_was_there_until_it_was_taken_away() -> None:
    [life] = report(others=[activity(1, 3, 4, 3, destroyed_instances=("i-1",), cause=SICK)]).lifetimes
    assert (life.added, life.removed, life.gone) == (None, at(3), at(4))
    assert life.failure == "The health check found unhealthy instances"


def test_an_instance_that_is_taken_away_after_the_end_has_its_time() -> None:
    late = activity(2, 14, 15, 4, destroyed_instances=("i-new",), cause=SICK)
    others = activity(3, 16, 17, 3, destroyed_instances=("i-1",), cause="Somebody scaled in.")
    made = report([ended(status="Failed", detail=NAMED)], [[ADDS]], others=[ADDS, late, others])
    assert [(each.instance_id, each.removed, each.gone) for each in made.lifetimes] == [("i-new", at(14), at(15))]
    assert (made.others, made.points[-1]) == ((), Point(at(10), 5))


def test_scaling_while_the_refresh_runs_is_no_failure_and_counts() -> None:
    rule = activity(2, 3, 4, 7, created_instances=("i-a", "i-b"), cause="A rule added two.")
    made = report(activities=[[ADDS]], others=[ADDS, rule])
    assert [(each.instance_id, each.failure) for each in made.lifetimes] == [("i-new", ""), ("i-a", ""), ("i-b", "")]
    assert made.highest == 7


def test_what_ended_in_the_minute_of_the_beginning_was_before_it() -> None:
    first = activity(1, 0, 0, 4, created_instances=("i-0",), cause="The group was enabled.")
    across = activity(2, 0, 1, 4, destroyed_instances=("i-1",), cause=SICK)
    made = report(others=[first, across])
    assert [each.scaling_activity_id for each in made.others] == ["asa-2"]


def test_an_activity_that_failed_beside_the_refresh_keeps_its_reason() -> None:
    failed = activity(
        1, 3, 3, 4, status_code="Failed", status_message="No stock in zone h.", cause="The capacity is low."
    )
    [other] = report(others=[failed]).others
    assert (other.cause, other.failure) == ("The capacity is low", "No stock in zone h")


def test_activities_of_the_next_refresh_are_not_what_happened_meanwhile() -> None:
    """It began in the minute in which this one ended, and replaced an instance of it."""
    adds = activity(2, 10, 12, 5, created_instances=("i-next",), instance_refresh_task_id="ir-2")
    removes = activity(3, 12, 13, 4, destroyed_instances=("i-new",), instance_refresh_task_id="ir-2")
    made = report(activities=[[ADDS]], others=[ADDS, adds, removes])
    assert made.others == ()
    assert [(each.instance_id, each.removed) for each in made.lifetimes] == [("i-new", at(12))]


def test_an_instance_that_is_there_and_not_healthy_has_failed() -> None:
    there = [replace(each, health_status="Unhealthy") for each in instances(new=1)]
    adds = activity(1, 0, 2, 5, created_instances=(there[0].instance_id,))
    [life] = report([ended(status="InProgress", end_time="")], [[adds]], sight=group(there)).lifetimes
    assert (life.in_service, life.failure) == (None, "in service, and not healthy")


def test_activities_of_one_minute_count_in_the_order_in_which_the_service_lists_them() -> None:
    goes = activity(2, 8, 8, 3, destroyed_instances=("i-1",), cause=SICK)
    comes = activity(3, 8, 8, 4, created_instances=("i-new-1",))
    made = report(activities=[[comes]], others=[goes, comes])
    assert [each.instances for each in made.points] == [4, 3, 4, 4]
