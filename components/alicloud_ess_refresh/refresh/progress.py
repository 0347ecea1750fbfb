"""What a user sees while a release goes on: one line a change."""

from alicloud_ess_refresh.clock import Clock
from alicloud_ess_refresh.cloud.model import InstanceRefreshTask, RefreshStatus
from alicloud_ess_refresh.refresh.engine import Engine

__all__ = ["Progress", "duration"]

_REMARKS = {
    RefreshStatus.PAUSED: " (paused by somebody; ResumeInstanceRefresh or the console lets it go on)",
    RefreshStatus.CHECKPOINT_PAUSE: " (checkpoint reached; goes on by itself)",
}


class Progress:
    """The lines of one release, each with the group it belongs to and the time taken so far."""

    def __init__(self, scaling_group_id: str, *, clock: Clock, engine: Engine) -> None:
        self._scaling_group_id = scaling_group_id
        self._clock = clock
        self._engine = engine
        self._started = clock.now()
        self._last: tuple[str, RefreshStatus, int | None] | None = None

    def say(self, text: str) -> None:
        self._engine.tell(f"{self._scaling_group_id}: {text} ({duration(self._clock.now() - self._started)})")

    def report(self, task: InstanceRefreshTask) -> None:
        """
        Say where a task stands, unless status and count are those of the last time.

        Which task it is was said when it was started or found.
        """
        seen = (task.instance_refresh_task_id, task.status, task.finished_update_capacity)
        if seen == self._last:
            return
        self._last = seen
        remark = _REMARKS.get(task.status, "")
        replaced = f", {task.counts} replaced" if task.total_need_update_capacity is not None else ""
        self.say(f"{task.status}{replaced}{remark}")


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
