"""A group at one moment: its task, and what its instances are made from."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from alicloud_ess_refresh.cli.errors import RefusedCallError
from alicloud_ess_refresh.cloud.model import InstanceRefreshTask, RefreshStatus, ScalingGroup, ScalingInstance
from alicloud_ess_refresh.dynamic.patience import CALM_SECONDS
from alicloud_ess_refresh.refresh.checkpoints import Approval, awaits_approval, remark
from alicloud_ess_refresh.refresh.estimate import NO_PAUSES, Pauses, Seen, remaining_seconds
from alicloud_ess_refresh.refresh.rules import DEFAULT_CHECKPOINT_PAUSE_MINUTES
from alicloud_ess_refresh.refresh.standing import active_configuration
from alicloud_ess_refresh.refresh.waiter import Waiter

__all__ = ["Estimates", "Sight", "SourceCount", "find_task", "look"]


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceCount:
    """How many instances are made from one configuration, by what they are doing."""

    source: str
    is_active: bool
    in_service: int
    starting: int
    leaving: int
    ignored: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Sight:
    """
    What is seen.

    Attributes:
        at: When, aware.
        task: The running task, or else the newest; None where the group never had one.
    """

    region: str
    at: datetime
    group: ScalingGroup
    instances: tuple[ScalingInstance, ...]
    task: InstanceRefreshTask | None
    remaining_seconds: float | None = None

    @property
    def waits_for(self) -> str:
        """
        What a task that stands still waits for; empty where it does not.

        A task does not tell who decides at its checkpoints: one that is suspended at one may be approved.
        """
        if self.task is None:
            return ""
        if awaits_approval(self.task, Approval.MANUAL):
            return f"waiting for approval: `ess-refresh approve {self.task.scaling_group_id}`"
        return remark(self.task, Approval.MANUAL)

    @property
    def active(self) -> str | None:
        """What the group makes instances from, as `ScalingInstance.source` names it."""
        active = active_configuration(self.group)
        if active is None:
            return None
        return (
            active.scaling_configuration_id or f"{active.launch_template_id} version {active.launch_template_version}"
        )

    @property
    def sources(self) -> tuple[SourceCount, ...]:
        """Count the instances of each configuration; the active one always is among them."""
        named = {each.source for each in self.instances} | ({self.active} if self.active else set())
        return tuple(self._count(source) for source in sorted(named))

    def _count(self, source: str) -> SourceCount:
        doing = Counter(_doing(each) for each in self.instances if each.source == source)
        return SourceCount(
            source=source,
            is_active=source == self.active,
            in_service=doing["in_service"],
            starting=doing["starting"],
            leaving=doing["leaving"],
            ignored=doing["ignored"],
        )


def _doing(instance: ScalingInstance) -> str:
    if instance.is_leaving:
        return "leaving"
    if not instance.is_refreshed:
        return "ignored"
    return "in_service" if instance.lifecycle_state == "InService" else "starting"


def find_task(tasks: Sequence[InstanceRefreshTask], scaling_group_id: str, task_id: str) -> InstanceRefreshTask | None:
    """
    Answer the task of that id; without one the running task, or else the newest.

    Raises:
        RefusedCallError: The group has no such task.
    """
    if not task_id:
        running = next((task for task in tasks if not task.status.is_settled), None)
        return running or next(iter(tasks), None)
    found = next((task for task in tasks if task.instance_refresh_task_id == task_id), None)
    if found is None:
        raise RefusedCallError(
            f"{scaling_group_id} has no instance refresh {task_id}: `ess-refresh history {scaling_group_id}` lists "
            "those that the service still knows"
        )
    return found


def look(waiter: Waiter, scaling_group_id: str, task_id: str, at: datetime) -> Sight:
    """
    Look at a group.

    Raises:
        AlicloudError: It cannot be seen, or has no such task.
    """
    client = waiter.client
    group = waiter.group(scaling_group_id, waiter.clock.now() + CALM_SECONDS)
    instances = waiter.patience.calmly(lambda: client.describe_scaling_instances(scaling_group_id))
    tasks = waiter.patience.calmly(lambda: client.describe_instance_refreshes(scaling_group_id))
    task = find_task(tasks, scaling_group_id, task_id)
    return Sight(
        region=client.region,
        at=at,
        group=group,
        instances=instances,
        task=task,
        remaining_seconds=Estimates().after(task, at) if task else None,
    )


class Estimates:
    """The time left of a task, from what is seen of it, and from its start before that."""

    def __init__(self) -> None:
        self._seen: list[Seen] = []
        self._pauses = NO_PAUSES

    def after(self, task: InstanceRefreshTask, at: datetime) -> float | None:
        """Answer the seconds left after this look; None where there is nothing to estimate from."""
        now, finished, total = at.timestamp(), task.finished_update_capacity or 0, task.total_need_update_capacity or 0
        is_turning = bool(self._seen) and task.status is RefreshStatus.ROLLBACK_IN_PROGRESS != self._seen[-1].status
        if not self._seen or is_turning:
            self._begin(task, finished, total)
        self._seen.append(Seen(now, task.status, finished, total))
        return remaining_seconds(self._seen, self._pauses)

    def _begin(self, task: InstanceRefreshTask, finished: int, total: int) -> None:
        """Take the time before the first look for work, less pauses; nobody knows when a task has turned back."""
        minutes = task.checkpoint_pause_time or DEFAULT_CHECKPOINT_PAUSE_MINUTES
        ahead = tuple(each for each in task.checkpoints if each * total > 100 * finished)
        self._pauses = Pauses(ahead, minutes * 60.0)
        self._seen = []
        if task.start_time and task.status in {RefreshStatus.PENDING, RefreshStatus.IN_PROGRESS}:
            paused = (len(task.checkpoints) - len(ahead)) * self._pauses.seconds
            started = datetime.fromisoformat(task.start_time).timestamp()
            self._seen = [Seen(started + paused, RefreshStatus.IN_PROGRESS, 0, total)]
