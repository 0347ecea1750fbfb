"""
Whose turn it is: the answers that wait, and which of them may go on now. Pure: what time it is, the caller says.

An answer waits here, not in a thread, for room in its scaling group and for its next attempt. Of those that may go, the
one whose `notBefore` is soonest goes first.
"""

from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass

from alicloud_ess_refresh.events.memory import Entry

__all__ = ["FIRST_PAUSE_SECONDS", "Turn", "Turns"]

FIRST_PAUSE_SECONDS = 10.0
LONGEST_PAUSE_SECONDS = 300.0
"""Between two attempts at an answer that something stands in the way of; the pauses double up to it."""
ROOM_PAUSE_SECONDS = 10.0
"""Until a group is looked at again in which other processes had taken all the room."""
NO_TIME = "9999"
"""After every `notBefore`: an event that waits for consent has none."""


@dataclass(slots=True, kw_only=True, eq=False)
class Turn:
    """
    One answer that is to be given.

    Attributes:
        scaling_group_id: Empty where the instance is in none; None as long as that has not been asked.
        due: From when on it may be attempted, by the caller's clock.
        is_holder: Its instance takes room in the group already, left from an earlier attempt, so that it goes first.
        is_told: That it waits for others was said.
    """

    entry: Entry
    scaling_group_id: str | None = None
    due: float = 0.0
    pause_seconds: float = FIRST_PAUSE_SECONDS
    is_holder: bool = False
    is_told: bool = False

    @property
    def instance_id(self) -> str:
        return str(self.entry["instance_id"])

    @property
    def rank(self) -> tuple[bool, str]:
        return not self.is_holder, self.entry.get("not_before") or NO_TIME


class Turns:
    """The answers that wait, and how many of each group go on."""

    def __init__(self, *, max_concurrent: int) -> None:
        self._max_concurrent = max_concurrent
        self._waiting: list[Turn] = []
        self._going: Counter[str] = Counter()
        self._full_until: dict[str, float] = {}

    def __len__(self) -> int:
        return len(self._waiting)

    def add(self, turn: Turn) -> None:
        self._waiting.append(turn)

    def take(self, now: float) -> Turn | None:
        """Take the next one out, or None where none may go now; hand it back to one of the methods below."""
        ready = [turn for turn in self._waiting if self._ready_at(turn) <= now and self._has_place(turn)]
        if not ready:
            return None
        # Of equal ones the oldest.
        turn = min(ready, key=lambda each: each.rank)
        self._waiting.remove(turn)
        if turn.scaling_group_id:
            self._going[turn.scaling_group_id] += 1
        return turn

    def next_after(self, now: float) -> float | None:
        """Return when a pause ends the next time; None where none goes on."""
        ends = [self._ready_at(turn) for turn in self._waiting if self._has_place(turn)]
        return min((end for end in ends if end > now), default=None)

    def end(self, turn: Turn) -> None:
        """Note that an answer has come to its end: its room is free."""
        self._leave(turn)
        self._full_until.pop(turn.scaling_group_id or "", None)

    def again(self, turn: Turn, now: float) -> None:
        """Let an answer wait for its next attempt."""
        self._leave(turn)
        turn.due = now + turn.pause_seconds
        turn.pause_seconds = min(2 * turn.pause_seconds, LONGEST_PAUSE_SECONDS)
        self._waiting.append(turn)

    def crowd_out(self, turn: Turn, others: Collection[str], now: float) -> None:
        """Let an answer wait for room, which these instances have taken."""
        self._leave(turn)
        turn.is_holder = False
        for each in self._waiting:
            each.is_holder = each.is_holder or each.instance_id in others
        self._full_until[turn.scaling_group_id or ""] = now + ROOM_PAUSE_SECONDS
        self._waiting.append(turn)

    def _leave(self, turn: Turn) -> None:
        if turn.scaling_group_id:
            self._going[turn.scaling_group_id] -= 1

    def _ready_at(self, turn: Turn) -> float:
        if turn.is_holder or turn.scaling_group_id is None:
            return turn.due
        return max(turn.due, self._full_until.get(turn.scaling_group_id, turn.due))

    def _has_place(self, turn: Turn) -> bool:
        return not turn.scaling_group_id or self._going[turn.scaling_group_id] < self._max_concurrent
