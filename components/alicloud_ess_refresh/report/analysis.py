"""From what the service tells of a refresh to what a report says. Pure."""

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import datetime
from itertools import groupby, pairwise

from alicloud_ess_refresh.cloud.model import InstanceRefreshTask, RefreshStatus, ScalingActivity
from alicloud_ess_refresh.refresh.band import band_of
from alicloud_ess_refresh.refresh.journal import Event
from alicloud_ess_refresh.report.errors import NoReportError
from alicloud_ess_refresh.report.model import Batch, Failure, Lifetime, Moment, Pause, Point, Report
from alicloud_ess_refresh.sight.model import Sight

__all__ = ["analyse"]

_FAILED = frozenset({"Failed", "Rejected", "Warning"})
_PAUSES: Mapping[str, str] = {
    RefreshStatus.CHECKPOINT_PAUSE: "at a checkpoint",
    RefreshStatus.PAUSED: "suspended",
}


def analyse(
    sight: Sight,
    tasks: Sequence[InstanceRefreshTask],
    activities_of_tasks: Sequence[Sequence[ScalingActivity]],
    moments: Sequence[Moment] = (),
    *,
    before: InstanceRefreshTask | None = None,
    has_progress: bool = False,
) -> Report:
    """
    Make a report.

    Args:
        sight: The group at the time of the report.
        tasks: Those of one release, oldest first.
        activities_of_tasks: Those of each task, oldest first.
        moments: Lines of the progress file, oldest first.
        before: The refresh before the first of the tasks; None where the service knows of none.
        has_progress: There is such a file.
    """
    first, last = tasks[0], tasks[-1]
    at = sight.at or _last_told(tasks)
    began = _time(first.start_time) or min((moment.at for moment in moments), default=at)
    ended = max(began, _time(last.end_time) or at)
    activities = [activity for each in activities_of_tasks for activity in each]
    groups = [
        (task.instance_refresh_task_id, group)
        for task, own in zip(tasks, activities_of_tasks, strict=True)
        for group in _grouped(own)
    ]
    batches = tuple(_batch(number, task_id, group) for number, (task_id, group) in enumerate(groups, 1))
    lifetimes = _lifetimes(activities, {each.instance_id: each.source for each in sight.instances})
    touched = {each.instance_id for each in lifetimes}
    return Report(
        region=sight.region,
        at=at,
        tasks=tuple(tasks),
        before=before,
        band=band_of(sight.group.wanted_capacity, first.min_healthy_percentage, first.max_healthy_percentage),
        began=began,
        ended=ended,
        batches=batches,
        lifetimes=lifetimes,
        points=_points(activities, began, ended),
        moments=tuple(moments),
        pauses=_pauses(moments, ended),
        sources=sight.sources,
        untouched=sum(1 for each in sight.instances if each.instance_id not in touched),
        has_progress=has_progress,
    )


def _last_told(tasks: Sequence[InstanceRefreshTask]) -> datetime:
    """
    Return the latest time that the service tells of these tasks: one that is not over has got at least this far.

    Raises:
        NoReportError: It tells none.
    """
    told = [at for task in tasks for text in (task.start_time, task.end_time) if (at := _time(text)) is not None]
    if not told:
        raise NoReportError(f"{tasks[0]}: the service tells no time of it; try again when it has begun")
    return max(told)


def _grouped(activities: Sequence[ScalingActivity]) -> list[list[ScalingActivity]]:
    """A batch begins with what adds instances, or tries to, after others were removed; tries again are part of it."""
    groups: list[list[ScalingActivity]] = []
    for activity in activities:
        if not groups or (not activity.destroyed_instances and groups[-1][-1].destroyed_instances):
            groups.append([])
        groups[-1].append(activity)
    return groups


def _batch(number: int, task_id: str, activities: Sequence[ScalingActivity]) -> Batch:
    ends = [_time(each.end_time) for each in activities]
    ended = [end for end in ends if end is not None]
    return Batch(
        number=number,
        task_id=task_id,
        began=min(_began(each) for each in activities),
        ended=max(ended) if len(ended) == len(ends) else None,
        added=sum(len(each.created_instances) for each in activities),
        removed=sum(len(each.destroyed_instances) for each in activities),
        capacity=_count_after(activities[-1]),
        failures=tuple(
            Failure(reason, times)
            for reason, times in Counter(each.reason for each in activities if _has_failed(each)).items()
        ),
    )


def _lifetimes(activities: Sequence[ScalingActivity], sources: dict[str, str]) -> tuple[Lifetime, ...]:
    """Those removed first, then those added, each in the order in which that happened."""
    removals = {i: each for each in activities for i in each.destroyed_instances}
    additions = {i: each for each in activities for i in each.created_instances}
    return tuple(
        Lifetime(
            instance_id=instance_id,
            added=_began(additions[instance_id]) if instance_id in additions else None,
            in_service=_time(additions[instance_id].end_time) if instance_id in additions else None,
            removed=_began(removals[instance_id]) if instance_id in removals else None,
            gone=_time(removals[instance_id].end_time) if instance_id in removals else None,
            source=sources.get(instance_id, ""),
        )
        for instance_id in [*(i for i in removals if i not in additions), *additions]
    )


def _points(activities: Sequence[ScalingActivity], began: datetime, ended: datetime) -> tuple[Point, ...]:
    """Count after each activity; before the first one, what that one has not changed yet."""
    counted = [(each, count) for each in activities if (count := _count_after(each)) is not None]
    if not counted:
        return ()
    first, capacity = counted[0]
    before = capacity - len(first.created_instances) + len(first.destroyed_instances)
    points = [Point(began, before)]
    for activity, instances in counted:
        # What is added counts from the beginning on, what is removed until the end.
        at = _began(activity) if activity.created_instances else _time(activity.end_time) or _began(activity)
        if instances == points[-1].instances:
            continue
        # Activities are told to the minute, which may lie before the task's second; and never back in time.
        points.append(Point(min(max(at, points[-1].at), ended), instances))
    return (*points, Point(ended, points[-1].instances))


def _pauses(moments: Sequence[Moment], ended: datetime) -> tuple[Pause, ...]:
    told = [each for each in moments if each.status]
    begins = [(status, next(run).at) for status, run in groupby(told, key=lambda each: each.status)]
    return tuple(
        Pause(began, max(began, until), _pause_label(status, began, until, moments))
        for (status, began), (_, until) in pairwise([*begins, ("", ended)])
        if status in _PAUSES
    )


def _pause_label(status: str, began: datetime, until: datetime, moments: Sequence[Moment]) -> str:
    is_asked = any(each.event is Event.APPROVAL_WANTED and began <= each.at <= until for each in moments)
    return "waiting for approval" if is_asked and status == RefreshStatus.PAUSED else _PAUSES[status]


def _count_after(activity: ScalingActivity) -> int | None:
    """Answer the instances of the group; the total of an activity that goes on is no count of them yet."""
    return activity.total_capacity if activity.end_time else None


def _has_failed(activity: ScalingActivity) -> bool:
    return activity.status_code in _FAILED


def _began(activity: ScalingActivity) -> datetime:
    return datetime.fromisoformat(activity.start_time)


def _time(text: str) -> datetime | None:
    return datetime.fromisoformat(text) if text else None
