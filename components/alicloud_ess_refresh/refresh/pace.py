"""
When a task is looked at next: often at its start and near its end, seldom in between.

Every look is a call, and all tools of the account share what may be called. A day of looks ten seconds apart is 8,640
calls for each group, and nearly all of them tell nothing.
"""

import math
from collections.abc import Sequence
from random import Random

from alicloud_ess_refresh.dynamic.pace import LEAST_SHARE, Pace
from alicloud_ess_refresh.refresh.course import Course
from alicloud_ess_refresh.refresh.estimate import Seen, soonest_seconds

__all__ = ["LIVELY_SECONDS", "QUICK_SECONDS", "ReleasePace", "calm_seconds"]

LIVELY_SECONDS = 600.0
"""How long looks stay close together at first. Most releases end in it, and people watch them."""
QUICK_SECONDS = 10.0
"""Longest pause at the start and near the end."""


class ReleasePace:
    """
    Pauses between the looks at one task after another.

    The longest pause is kept to the second, so that as many calls are made, and a failure is seen as soon, as
    was promised; all others are drawn.

    Args:
        chance: Draws.

    Attributes:
        course: What has been seen; whoever looks notes it here.
    """

    def __init__(self, chance: Random) -> None:
        self.course = Course()
        self._chance = chance
        self._prompt = Pace(QUICK_SECONDS)
        self._climb = Pace(math.inf)
        self._acts = 0

    def stir(self) -> None:
        """Begin with short pauses again: something was done to the task, and its effect is to be seen."""
        self._acts += 1

    def pause(self, now: float, longest: float, *, checkpoint_pause_seconds: float) -> float:
        """
        Answer how long to wait after the last look.

        Args:
            longest: Longest pause that is allowed.
            checkpoint_pause_seconds: How long the task pauses at each checkpoint.
        """
        seen = self.course.seen
        calm = calm_seconds(seen, now, longest, checkpoint_pause_seconds=checkpoint_pause_seconds)
        pause = min(self._climb.pause(self._acts), max(self._prompt.pause(seen[-1]), calm))
        return longest if pause >= longest else pause * self._chance.uniform(LEAST_SHARE, 1.0)


def calm_seconds(seen: Sequence[Seen], now: float, longest: float, *, checkpoint_pause_seconds: float) -> float:
    """
    Answer for how long nothing is expected that must be seen at once; 0 at the start and near the end.

    Until anything is known of the batches it grows with the time, so that a first batch which is the last, too, is
    not seen much too late. A change may be as old as the longest pause when it is seen.
    """
    calm = now - seen[0].at - LIVELY_SECONDS
    soonest = soonest_seconds(seen, now, checkpoint_pause_seconds=checkpoint_pause_seconds)
    return max(0.0, calm if soonest is None else min(calm, soonest - longest))
