"""Waiting on a release: polling a task until something is the case."""

from collections.abc import Callable
from dataclasses import dataclass
from operator import attrgetter
from random import Random
from typing import Protocol, Self

from alicloud_ess_refresh.clock import Clock
from alicloud_ess_refresh.cloud.ess import EssClient
from alicloud_ess_refresh.cloud.launch_templates import LaunchTemplateClient
from alicloud_ess_refresh.cloud.refresh_tasks import InstanceRefreshTask, RefreshStatus
from alicloud_ess_refresh.cloud.scaling_groups import ScalingGroup
from alicloud_ess_refresh.dynamic.engine import Engine
from alicloud_ess_refresh.dynamic.pace import ANY_CHANCE
from alicloud_ess_refresh.dynamic.patience import RETRY_SECONDS, Patience
from alicloud_ess_refresh.errors import ScalingGroupNotFoundError, ServiceError, UnexpectedStatusError
from alicloud_ess_refresh.refresh.errors import LostSightError, TaskNotFoundError
from alicloud_ess_refresh.refresh.estimate import Seen
from alicloud_ess_refresh.refresh.pace import ReleasePace
from alicloud_ess_refresh.refresh.progress import Progress
from alicloud_ess_refresh.refresh.rules import checkpoint_pause_seconds

__all__ = ["Waiter"]

LISTING_DELAY_SECONDS = 60.0
"""How long a task that was accepted may be missing from DescribeInstanceRefreshes. No source says that it can be;
the service's lists are not said to be consistent either."""


class Guard(Protocol):
    """Something that has to be looked at while a task is waited for."""

    def pause(self) -> float:
        """Answer after how many seconds it has to be looked at next."""

    def look(self) -> str:
        """Look, if it is time; answer why the wait is to end, or an empty text."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiter:
    """
    Waits on one group.

    Attributes:
        poll_interval_seconds: Longest pause between two polls.
        pace: Decides on every pause; one that waits in the place of another goes on with it.
        open_templates: Opens a client that looks launch templates up; None where nobody has one.
    """

    client: EssClient
    clock: Clock
    progress: Progress
    patience: Patience
    poll_interval_seconds: float
    pace: ReleasePace
    open_templates: Callable[[], LaunchTemplateClient] | None = None

    @classmethod
    def on(
        cls,
        scaling_group_id: str,
        *,
        client: EssClient,
        clock: Clock,
        engine: Engine,
        poll_interval_seconds: float,
        chance: Random = ANY_CHANCE,
        progress: Progress | None = None,
    ) -> Self:
        progress = progress or Progress(scaling_group_id, clock=clock, engine=engine)
        retry_seconds = min(poll_interval_seconds, RETRY_SECONDS)
        return cls(
            client=client,
            clock=clock,
            progress=progress,
            patience=Patience(clock=clock, engine=engine, say=progress.say, retry_seconds=retry_seconds, chance=chance),
            poll_interval_seconds=poll_interval_seconds,
            pace=ReleasePace(chance),
        )

    def task(
        self,
        task: InstanceRefreshTask,
        deadline: float,
        *,
        is_over: Callable[[RefreshStatus], bool] = attrgetter("is_settled"),
        guard: Guard | None = None,
    ) -> InstanceRefreshTask:
        """
        Poll a task until it is settled, the time is up or a guard calls, and answer it as last seen.

        Args:
            is_over: Tells from its status that it need not be waited for any longer.
            guard: Looked at meanwhile, whenever it is time for it.

        Raises:
            TaskNotFoundError: It is no longer listed.
            LostSightError: The service refuses to tell, for a reason that will not pass.
            UnexpectedStatusError: It has a status that this version does not know.
        """
        missing_since: float | None = None
        while True:
            found = self._poll(task, deadline, guard)
            if found is not None:
                _require_known(found)
                missing_since = None
            elif missing_since is None:
                missing_since = self.clock.now()
            task = found or task
            self.progress.report(task)
            now = self.clock.now()
            if is_over(task.status) or now >= deadline or (guard is not None and guard.look()):
                return task
            if missing_since is not None and now - missing_since >= LISTING_DELAY_SECONDS:
                raise TaskNotFoundError(
                    instance_refresh_task_id=task.instance_refresh_task_id,
                    scaling_group_id=task.scaling_group_id,
                    missing_seconds=now - missing_since,
                )
            at_checkpoints = checkpoint_pause_seconds(task.checkpoint_pause_time)
            pause = self._pause(task.instance_refresh_task_id, Seen.of(task, now), at_checkpoints)
            self._rest(min(pause, deadline - now), guard)

    def _pause(self, subject: str, look: Seen, checkpoint_pause_seconds: float = 0.0) -> float:
        self.pace.course.note(subject, look)
        return self.pace.pause(look.at, self.poll_interval_seconds, checkpoint_pause_seconds=checkpoint_pause_seconds)

    def change(
        self,
        task: InstanceRefreshTask,
        call: Callable[[str, str], None],
        deadline: float,
        *,
        is_done: Callable[[RefreshStatus], bool],
    ) -> None:
        """
        Make a call about a task so that it takes effect once.

        Args:
            call: Takes the group's id and the task's.
            is_done: Tells from the task's status that the call has taken effect, or is no longer needed.

        Raises:
            ServiceError: It was refused, or got no answer until the deadline.
        """
        group_id, task_id = task.scaling_group_id, task.instance_refresh_task_id

        def act() -> bool:
            call(group_id, task_id)
            return True

        def observe() -> bool | None:
            seen = self.client.describe_instance_refresh(group_id, task_id)
            return True if seen is not None and is_done(seen.status) else None

        self.patience.ensure(deadline, act, observe)

    def _rest(self, seconds: float, guard: Guard | None) -> bool:
        """Sleep so long, or until the guard calls; tell whether it has called."""
        until = self.clock.now() + seconds
        while not (has_called := guard is not None and bool(guard.look())):
            left = until - self.clock.now()
            if left <= 0:
                break
            self.patience.sleep(left if guard is None else min(left, guard.pause()))
        return has_called

    def _poll(self, task: InstanceRefreshTask, deadline: float, guard: Guard | None) -> InstanceRefreshTask | None:
        """
        Ask for a task once; where no answer comes until the time is up or the guard calls, the last one stands.

        The guard asks others, whose answers may come although none comes here.
        """

        def ask() -> InstanceRefreshTask | None:
            return self.client.describe_instance_refresh(task.scaling_group_id, task.instance_refresh_task_id)

        try:
            return self.patience.until(deadline, ask, rest=lambda seconds: self._rest(seconds, guard))
        except ServiceError as error:
            if not error.is_transient:
                raise LostSightError(task, error) from error
            self._rest(max(0.0, deadline - self.clock.now()), guard)
            return task

    def rest(self, subject: str, look: Seen, deadline: float) -> None:
        """Sleep after a look at something that is waited for without a task, at most until the time is up."""
        self.patience.sleep(min(self._pause(subject, look), deadline - self.clock.now()))

    def service_seconds(self) -> float:
        """Return the seconds on the service's clock, or on this machine's where the service does not tell its own."""
        told = self.client.service_time
        return self.clock.now() if told is None else told.timestamp()

    def group(self, scaling_group_id: str, deadline: float) -> ScalingGroup:
        """
        Describe a group.

        Raises:
            ScalingGroupNotFoundError: There is none such.
        """
        group = self.patience.until(deadline, lambda: self.client.describe_scaling_group(scaling_group_id))
        if group is None:
            raise ScalingGroupNotFoundError(scaling_group_id, region=self.client.region)
        return group


def _require_known(task: InstanceRefreshTask) -> None:
    if not task.status.is_known:
        raise UnexpectedStatusError(
            task.status, instance_refresh_task_id=task.instance_refresh_task_id, known=tuple(RefreshStatus)
        )
