"""The time left of a task that somebody else has begun."""

from datetime import datetime

from alicloud_ess_refresh.cloud.refresh_tasks import InstanceRefreshTask, RefreshStatus
from alicloud_ess_refresh.refresh.estimate import NO_PAUSES, Pauses, Seen, remaining_seconds
from alicloud_ess_refresh.refresh.rules import checkpoint_pause_seconds

__all__ = ["Estimates"]


class Estimates:
    """The time left of a task, from what is seen of it, and from its start before that."""

    def __init__(self) -> None:
        self._seen: list[Seen] = []
        self._pauses = NO_PAUSES

    def after(self, task: InstanceRefreshTask, at: datetime | None) -> float | None:
        """
        Return the seconds left after this look; None where there is nothing to estimate from.

        Args:
            at: When it was, by the clock of the service, which has set the task's start; None where it does not say.
        """
        if at is None:
            return None
        look = Seen.of(task, at.timestamp())
        is_turning = bool(self._seen) and task.status is RefreshStatus.ROLLBACK_IN_PROGRESS != self._seen[-1].status
        if not self._seen or is_turning:
            self._begin(task, look)
        self._seen.append(look)
        return remaining_seconds(self._seen, self._pauses)

    def _begin(self, task: InstanceRefreshTask, look: Seen) -> None:
        """Take the time before the first look for work, less pauses; nobody knows when a task has turned back."""
        ahead = tuple(each for each in task.checkpoints if each * look.total > 100 * look.finished)
        self._pauses = Pauses(ahead, checkpoint_pause_seconds(task.checkpoint_pause_time))
        self._seen = []
        if task.start_time and task.status in {RefreshStatus.PENDING, RefreshStatus.IN_PROGRESS}:
            paused = (len(task.checkpoints) - len(ahead)) * self._pauses.seconds
            started = datetime.fromisoformat(task.start_time).timestamp()
            self._seen = [Seen(started + paused, RefreshStatus.IN_PROGRESS, 0, look.total)]
