"""Pauses between polls."""

from random import Random

__all__ = ["ANY_CHANCE", "LEAST_SHARE", "PROMPT_SECONDS", "Pace"]

ANY_CHANCE = Random()  # noqa: S311  # no secret
"""Draws pauses, otherwise in every process."""
LEAST_SHARE = 0.5
"""Least share of a pause that is drawn: what began together is soon out of step."""

PROMPT_SECONDS = 1.0
"""Pause after something has changed: changes often follow one another, and users watch. It doubles up to the
poll interval while nothing happens."""


class Pace:
    """Pauses between polls: short after a change, then longer and longer."""

    def __init__(self, longest: float) -> None:
        self._longest = longest
        self._next = PROMPT_SECONDS
        self._last: object = None

    def pause(self, seen: object) -> float:
        self._next = PROMPT_SECONDS if seen != self._last else self._next * 2
        self._last = seen
        return min(self._next, self._longest)
