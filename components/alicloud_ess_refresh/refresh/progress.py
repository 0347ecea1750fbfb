"""What a user sees while a release goes on: how it stands, a line for each change, the same in the progress file."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from alicloud_ess_refresh.clock import Clock
from alicloud_ess_refresh.cloud.refresh_tasks import InstanceRefreshTask, RefreshStatus
from alicloud_ess_refresh.dynamic.engine import Engine
from alicloud_ess_refresh.dynamic.telling import Telling, duration
from alicloud_ess_refresh.refresh.checkpoints import Approval, remark
from alicloud_ess_refresh.refresh.course import Course
from alicloud_ess_refresh.refresh.estimate import NO_PAUSES, Pauses, Seen, remaining_seconds
from alicloud_ess_refresh.refresh.journal import Event, Journal
from alicloud_ess_refresh.refresh.service_calendar import ServiceCalendar

__all__ = ["Progress", "duration"]

_AT_WORK = (RefreshStatus.IN_PROGRESS, RefreshStatus.ROLLBACK_IN_PROGRESS)


class Progress:
    """The lines of one release, each with the group it belongs to and the time taken so far."""

    def __init__(
        self,
        scaling_group_id: str,
        *,
        clock: Clock,
        engine: Engine,
        pauses: Pauses = NO_PAUSES,
        progress_file: str = "",
        service_time: Callable[[], datetime | None] = lambda: None,
        approval: Approval = Approval.NONE,
    ) -> None:
        """
        Begin.

        Args:
            pauses: Those of the release, for the time left.
            progress_file: Path relative to the working directory; empty for none.
            service_time: Tells when the service has answered last, by its own clock, for the progress file.
            approval: Decides what a task that stands still is said to wait for.
        """
        self._scaling_group_id = scaling_group_id
        self._clock = clock
        self._telling = Telling(scaling_group_id, clock=clock, engine=engine)
        self._pauses = pauses
        self._approval = approval
        self._calendar = ServiceCalendar(service_time, clock)
        told = self._telling.say
        self._journal = Journal(progress_file, utc_now=self._calendar.utc_now, tell=told) if progress_file else None
        self._last: tuple[str, RefreshStatus, int | None] | None = None
        self._status = ""
        self._verb = "replaced"
        self._course = Course()

    def say(self, text: str, *, event: str = Event.NOTE) -> None:
        """
        Say what has happened.

        Args:
            event: What it is about, one of `Event`: for readers of the progress file.
        """
        self._telling.say(text)
        self.record(text, event=event)

    def finish(self, text: str) -> None:
        """Say how it ended well; the last that is shown is where it stands."""
        self.say(text, event=Event.DONE)
        if self._status:
            self._telling.show(self._status, "")

    def record(
        self, text: str, task: InstanceRefreshTask | None = None, remaining: float | None = None, *, event: str
    ) -> None:
        """Write to the progress file alone: what the user is told otherwise."""
        if self._journal is None:
            return
        entry: dict[str, Any] = {
            "event": Event(event),
            "group": self._scaling_group_id,
            "task": task and task.instance_refresh_task_id,
            "status": task and str(task.status),
            "total_need_update_capacity": task and task.total_need_update_capacity,
            "finished_update_capacity": task and task.finished_update_capacity,
            "elapsed_seconds": round(self._telling.elapsed_seconds),
            "remaining_seconds_estimate": None if remaining is None else round(remaining),
            "text": text,
        }
        self._journal.write(entry)

    def turn_back(self) -> None:
        """Take the next task for the way back: it pauses nowhere, and nothing bakes after it."""
        self._pauses = NO_PAUSES
        self._verb = "put back"

    def report(self, task: InstanceRefreshTask) -> None:
        """
        Show where a task stands; a line, too, unless status and count are those of the last time.

        Which task it is was said when it was started or found.
        """
        self._calendar.look()
        seen = (task.instance_refresh_task_id, task.status, task.finished_update_capacity)
        if seen == self._last:
            self._telling.show(self._status, "")
            return
        remaining = self._estimate(task)
        self._last = seen
        reason = remark(task, self._approval)
        because = f" ({reason})" if reason else ""
        left = f", about {duration(_rounded(remaining))} left" if remaining is not None else ""
        replaced = f", {task.counts} replaced" if task.total_need_update_capacity is not None else ""
        text = f"{task.status}{replaced}{left}{because}"
        self._status = f"{self._standing(task)}{left}{because}"
        self._telling.show(self._status, text)
        self.record(text, task, remaining, event=Event.TASK)

    def _standing(self, task: InstanceRefreshTask) -> str:
        """Say where a task stands, what changes first in front: it may be cut off on the right."""
        if task.total_need_update_capacity is None:
            return str(task.status)
        verb = "put back" if task.status is RefreshStatus.ROLLBACK_IN_PROGRESS else self._verb
        counts = f"{task.finished_update_capacity or 0} of {task.total_need_update_capacity} {verb}"
        return counts if task.status in _AT_WORK else f"{counts}, {task.status}"

    def show(self, text: str) -> None:
        """Show how the group stands without a task; a line, too, unless it stands as it did the last time."""
        is_known, self._status = text == self._status, text
        self._telling.show(text, "" if is_known else text)
        if not is_known:
            self.record(text, event=Event.NOTE)

    def _estimate(self, task: InstanceRefreshTask) -> float | None:
        """Note what is seen of a task, and estimate; another task, and the way back, are estimated by themselves."""
        self._course.note(task.instance_refresh_task_id, Seen.of(task, self._clock.now()))
        return remaining_seconds(self._course.seen, self._pauses)


def _rounded(seconds: float) -> float:
    """Round an estimate to what it may claim: ten seconds, minutes, or ten minutes where it is hours."""
    step = 10 if seconds < 60 else 60 if seconds < 3600 else 600
    return max(step, round(seconds / step) * step)
