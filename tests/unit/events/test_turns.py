"""Whose turn it is."""

import pytest

from alicloud_ess_refresh.events.turns import LONGEST_PAUSE_SECONDS, ROOM_PAUSE_SECONDS, Turn, Turns


def turn(instance_id: str, group: str | None = "asg-1", not_before: str = "") -> Turn:
    return Turn(entry={"instance_id": instance_id, "not_before": not_before}, scaling_group_id=group)


def turns(*waiting: Turn, max_concurrent: int = 1) -> Turns:
    made = Turns(max_concurrent=max_concurrent)
    for each in waiting:
        made.add(each)
    return made


def taken(queue: Turns, now: float = 0.0) -> list[str]:
    """Take all that may go now."""
    found = []
    while (each := queue.take(now)) is not None:
        found.append(each.instance_id)
    return found


def test_the_soonest_goes_first_and_what_waits_for_consent_last() -> None:
    queue = turns(turn("i-1"), turn("i-2", not_before="2026-02"), turn("i-3", not_before="2026-01"), max_concurrent=9)
    assert taken(queue) == ["i-3", "i-2", "i-1"]


def test_a_group_has_its_number_out_and_no_other_waits_for_it() -> None:
    queue = turns(
        turn("i-1"), turn("i-2"), turn("i-3"), turn("i-4", "asg-2"), turn("i-5", ""), turn("i-6", ""), max_concurrent=2
    )
    assert taken(queue) == ["i-1", "i-2", "i-4", "i-5", "i-6"]


def test_an_end_lets_the_next_of_the_group_go() -> None:
    queue = turns(turn("i-1"), turn("i-2"))
    first = queue.take(0.0)
    assert first is not None
    assert taken(queue) == []
    queue.end(first)
    assert taken(queue) == ["i-2"]


def test_where_others_have_the_room_the_group_pauses_and_the_soonest_still_goes_first() -> None:
    queue = turns(turn("i-2"), turn("i-1", not_before="2026-01"), turn("i-3", "asg-2"))
    first = queue.take(0.0)
    assert first is not None
    queue.crowd_out(first, ["i-9"], 0.0)

    assert taken(queue) == ["i-3"]
    assert queue.next_after(0.0) == ROOM_PAUSE_SECONDS
    assert taken(queue, ROOM_PAUSE_SECONDS) == ["i-1"]


def test_whoever_holds_the_room_goes_first_and_does_not_pause() -> None:
    """It was left from an earlier run: the others wait for it, and it for its turn."""
    queue = turns(turn("i-1", not_before="2026-01"), turn("i-2"))
    first = queue.take(0.0)
    assert first is not None
    queue.crowd_out(first, ["i-2"], 0.0)
    assert taken(queue) == ["i-2"]


def test_pauses_between_attempts_double_and_keep_nobody_from_going() -> None:
    queue, now, pauses = turns(turn("i-1")), 0.0, []
    for _ in range(7):
        each = queue.take(now)
        assert each is not None
        queue.again(each, now)
        next_at = queue.next_after(now)
        assert next_at is not None
        pauses.append(next_at - now)
        now = next_at
    assert pauses == [10, 20, 40, 80, 160, LONGEST_PAUSE_SECONDS, LONGEST_PAUSE_SECONDS]
    queue.add(turn("i-2"))
    assert taken(queue, now - 1) == ["i-2"]


@pytest.mark.parametrize("waiting", [[], [turn("i-1")]], ids=["none", "due"])
def test_without_a_pause_there_is_nothing_to_wait_for(waiting: list[Turn]) -> None:
    assert turns(*waiting).next_after(0.0) is None
