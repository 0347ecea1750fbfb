"""What a user sees while something lasts: how it stands; lines with the object they are about and the time so far."""

from alicloud_ess_refresh.clock import Clock
from alicloud_ess_refresh.dynamic.engine import Engine

__all__ = ["Telling", "duration"]


class Telling:
    """What is said about one object."""

    def __init__(self, subject: str, *, clock: Clock, engine: Engine) -> None:
        self._subject = subject
        self._clock = clock
        self._engine = engine
        self._started = clock.now()

    @property
    def elapsed_seconds(self) -> float:
        return self._clock.now() - self._started

    def say(self, text: str) -> None:
        """Say what has happened."""
        self._engine.tell(self._line(text))

    def show(self, status: str, text: str) -> None:
        """
        Show how the object stands.

        Args:
            status: As in `Engine.show`.
            text: The same in a line; empty where nothing has changed.
        """
        self._engine.show(status, self._line(text) if text else "")

    def _line(self, text: str) -> str:
        return f"{self._subject}: {text} ({duration(self.elapsed_seconds)})"


def duration(seconds: float) -> str:
    """
    Write a time as people say it.

    >>> duration(3725)
    '1 h 2 min 5 s'
    """
    minutes, rest = divmod(round(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    parts = [(hours, "h"), (minutes, "min"), (rest, "s")]
    return " ".join(f"{number} {unit}" for number, unit in parts if number) or "0 s"
