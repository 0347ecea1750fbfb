"""From what the service tells of a refresh to what a report says. Pure."""

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime
from itertools import groupby, pairwise

from alicloud_ess_refresh.cloud.refresh_tasks import InstanceRefreshTask, RefreshStatus
from alicloud_ess_refresh.cloud.scaling_groups import ScalingActivity, ScalingInstance
from alicloud_ess_refresh.refresh.band import band_of
from alicloud_ess_refresh.refresh.journal import Event
from alicloud_ess_refresh.report.errors import NoReportError
from alicloud_ess_refresh.report.model import Batch, Failure, Lifetime, Moment, OtherActivity, Pause, Point, Report
from alicloud_ess_refresh.sight.model import Sight

__all__ = ["analyse"]

_FAILED = frozenset({"Failed", "Rejected", "Warning"})
_INSTANCE_ID = re.compile(r"\bi-[0-9a-z]+\b")
_HEALTH = re.compile(r"unhealthy|health check", re.IGNORECASE)
"""What the service says of an activity that removes sick instances. Its words are documented nowhere: an instance whose
removal is told in other words is drawn as one that was removed."""
_UNHEALTHY = "in service, and not healthy"
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
    others: Sequence[ScalingActivity] = (),
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
        others: All activities of the group since the first task began, oldest first; those of the tasks may be among
            them.
        before: The refresh before the first of the tasks; None where the service knows of none.
        has_progress: There is such a file.
    """
    first, last = tasks[0], tasks[-1]
    at = sight.at or _last_told(tasks)
    began = _time(first.start_time) or min((moment.at for moment in moments), default=at)
    ended = max(began, _time(last.end_time) or at)
    own = [activity for each in activities_of_tasks for activity in each]
    meanwhile, later = _beside(own, others, began, ended)
    activities = _in_order([*own, *meanwhile], others)
    failures = _failures(tasks, [*activities, *later], sight.instances)
    lifetimes = _lifetimes(activities, later, {each.instance_id: each.source for each in sight.instances}, failures)
    touched = {each.instance_id for each in lifetimes}
    return Report(
        region=sight.region,
        at=at,
        tasks=tuple(tasks),
        before=before,
        band=band_of(sight.group.wanted_capacity, first.min_healthy_percentage, first.max_healthy_percentage),
        began=began,
        ended=ended,
        batches=_batches(tasks, activities_of_tasks),
        lifetimes=lifetimes,
        points=_points(activities, began, ended),
        moments=tuple(moments),
        pauses=_pauses(moments, ended),
        others=tuple(_other(each, failures) for each in meanwhile),
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


def _in_order(activities: Sequence[ScalingActivity], listed: Sequence[ScalingActivity]) -> list[ScalingActivity]:
    """Sort by the beginning; in one minute as the service lists them."""
    places = {each.scaling_activity_id: place for place, each in enumerate(listed)}
    return sorted(activities, key=lambda each: (each.start_time, places.get(each.scaling_activity_id, -1)))


def _batches(
    tasks: Sequence[InstanceRefreshTask], activities_of_tasks: Sequence[Sequence[ScalingActivity]]
) -> tuple[Batch, ...]:
    groups = [
        (task.instance_refresh_task_id, group)
        for task, own in zip(tasks, activities_of_tasks, strict=True)
        for group in _grouped(own)
    ]
    return tuple(_batch(number, task_id, group) for number, (task_id, group) in enumerate(groups, 1))


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
        failures=_failures_of(activities),
    )


def _failures_of(activities: Sequence[ScalingActivity]) -> tuple[Failure, ...]:
    """Name each reason once."""
    ids: defaultdict[str, list[str]] = defaultdict(list)
    for each in activities:
        if _has_failed(each):
            ids[each.reason].append(each.scaling_activity_id)
    return tuple(Failure(reason, len(named), tuple(named)) for reason, named in ids.items())


def _beside(
    own: Sequence[ScalingActivity], others: Sequence[ScalingActivity], began: datetime, ended: datetime
) -> tuple[list[ScalingActivity], list[ScalingActivity]]:
    """
    Part the group's other activities: those while the tasks ran, and those after them, of a later refresh included.

    Times are to the minute. What began and ended in the minute in which the first task began was before it.
    """
    ids = {each.scaling_activity_id for each in own}
    beginning = began.replace(second=0, microsecond=0)
    found = [
        each
        for each in others
        if each.scaling_activity_id not in ids
        and (_began(each) > beginning or (_began(each) == beginning and _time(each.end_time) != beginning))
    ]
    meanwhile = [each for each in found if _began(each) <= ended and not each.instance_refresh_task_id]
    return meanwhile, [each for each in found if each not in meanwhile]


def _other(activity: ScalingActivity, failures: Mapping[str, str]) -> OtherActivity:
    return OtherActivity(
        scaling_activity_id=activity.scaling_activity_id,
        cause=activity.cause.rstrip(". "),
        began=_began(activity),
        ended=_time(activity.end_time),
        added=len(activity.created_instances),
        removed=len(activity.destroyed_instances),
        failure=activity.reason if _has_failed(activity) else "",
        failed_instances=tuple(each for each in activity.destroyed_instances if each in failures),
    )


def _failures(
    tasks: Sequence[InstanceRefreshTask],
    activities: Sequence[ScalingActivity],
    instances: Sequence[ScalingInstance],
) -> dict[str, str]:
    """
    Return why instances failed, by their ids.

    The service names them in the remark of a task that did not succeed; it says of those that are there that they are
    not healthy; and it removes what its health check has found.
    """
    sick = {each.instance_id: _UNHEALTHY for each in instances if each.is_unhealthy_in_service}
    removed = {
        instance_id: each.cause.rstrip(". ")
        for each in activities
        if _HEALTH.search(each.cause)
        for instance_id in each.destroyed_instances
    }
    named = {
        instance_id: task.reason
        for task in tasks
        if task.status is not RefreshStatus.SUCCESSFUL
        for instance_id in _INSTANCE_ID.findall(task.detail)
    }
    return removed | sick | named


def _lifetimes(
    activities: Sequence[ScalingActivity],
    later: Sequence[ScalingActivity],
    sources: Mapping[str, str],
    failures: Mapping[str, str],
) -> tuple[Lifetime, ...]:
    """
    Return those removed first, then those added, each in the order in which that happened.

    Args:
        later: Activities after the tasks: they tell only when an instance went that came while the tasks ran.
    """
    removals = {i: each for each in activities for i in each.destroyed_instances}
    additions = {i: each for each in activities for i in each.created_instances}
    removals |= {i: each for each in later for i in each.destroyed_instances if i in additions}
    return tuple(
        Lifetime(
            instance_id=instance_id,
            added=_began(additions[instance_id]) if instance_id in additions else None,
            in_service=_time(additions[instance_id].end_time)
            if instance_id in additions and instance_id not in failures
            else None,
            removed=_began(removals[instance_id]) if instance_id in removals else None,
            gone=_time(removals[instance_id].end_time) if instance_id in removals else None,
            source=sources.get(instance_id, ""),
            failure=failures.get(instance_id, ""),
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
