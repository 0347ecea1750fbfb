"""What a report says, in types. Pure."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from alicloud_ess_refresh.cloud.refresh_tasks import InstanceRefreshTask, RefreshStatus
from alicloud_ess_refresh.refresh.band import Band
from alicloud_ess_refresh.refresh.journal import Event
from alicloud_ess_refresh.sight.model import SourceCount

__all__ = ["Batch", "Failure", "Lifetime", "Moment", "OtherActivity", "Pause", "Point", "Report"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Moment:
    """A line of the progress file. `task_id` and `status` are empty where it tells of no task's state."""

    at: datetime
    event: Event
    text: str
    task_id: str = ""
    status: str = ""


@dataclass(frozen=True, slots=True)
class Failure:
    """The service's reason, how many activities ended with it, and their ids."""

    reason: str
    times: int
    scaling_activity_ids: tuple[str, ...] = ()

    def __str__(self) -> str:
        return self.reason if self.times == 1 else f"{self.reason} ({self.times} times)"


@dataclass(frozen=True, slots=True, kw_only=True)
class Batch:
    """
    Instances that were added, and those that were removed after them.

    Attributes:
        number: From 1 on, over all tasks of the release.
        task_id: The task that made it.
        ended: None while it goes on.
        capacity: Instances of the group after it; None while it goes on, or where the service does not say.
    """

    number: int
    task_id: str
    began: datetime
    ended: datetime | None
    added: int
    removed: int
    capacity: int | None
    failures: tuple[Failure, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class OtherActivity:
    """
    What the group did by itself, or somebody with it, while the refresh ran.

    Attributes:
        cause: Why, in the service's words; empty where it says nothing.
        ended: None while it goes on.
        failure: The service's reason, where it failed; otherwise empty.
        failed_instances: Those that it removed, and that had failed.
    """

    scaling_activity_id: str
    cause: str
    began: datetime
    ended: datetime | None
    added: int
    removed: int
    failure: str = ""
    failed_instances: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Lifetime:
    """
    An instance that was added or removed while the refresh ran, or both.

    Attributes:
        added, removed: When that began, or None: it was there before, or is there still.
        in_service, gone: When that had ended, or None. One that failed after it was added never was in service.
        source: What it is made from; empty where it is no longer there.
        failure: Why it failed; empty where nobody says that it did.
    """

    instance_id: str
    added: datetime | None = None
    in_service: datetime | None = None
    removed: datetime | None = None
    gone: datetime | None = None
    source: str = ""
    failure: str = ""


@dataclass(frozen=True, slots=True)
class Point:
    """So many instances from this moment on."""

    at: datetime
    instances: int


@dataclass(frozen=True, slots=True)
class Pause:
    """Standing still from `began` to `ended`. `label`: why."""

    began: datetime
    ended: datetime
    label: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """
    One release: a refresh, and those that took the group back after it, as far as a progress file tells of them.

    Attributes:
        tasks: Oldest first, at least one.
        before: The refresh before them; None where the service knows of none.
        at: When it was looked at.
        band: Bounds for the group's capacity of today.
        points: Instances of the group over time, from `began` to `ended`.
        pauses: From the progress file.
        others: Activities of the group that are not the tasks', oldest first.
        sources: What the instances are made from now.
        untouched: Instances of the group that were neither added nor removed.
        has_progress: A progress file told of it.
    """

    region: str
    at: datetime
    tasks: tuple[InstanceRefreshTask, ...]
    before: InstanceRefreshTask | None
    band: Band
    began: datetime
    ended: datetime
    batches: tuple[Batch, ...]
    lifetimes: tuple[Lifetime, ...]
    points: tuple[Point, ...]
    moments: tuple[Moment, ...]
    pauses: tuple[Pause, ...]
    others: tuple[OtherActivity, ...]
    sources: tuple[SourceCount, ...]
    untouched: int
    has_progress: bool

    @property
    def task(self) -> InstanceRefreshTask:
        """The task that the release was started with."""
        return self.tasks[0]

    @property
    def ways_back(self) -> tuple[InstanceRefreshTask, ...]:
        return self.tasks[1:]

    @property
    def follows_a_failure(self) -> bool:
        """The refresh before it did not succeed."""
        return self.before is not None and self.before.status is not RefreshStatus.SUCCESSFUL

    @property
    def is_over(self) -> bool:
        return all(task.is_settled for task in self.tasks)

    @property
    def at_rest(self) -> tuple[SourceCount, ...]:
        """What the group is made of now, without configurations that no instance is made from."""
        return tuple(each for each in self.sources if each.count)

    @property
    def took(self) -> timedelta:
        return self.ended - self.began

    @property
    def lowest(self) -> int | None:
        return min((point.instances for point in self.points), default=None)

    @property
    def highest(self) -> int | None:
        return max((point.instances for point in self.points), default=None)

    @property
    def failed(self) -> tuple[Lifetime, ...]:
        """Instances that failed."""
        return tuple(each for each in self.lifetimes if each.failure)

    @property
    def last_word(self) -> Moment | None:
        """How the release ended by its own account; None where no progress file tells."""
        return next((each for each in reversed(self.moments) if each.event in {Event.DONE, Event.FAILED}), None)

    @property
    def why(self) -> str:
        """Why it did not succeed: the check that failed, or else the service's remark; empty where nobody says."""
        failed = [moment.text for moment in self.moments if moment.event is Event.CHECK_FAILED]
        return failed[-1] if failed else self.task.reason
