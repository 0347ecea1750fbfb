"""The course of a task: every change that was seen of it."""

from alicloud_ess_refresh.refresh.estimate import Seen

__all__ = ["Course"]


class Course:
    """
    What is seen of one task on its way forwards, or on its way back: each of them has a course of its own.

    Attributes:
        seen: Every change, the first look included.
    """

    def __init__(self) -> None:
        self.seen: list[Seen] = []
        self._task_id = ""

    def note(self, task_id: str, look: Seen) -> None:
        """Note a look, if it shows anything new."""
        last = self.seen[-1] if self.seen else None
        is_turning = last is not None and look.status.is_winding_down and look.status is not last.status
        if task_id != self._task_id or is_turning:
            self.seen = []
        self._task_id = task_id
        if last is None or not self.seen or _shown(look) != _shown(last):
            self.seen.append(look)


def _shown(look: Seen) -> tuple[object, ...]:
    return look.status, look.finished, look.total
