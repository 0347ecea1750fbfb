"""Batches, lives of instances, capacity over time and pauses."""

from dataclasses import astuple

from alicloud_ess_refresh.cloud.model import ScalingActivity
from alicloud_ess_refresh.refresh.journal import Event
from alicloud_ess_refresh.report.model import Lifetime, Pause, Point
from unit.refresh.fakes import instances
from unit.report.facts import activity, at, ended, group, moment, report

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
    failures = (("No stock in zone h", 3),)
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
