"""Facts that reports are made from: a group of four, its tasks, activities and lines of a progress file."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

from alicloud_ess_refresh.cloud.refresh_tasks import InstanceRefreshTask
from alicloud_ess_refresh.cloud.scaling_groups import ScalingActivity, ScalingInstance
from alicloud_ess_refresh.refresh.journal import Event
from alicloud_ess_refresh.report.analysis import analyse
from alicloud_ess_refresh.report.model import Moment, Report
from alicloud_ess_refresh.sight.model import Sight
from unit.refresh.fakes import NEW, OLD, FakeEss, instances, task

NOON = datetime(2026, 1, 31, 12, 0, tzinfo=UTC)


def at(minute: float) -> datetime:
    return NOON + timedelta(minutes=minute)


def text(minute: float) -> str:
    return at(minute).strftime("%Y-%m-%dT%H:%MZ")


def activity(number: int, began: int, ended: int | None, capacity: int | None, **fields: Any) -> ScalingActivity:
    made = {
        "scaling_activity_id": f"asa-{number}",
        "status_message": "",
        "status_code": "Successful" if ended is not None else "InProgress",
        "start_time": text(began),
        "end_time": "" if ended is None else text(ended),
        "total_capacity": capacity,
    }
    return ScalingActivity(**(made | fields))


def moment(minute: float, event: Event, said: str = "", task_id: str = "", status: str = "") -> Moment:
    return Moment(at=at(minute), event=event, text=said, task_id=task_id, status=status)


def ended(task_id: str = "ir-1", status: str = "Successful", began: int = 0, end: int = 10, **fields: Any) -> Any:
    return task(task_id, status, **({"start_time": text(began), "end_time": text(end)} | fields))


SICK = "The health check found unhealthy instances."


def group(instances_now: list[ScalingInstance] | None = None) -> Sight:
    scripted = FakeEss().group
    assert scripted is not None
    return Sight(
        region="cn-hangzhou",
        at=at(30),
        group=replace(scripted, active_scaling_configuration_id=OLD),
        instances=tuple(instances(old=4) if instances_now is None else instances_now),
        tasks=(),
        task=None,
    )


def report(
    tasks: list[InstanceRefreshTask] | None = None,
    activities: list[list[ScalingActivity]] | None = None,
    moments: list[Moment] | None = None,
    **options: Any,
) -> Report:
    """Make a report; without more, of a refresh that succeeded and has no activity."""
    tasks = tasks or [ended()]
    return analyse(
        options.pop("sight", group()),
        tasks,
        activities or [[] for _ in tasks],
        moments or (),
        has_progress=moments is not None,
        **options,
    )


def long_release(batches: int, instances_each: int) -> Report:
    """Make a report of a release that replaces every instance of a group, some at a time."""
    activities, moments = [], []
    total = batches * instances_each
    for number in range(batches):
        news = tuple(f"i-bp1new{number:03}{each:09}" for each in range(instances_each))
        olds = tuple(f"i-bp1old{number:03}{each:09}" for each in range(instances_each))
        begun = 4 * number
        activities.append(activity(2 * number, begun, begun + 2, total + instances_each, created_instances=news))
        activities.append(activity(2 * number + 1, begun + 2, begun + 3, total, destroyed_instances=olds))
        moments.append(moment(begun, Event.TASK, f"InProgress, {number} batches", "ir-1", "InProgress"))
    made = [each for made in activities for each in made.created_instances]
    now = [
        ScalingInstance(instance_id=each, lifecycle_state="InService", scaling_configuration_id=NEW) for each in made
    ]
    sight = group(now)
    sight = replace(sight, group=replace(sight.group, min_size=total, active_scaling_configuration_id=NEW))
    finished = ended(end=4 * batches, total_need_update_capacity=total, finished_update_capacity=total)
    return report([finished], [activities], moments, sight=sight)
