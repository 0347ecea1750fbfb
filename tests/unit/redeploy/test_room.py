"""Room for one instance among those of its group: who counts, who gives way and when, and what is said."""

# the parameters are those of EcsClient

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import pytest

from alicloud_ess_refresh.cloud.ecs import EcsInstance, EcsTask, SystemEvent
from alicloud_ess_refresh.cloud.membership import Membership
from alicloud_ess_refresh.dynamic.engine import Engine
from alicloud_ess_refresh.errors import ServiceUnreachableError
from alicloud_ess_refresh.redeploy.claims import Claim, LostClaimError
from alicloud_ess_refresh.redeploy.errors import NoRoomError
from alicloud_ess_refresh.redeploy.mark import TAG_KEY, Mark
from alicloud_ess_refresh.redeploy.model import RedeployInputs
from alicloud_ess_refresh.redeploy.watch import Watch
from unit.redeploy.fakes import FakeCloud
from unit.refresh.fakes import FakeClock

MARK = Mark(event_id="e-1", status="Running", scaling_group_id="asg-1", is_standby=True)
OTHER = "e-other/Running/-/asg-1/standby"
FAR = 100_000.0


class Cloud(FakeCloud):
    """
    Instances of which i-1 is ours.

    Attributes:
        marks: The tag of each instance that has one.
        silent: Calls of which the next one gets no answer.
    """

    def __init__(self) -> None:
        super().__init__()
        self.marks: dict[str, str] = {}
        self.events: dict[str, SystemEvent] = {}
        self.members: dict[str, Membership | None] = {}
        self.tasks_of: dict[str, tuple[EcsTask, ...]] = {}
        self.silent: set[str] = set()

    def describe_instances(self, instance_ids: Sequence[str]) -> tuple[EcsInstance, ...]:
        self._answer("instances")
        return super().describe_instances(instance_ids)

    def describe_tagged_instances(self, tag_key: str) -> tuple[EcsInstance, ...]:
        self._answer("tags")
        found = [
            EcsInstance(instance_id=each, status="Running", tags={tag_key: tag}) for each, tag in self.marks.items()
        ]
        return tuple(sorted(found, key=lambda each: each.instance_id, reverse=True))

    def describe_system_event(self, event_id: str) -> SystemEvent | None:
        self._answer("event")
        return self.events.get(event_id, replace(self.event, event_id=event_id))

    def describe_membership(self, instance_id: str) -> Membership | None:
        self._answer("membership")
        return self.members.get(instance_id, replace(self.member, instance_id=instance_id))

    def describe_redeployments(self, instance_id: str) -> tuple[EcsTask, ...]:
        self._answer("tasks")
        return self.tasks_of.get(instance_id, ())

    def tag_instance(self, instance_id: str, key: str, value: str) -> None:
        assert key == TAG_KEY
        self._answer("tag")
        self.marks[instance_id] = value
        self.changes.append(f"tag {instance_id} {value}")

    def untag_instance(self, instance_id: str, key: str) -> None:
        assert key == TAG_KEY
        self._answer("untag")
        del self.marks[instance_id]
        self.changes.append(f"untag {instance_id}")

    def forget(self, instance_id: str) -> None:
        del self.marks[instance_id]

    def _answer(self, call: str) -> None:
        if call in self.silent:
            self.silent.remove(call)
            raise ServiceUnreachableError("Read timed out", action=call, subject="i-1")


@dataclass
class Stage(Engine):
    """It is the engine, too."""

    cloud: Cloud = field(default_factory=Cloud)
    clock: FakeClock = field(default_factory=FakeClock)
    shown: list[tuple[str, str]] = field(default_factory=list)

    def claim(self, **inputs: Any) -> Claim:
        given: dict[str, Any] = {"instance_id": "i-1", "event_id": "e-1", "poll_interval_seconds": 1} | inputs
        watch = Watch.over(RedeployInputs(**given), ecs=self.cloud, groups=self.cloud, clock=self.clock, engine=self)
        return Claim(watch)

    def show(self, status: str, line: str) -> None:
        self.shown.append((status, line))

    def tell(self, line: str) -> None: ...

    def is_gone(self) -> bool:
        return False

    def at(self, seconds: float, happen: Callable[[], None]) -> None:
        """Let something happen once, when a pause ends at or after a time."""

        def wake() -> None:
            if self.clock.now() >= seconds:
                self.clock.on_sleep = lambda: None
                happen()

        self.clock.on_sleep = wake


@pytest.fixture(name="stage")
def _stage() -> Stage:
    return Stage()


def closed(stage: Stage) -> None:
    stage.cloud.events["e-other"] = replace(stage.cloud.event, event_id="e-other", status="Executed")


def test_instance_of_no_group_needs_no_room(stage: Stage) -> None:
    alone = replace(MARK, scaling_group_id="")
    stage.cloud.marks = {"i-0": OTHER}
    stage.cloud.silent = {"tag"}
    assert stage.claim().hold(alone, None, FAR)
    assert stage.claim().hold(alone, alone, FAR)
    assert stage.cloud.changes == [f"tag i-1 {alone}"]


@pytest.mark.parametrize(
    ("held", "changes"),
    [(None, [f"tag i-1 {MARK}"]), (MARK, []), (replace(MARK, is_standby=False), [f"tag i-1 {MARK}"])],
    ids=["no tag", "the tag", "another tag of its own"],
)
def test_tag_is_set_where_there_is_room_and_nothing_is_waited_for(
    stage: Stage, held: Mark | None, changes: list[str]
) -> None:
    stage.cloud.marks = {"i-1": str(held)} if held else {}
    assert stage.claim().hold(MARK, held, FAR)
    assert (stage.cloud.changes, stage.clock.sleeps, stage.shown) == (changes, [], [])


def test_tag_that_another_process_has_set_meanwhile_is_looked_at_again_after_a_pause(stage: Stage) -> None:
    stage.cloud.marks = {"i-1": OTHER}
    claim = stage.claim(poll_interval_seconds=10)
    assert [claim.hold(MARK, None, FAR) for _ in range(3)] == [False] * 3
    assert (stage.clock.sleeps, stage.cloud.changes) == ([1.0, 2.0, 4.0], [])


@pytest.mark.parametrize(
    "tag",
    ["e-other/Running/-/asg-2/standby", "e-other/Running/-/-/stay", "something else"],
    ids=["of another group", "of no group", "of another program"],
)
def test_tag_of_somebody_else_takes_no_room(stage: Stage, tag: str) -> None:
    stage.cloud.marks = {"i-0": tag}
    assert stage.claim().hold(MARK, None, FAR)


def leave_a_void(stage: Stage) -> None:
    closed(stage)


def forget_the_event(stage: Stage) -> None:
    stage.cloud.events = {"e-other": None}  # type: ignore[dict-item]


def stand_by(stage: Stage) -> None:
    closed(stage)
    member = replace(stage.cloud.member, instance_id="i-0", lifecycle_state="Standby")
    stage.cloud.members["i-0"] = member


def move(stage: Stage) -> None:
    closed(stage)
    stage.cloud.tasks_of["i-0"] = (EcsTask(task_id="t-1", status="Processing"),)


@pytest.mark.parametrize(
    ("become", "counts"),
    [(lambda _: None, True), (leave_a_void, False), (forget_the_event, False), (stand_by, True), (move, True)],
    ids=["its event is open", "its event is closed", "its event is not listed", "it stands by", "it is moved"],
)
def test_tag_that_was_left_behind_takes_no_room(stage: Stage, become: Callable[[Stage], None], *, counts: bool) -> None:
    stage.cloud.marks = {"i-0": OTHER}
    become(stage)
    claim = stage.claim(waits_for_room=False)
    if not counts:
        assert claim.hold(MARK, None, FAR)
        return
    with pytest.raises(NoRoomError) as caught:
        claim.hold(MARK, None, FAR)
    assert caught.value.others == ("i-0",)


def test_room_is_waited_for_and_then_everything_is_looked_at_again(stage: Stage) -> None:
    stage.cloud.marks = {"i-2": OTHER, "i-0": OTHER}
    stage.at(20.0, lambda: stage.cloud.forget("i-2"))
    claim = stage.claim(max_concurrent=2, poll_interval_seconds=10)
    assert claim.hold(MARK, None, FAR) is False
    assert (stage.clock.sleeps, stage.cloud.changes) == ([1.0, 2.0, 4.0, 8.0, 10.0], [f"tag i-1 {MARK}"])
    waiting = "waiting for i-0, i-2"
    line = f"i-1: {waiting} of scaling group asg-1 (`max_concurrent` is 2) (0 s)"
    assert stage.shown == [(waiting, line), *[(waiting, "")] * 4]
    assert claim.hold(MARK, MARK, FAR) is True


def test_no_room_is_an_error_at_once_for_who_does_not_wait(stage: Stage) -> None:
    stage.cloud.marks = {"i-0": OTHER, "i-2": OTHER}
    stage.clock.sleep(5.0)
    claim = stage.claim(waits_for_room=False, max_concurrent=2)
    with pytest.raises(NoRoomError) as caught:
        claim.hold(MARK, None, FAR)
    assert str(caught.value) == (
        "i-1 cannot be redeployed for event e-1, and nothing was changed: for 0 s i-0, i-2 of scaling group asg-1 had "
        "the tag alicloud-ess-refresh:redeploy, and `max_concurrent` is 2: let those redeployments end, and where "
        "nothing goes on, answer the event that the tag names again"
    )
    assert caught.value.others == ("i-0", "i-2")
    assert (stage.clock.sleeps, stage.cloud.changes, stage.shown) == ([5.0], [], [])


def test_room_is_waited_for_until_the_time_is_up(stage: Stage) -> None:
    stage.cloud.marks = {"i-0": OTHER}
    with pytest.raises(NoRoomError, match=": for 50 s i-0 of scaling group asg-1 had the tag"):
        stage.claim(poll_interval_seconds=10).hold(MARK, None, 50.0)
    assert stage.clock.sleeps == [1.0, 2.0, 4.0, 8.0, 10.0, 10.0, 10.0, 5.0]


@pytest.mark.parametrize(
    ("others", "max_concurrent", "waits_for_room", "deadline", "at"),
    [
        (["i-0"], 1, True, FAR, 30.0),
        (["i-0"], 1, False, FAR, 30.0),
        (["i-2"], 1, False, FAR, 60.0),
        (["i-2"], 1, True, 90.0, 90.0),
        (["i-0", "i-00"], 2, True, FAR, 30.0),
        (["i-0", "i-2"], 2, True, 90.0, 90.0),
        (["i-0", "i-2"], 2, False, FAR, 60.0),
        (["i-0"], 1, True, 10.0, 10.0),
    ],
    ids=[
        "one before it",
        "one before it, and it waits elsewhere",
        "it is the first: the other has to go, or it goes elsewhere",
        "it is the first, until the time is up",
        "two before it",
        "it is among the first two, until the time is up",
        "it is among the first two, and waits elsewhere",
        "the time is up before",
    ],
)
def test_who_gives_way_when_too_many_have_set_their_tags_at_once(
    stage: Stage, others: list[str], max_concurrent: int, deadline: float, at: float, *, waits_for_room: bool
) -> None:
    untagged: list[float] = []
    take_off = stage.cloud.untag_instance

    def untag(instance_id: str, key: str) -> None:
        take_off(instance_id, key)
        untagged.append(stage.clock.now())
        stage.cloud.marks.clear()

    stage.cloud.untag_instance = untag  # type: ignore[method-assign]
    stage.cloud.marks = {"i-1": str(MARK), **dict.fromkeys(others, OTHER)}
    claim = stage.claim(max_concurrent=max_concurrent, waits_for_room=waits_for_room)
    if waits_for_room and at < deadline:
        assert claim.hold(MARK, MARK, deadline) is False
        assert stage.cloud.changes == ["untag i-1", f"tag i-1 {MARK}"]
    else:
        with pytest.raises(NoRoomError):
            claim.hold(MARK, MARK, deadline)
        assert stage.cloud.changes == ["untag i-1"]
    assert untagged == [at]


def test_each_crowd_has_its_own_time(stage: Stage) -> None:
    """One that was over before anybody gave way does not count for the next one."""
    stage.cloud.marks = {"i-1": str(MARK), "i-0": OTHER}
    stage.at(20.0, lambda: stage.cloud.forget("i-0"))
    claim = stage.claim()
    assert claim.hold(MARK, MARK, FAR) is False
    stage.cloud.marks["i-0"] = OTHER
    stage.at(45.0, lambda: stage.cloud.forget("i-0"))
    assert claim.hold(MARK, MARK, FAR) is False
    assert (stage.clock.now(), stage.cloud.changes) == (45.0, [])


def test_who_has_given_way_once_gives_way_again_no_sooner(stage: Stage) -> None:
    stage.cloud.marks = {"i-1": str(MARK), "i-0": OTHER}
    claim = stage.claim()
    stage.at(40.0, lambda: stage.cloud.forget("i-0"))
    assert claim.hold(MARK, MARK, FAR) is False
    assert stage.cloud.changes == ["untag i-1", f"tag i-1 {MARK}"]
    stage.cloud.marks["i-0"] = OTHER
    stage.at(69.0, lambda: stage.cloud.forget("i-0"))
    assert claim.hold(MARK, MARK, FAR) is False
    assert len(stage.cloud.changes) == 2


def test_tag_that_another_process_sets_after_this_one_gave_way_has_its_own_time(stage: Stage) -> None:
    stage.cloud.marks = {"i-1": str(MARK), "i-0": OTHER}
    stage.at(40.0, lambda: stage.cloud.marks.update({"i-1": str(MARK)}))
    claim = stage.claim()
    assert claim.hold(MARK, MARK, FAR) is False
    stage.at(60.0, lambda: stage.cloud.forget("i-0"))
    assert claim.hold(MARK, MARK, FAR) is False
    assert stage.cloud.changes == ["untag i-1"]


@pytest.mark.parametrize("sign", ["standby", "task"])
def test_who_finds_its_instance_under_way_keeps_the_tag(stage: Stage, sign: str) -> None:
    stage.cloud.marks = {"i-1": str(MARK), "i-0": OTHER}
    if sign == "standby":
        stage.cloud.members["i-1"] = replace(stage.cloud.member, lifecycle_state="Standby")
    else:
        stage.cloud.tasks_of["i-1"] = (EcsTask(task_id="t-1", status="Processing"),)
    assert stage.claim().hold(MARK, MARK, FAR) is False
    assert (stage.clock.now(), stage.cloud.changes) == (30.0, [])


@pytest.mark.parametrize("call", ["instances", "tags", "event", "membership", "tasks", "tag", "untag"])
def test_call_without_an_answer_is_made_again(stage: Stage, call: str) -> None:
    stage.cloud.marks = {"i-1": str(MARK), "i-0": OTHER}
    closed(stage)
    stage.cloud.tasks_of["i-0"] = (EcsTask(task_id="t-1", status="Processing"),)
    stage.at(40.0, lambda: stage.cloud.forget("i-0"))
    stage.cloud.silent = {call}
    assert stage.claim().hold(MARK, MARK, 100.0) is False
    assert stage.cloud.changes == ["untag i-1", f"tag i-1 {MARK}"]
    assert stage.cloud.silent == set()


def slow_down(stage: Stage, *seconds: float) -> list[float]:
    """Let looks at the tags take so many seconds, one after another; return when each was begun."""
    left, begun = list(seconds), list[float]()
    describe = stage.cloud.describe_tagged_instances

    def look(tag_key: str) -> tuple[EcsInstance, ...]:
        begun.append(stage.clock.now())
        if left:
            stage.clock.sleep(left.pop(0))
        return describe(tag_key)

    stage.cloud.describe_tagged_instances = look  # type: ignore[method-assign]
    return begun


@pytest.mark.parametrize(
    ("age", "seconds", "looks"),
    [(10.0, (), []), (10.5, (), [10.5]), (11.0, (10.0,), [11.0]), (11.0, (10.5, 11.0), [11.0, 21.5, 32.5])],
    ids=["fresh", "old", "old, and a look that takes its time", "old, and looks that take too long"],
)
def test_claim_that_was_looked_at_long_ago_is_looked_at_again_before_anything_is_done(
    stage: Stage, age: float, seconds: tuple[float, ...], looks: list[float]
) -> None:
    stage.cloud.marks = {"i-1": str(MARK)}
    claim = stage.claim()
    assert claim.hold(MARK, MARK, FAR)
    stage.clock.sleep(age)
    begun = slow_down(stage, *seconds)
    claim.confirm(MARK, FAR)
    assert begun == looks


def test_last_look_without_an_answer_is_made_again(stage: Stage) -> None:
    stage.cloud.marks = {"i-1": str(MARK)}
    claim = stage.claim()
    stage.clock.sleep(11.0)
    stage.cloud.silent = {"tags"}
    claim.confirm(MARK, FAR)
    assert (stage.cloud.silent, stage.clock.sleeps) == (set(), [11.0, 1.0])


def test_claim_is_as_old_as_its_process_where_nothing_was_looked_at(stage: Stage) -> None:
    alone = replace(MARK, scaling_group_id="")
    stage.clock.sleep(5.0)
    claim = stage.claim()
    begun = slow_down(stage)
    stage.clock.sleep(10.0)
    claim.confirm(MARK, FAR)
    stage.clock.sleep(100.0)
    claim.confirm(alone, FAR)
    assert begun == []


@pytest.mark.parametrize(
    ("marks", "deadline"),
    [
        ({}, FAR),
        ({"i-1": OTHER}, FAR),
        ({"i-1": str(MARK), "i-0": OTHER}, FAR),
        ({"i-1": str(MARK)}, 20.0),
    ],
    ids=["the tag is gone", "it is another one", "the room is gone", "the time is up"],
)
def test_claim_that_is_lost_is_an_error(stage: Stage, marks: dict[str, str], deadline: float) -> None:
    stage.cloud.marks = {"i-1": str(MARK)}
    claim = stage.claim()
    assert claim.hold(MARK, MARK, FAR)
    stage.clock.sleep(20.0)
    stage.cloud.marks = dict(marks)
    with pytest.raises(LostClaimError) as caught:
        claim.confirm(MARK, deadline)
    assert str(caught.value) == "i-1: its claim was lost"


@pytest.mark.parametrize(("seconds", "changes"), [(10.0, ["untag i-1"]), (10.5, [])])
def test_tag_is_left_where_the_last_look_was_long_ago(stage: Stage, seconds: float, changes: list[str]) -> None:
    stage.cloud.marks = {"i-1": str(MARK), "i-0": OTHER}
    describe = stage.cloud.describe_instances

    def look(instance_ids: Sequence[str]) -> tuple[EcsInstance, ...]:
        stage.clock.sleep(seconds)
        return describe(instance_ids)

    stage.cloud.describe_instances = look  # type: ignore[method-assign]
    claim = stage.claim()
    if changes:
        with pytest.raises(NoRoomError):
            claim.hold(MARK, MARK, 40.0)
    else:
        assert claim.hold(MARK, MARK, 40.0) is False
    assert stage.cloud.changes == changes
