"""What holds for every instance refresh, whatever is asked and however time passes."""

import itertools
from dataclasses import dataclass
from datetime import timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from alicloud_emulator.errors import ApiError
from alicloud_emulator.snapshot import snapshot
from alicloud_emulator.state.ess import membership
from alicloud_emulator.state.ess.groups import GroupChanges, disable_group, enable_group, modify_group
from alicloud_emulator.state.ess.instances import is_healthy
from alicloud_emulator.state.ess.refresh_calls import change_task
from alicloud_emulator.state.ess.refresh_model import RefreshTask, TaskCall
from alicloud_emulator.state.faults import UnhealthyInstances
from alicloud_emulator.state.passing_time import advance
from unit.emulator.worlds import Stage, stage

FINAL = {"Successful", "Failed", "Cancelled", "RollbackSuccessful", "RollbackFailed"}
# The state machine of `refresh_model.LEGAL_STATUSES`, written once more.
TRANSITIONS = {
    "Pending": {"InProgress", "Cancelling"},
    "InProgress": {"Paused", "CheckpointPause", "Cancelling", "RollbackInProgress", "Successful", "Failed"},
    "Paused": {"InProgress", "Cancelling", "RollbackInProgress", "Failed"},
    "CheckpointPause": {"InProgress", "Cancelling", "RollbackInProgress", "Failed"},
    "Cancelling": {"Cancelled"},
    "RollbackInProgress": {"RollbackSuccessful", "RollbackFailed"},
}

# Statuses that a task can pass through without time passing, where there is nothing to do in them.
INSTANT = ("InProgress", "RollbackInProgress")

capacities = st.integers(1, 12)
minimums = st.integers(0, 100)
maximums = st.integers(100, 200)
checkpoints = st.sets(st.integers(1, 99), max_size=4).map(lambda items: (*sorted(items), 100))


def healthy(made: Stage) -> int:
    return sum(
        item.is_in_service and is_healthy(made.world, made.group, item) for item in made.group.instances.values()
    )


@given(capacities, minimums, maximums, checkpoints)
@settings(max_examples=150, deadline=None)
def test_capacity_never_leaves_the_healthy_band(
    capacity: int, minimum: int, maximum: int, percentages: tuple[int, ...]
) -> None:
    """StartInstanceRefresh: temporary excess or shortfall only inside the two bounds."""
    made = stage(capacity)
    task = made.start(
        min_healthy_percentage=minimum, max_healthy_percentage=maximum, checkpoints=percentages, checkpoint_pause_time=1
    )
    least = -(-capacity * minimum // 100)
    most = max(capacity * maximum // 100, least + 1)

    for _ in made.events(50_000):
        assert least <= healthy(made)
        assert len(made.group.instances) <= most
    assert (task.status, task.finished_update_capacity, task.total_need_update_capacity) == (
        "Successful",
        capacity,
        capacity,
    )
    assert made.configurations() == ["new"] * capacity


@given(capacities, minimums, maximums, checkpoints)
@settings(max_examples=100, deadline=None)
def test_checkpoints_pause_in_order_at_their_percentage(
    capacity: int, minimum: int, maximum: int, percentages: tuple[int, ...]
) -> None:
    made = stage(capacity)
    task = made.start(
        min_healthy_percentage=minimum, max_healthy_percentage=maximum, checkpoints=percentages, checkpoint_pause_time=7
    )
    course = [(str(task.status), task.finished_update_capacity, task.checkpoints_passed) for _ in made.events(50_000)]
    paused_at = [finished for (status, finished, _), _ in itertools.groupby(course) if status == "CheckpointPause"]

    thresholds = [-(-capacity * percentage // 100) for percentage in percentages]
    # Where rounding up already means every instance, the task is over instead.
    assert paused_at == [threshold for threshold in thresholds if threshold < capacity]


def is_legal(before: str, after: str) -> bool:
    direct = TRANSITIONS.get(before, set())
    return after in direct or any(after in TRANSITIONS[middle] for middle in direct.intersection(INSTANT))


@dataclass(frozen=True)
class Deed:
    """Something that is done `after` seconds."""

    after: int
    what: str
    number: int = 0


deeds = st.lists(
    st.builds(
        Deed,
        after=st.integers(0, 400),
        what=st.sampled_from([*TaskCall, "capacity", "protect", "unprotect", "detach", "stop", "disable", "enable"]),
        number=st.integers(0, 9),
    ),
    max_size=8,
)


def do(made: Stage, task: RefreshTask, deed: Deed) -> None:
    """Do a deed; what the service refuses is not done."""
    present = list(made.group.instances)
    chosen = present[deed.number % len(present)] if present else "i-none"
    try:
        if deed.what in list(TaskCall):
            change_task(made.world, task, TaskCall(deed.what))
        elif deed.what == "capacity":
            modify_group(made.world, made.group, GroupChanges(desired_capacity=deed.number))
        elif deed.what in ("protect", "unprotect"):
            membership.set_protection(made.group, [chosen], is_protected=deed.what == "protect")
        elif deed.what == "detach":
            membership.take_out(
                made.world, made.group, [chosen], is_kept=True, decreases_capacity=bool(deed.number % 2)
            )
        elif deed.what == "stop":
            membership.set_health(made.world, chosen, is_healthy=False)
        elif deed.what == "disable":
            disable_group(made.world, made.group)
        elif deed.what == "enable":
            enable_group(made.world, made.group)
    except ApiError:
        pass
    made.settle()


@given(capacities, deeds, checkpoints, st.booleans())
@settings(max_examples=150, deadline=None)
def test_any_interleaving_of_calls_keeps_to_the_transitions_and_ends(
    capacity: int, doings: list[Deed], percentages: tuple[int, ...], is_bad: bool
) -> None:
    made = stage(capacity)
    if is_bad:
        made.world.faults.add(UnhealthyInstances(image_id="m-app-v2", after=capacity // 2))
    task = made.start(checkpoints=percentages, checkpoint_pause_time=5)
    seen = [str(task.status)]
    for deed in doings:
        seen.extend(str(task.status) for _ in made.events(deed.after))
        do(made, task, deed)
        seen.append(str(task.status))
    for _ in made.events(8 * 24 * 3600):
        seen.append(str(task.status))
        if task.status in FINAL:
            break

    statuses = [status for status, _ in itertools.groupby(seen)]
    assert all(is_legal(before, after) for before, after in itertools.pairwise(statuses))
    assert task.status in FINAL
    assert made.group.running_refresh_task_id == ""


@given(capacities, deeds, st.lists(st.integers(1, 90_000), min_size=1, max_size=5), st.booleans())
@settings(max_examples=100, deadline=None)
def test_many_small_steps_of_time_come_to_the_same_as_one_big_step(
    capacity: int, doings: list[Deed], steps: list[float], is_bad: bool
) -> None:
    def play(*, is_stepwise: bool) -> dict[str, object]:
        made = stage(capacity)
        if is_bad:
            made.world.faults.add(UnhealthyInstances(image_id="m-app-v2"))
        task = made.start(checkpoints=(50, 100), checkpoint_pause_time=3)
        for deed in [*doings, Deed(1500, "end")]:
            end = made.world.now + timedelta(seconds=deed.after)
            for step in itertools.islice(itertools.cycle(steps), 40) if is_stepwise else ():
                advance(made.world, min(end, made.world.now + timedelta(milliseconds=step)))
                made.settle()
            advance(made.world, end)
            do(made, task, deed)
        return snapshot(made.world)

    once, stepwise = play(is_stepwise=False), play(is_stepwise=True)

    assert stepwise["entities"] == once["entities"]
