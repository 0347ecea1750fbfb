"""The time after a release in which its checks are still watched, and the last word on it."""

from datetime import datetime

from alicloud_ess_refresh.checks import Checks, Verdict
from alicloud_ess_refresh.cloud.refresh_tasks import InstanceRefreshTask
from alicloud_ess_refresh.refresh.journal import Event
from alicloud_ess_refresh.refresh.progress import duration
from alicloud_ess_refresh.refresh.waiter import Waiter

__all__ = ["bake", "remaining_bake_seconds"]

_TOLD_AT_SHARES_LEFT = (0.75, 0.5, 0.25)
"""When somebody who watches a bake of any length is told that it goes on."""


def remaining_bake_seconds(bake_seconds: float, task: InstanceRefreshTask, now: datetime | None) -> float:
    """
    Return how long a task that has ended is still to bake, between 0 and `bake_seconds`.

    The task itself keeps when it ended, so that another process, on another machine, goes on where one was killed.

    Args:
        now: By the clock of the service, which has set the task's times; None where it does not say.
    """
    if not task.end_time or now is None:
        return bake_seconds
    baked = (now - datetime.fromisoformat(task.end_time)).total_seconds()
    return min(bake_seconds, max(0.0, bake_seconds - baked))


def bake(waiter: Waiter, checks: Checks, seconds: float, *, limit_seconds: float) -> Verdict:
    """
    Watch the checks for a time, and make them once more at its end.

    Args:
        limit_seconds: How long alarms that cannot be read at the end are asked for again.
    """
    clock, say = waiter.clock, waiter.progress.say
    until = clock.now() + seconds
    told_at = [seconds * share for share in _TOLD_AT_SHARES_LEFT]
    if seconds > 0:
        say(f"succeeded: baking for {duration(seconds)}", event=Event.BAKE)
    while (left := until - clock.now()) > 0:
        if checks.look():
            return Verdict(checks.failure)
        if told_at and left <= told_at[0]:
            say(f"baking: {duration(left)} left, no check has failed", event=Event.BAKE)
            told_at = [each for each in told_at if each < left]
        waiter.patience.sleep(min(left, checks.pause()))
    verdict = checks.conclude(limit_seconds)
    if verdict.is_passed:
        say(f"{f'baked for {duration(seconds)}: ' if seconds > 0 else ''}checks passed", event=Event.BAKE)
    return verdict
