"""
What a deletion does to its task that still runs, as `on_delete` says; where none runs, no call changes anything.

A task is its own where it goes to what the resource is for, where an update of the resource has started it, or where
the group is deleted with the resource. Another one is somebody else's, such as another stack's: left, and named.

By default it is cancelled: it would go on creating instances of a configuration that the same `pulumi destroy` is
about to delete, in a group that it is about to delete, and nobody would watch it any longer.
"""

from collections.abc import Mapping
from random import Random
from typing import Any

from alicloud_ess_refresh.clock import Clock
from alicloud_ess_refresh.cloud.desired_configuration import DesiredConfiguration
from alicloud_ess_refresh.cloud.ess import EssClient
from alicloud_ess_refresh.cloud.refresh_tasks import InstanceRefreshTask, RefreshStatus, running_task
from alicloud_ess_refresh.dynamic.engine import Engine
from alicloud_ess_refresh.dynamic.patience import CALM_SECONDS
from alicloud_ess_refresh.errors import AlicloudError, ScalingGroupNotFoundError
from alicloud_ess_refresh.refresh.endings import Act, Ending, OnDelete, Rollback, act_on
from alicloud_ess_refresh.refresh.errors import StillRunningError
from alicloud_ess_refresh.refresh.inputs import DEFAULT_POLL_INTERVAL_SECONDS, DEFAULT_WAIT_TIMEOUT_SECONDS
from alicloud_ess_refresh.refresh.observation import recorded_of
from alicloud_ess_refresh.refresh.standing import obstacle_to_rollback, standing
from alicloud_ess_refresh.refresh.stopping import limit_seconds, stop
from alicloud_ess_refresh.refresh.waiter import Waiter

__all__ = ["ProtectedGroupError", "Withdrawal"]

_DOING = {
    Act.CANCEL: ("cancelling it", "was cancelled"),
    Act.ROLL_BACK: ("rolling it back", "was rolled back"),
    Act.WAIT: ("waiting for its end", "was waited for"),
}
_ENDS = {
    Act.CANCEL: {RefreshStatus.CANCELLED},
    Act.ROLL_BACK: {RefreshStatus.ROLLBACK_SUCCESSFUL, RefreshStatus.ROLLBACK_FAILED},
}


class ProtectedGroupError(AlicloudError):
    """Raised by a deletion, which comes before that of the group: nothing was changed."""

    def __init__(self, scaling_group_id: str) -> None:
        super().__init__(
            f"{scaling_group_id}: the group has deletion protection and cannot be deleted: nothing was changed\n"
            "  Reason: the service would refuse to delete the group after everything that belongs to it\n"
            "  Next: 1. set `group_deletion_protection=False` in the program, and run `pulumi up`\n"
            "        2. run `pulumi destroy`, or take the group out of the program and run `pulumi up`\n"
            "  A group that was replaced is no longer in the program: switch its protection off with "
            "SetGroupDeletionProtection or in the console, and run `pulumi up`"
        )


class Withdrawal:
    """Deletes one resource."""

    def __init__(
        self,
        client: EssClient,
        scaling_group_id: str,
        props: Mapping[str, Any],
        *,
        clock: Clock,
        engine: Engine,
        chance: Random,
    ) -> None:
        """
        Prepare.

        Args:
            props: What the state holds. Options that it does not hold, as after an import, have their defaults.
        """
        self._group_id = scaling_group_id
        self._goes_with_group = bool(props.get("deleted_with_group"))
        self._desired = recorded_of(props).desired or DesiredConfiguration()
        self._own = {props.get(name) for name in ("unfinished_task_id", "instance_refresh_task_id")}
        self._on_delete = OnDelete(props.get("on_delete") or OnDelete.CANCEL)
        self._wait_timeout_seconds = int(props.get("wait_timeout_seconds") or DEFAULT_WAIT_TIMEOUT_SECONDS)
        self._waiter = Waiter.on(
            scaling_group_id,
            client=client,
            clock=clock,
            engine=engine,
            poll_interval_seconds=props.get("poll_interval_seconds") or DEFAULT_POLL_INTERVAL_SECONDS,
            chance=chance,
        )

    def carry_out(self) -> None:
        """
        Deal with the group's running task, if there is one. A group that does not exist has none.

        Raises:
            ProtectedGroupError: The group is to be deleted next, and the service would refuse.
            StillRunningError: It was to settle, and did not in time.
            ServiceError: The service did not answer, or refused.
        """
        running = self._running()
        if running is None:
            return
        if not self._is_own(running):
            self._say(
                running,
                f"goes on: it does not go to {self._desired}, and no recorded update of this resource has started it; "
                f"`ess-refresh cancel {self._group_id}` ends it",
            )
            return
        obstacle = obstacle_to_rollback(self._waiter, running) if self._on_delete is OnDelete.ROLLBACK else ""
        act = act_on(
            Ending.DELETED,
            self._on_delete,
            running.status,
            rollback=Rollback.NONE if obstacle else Rollback.BY_SERVICE,
        )
        if act is Act.LEAVE:
            self._say(running, f"goes on, as `on_delete` says; {standing(self._waiter, self._group_id)}")
            return
        doing, done = _DOING[act]
        self._say(running, f"is running: {doing}{f' instead, because {obstacle}' if obstacle else ''}")
        limit = limit_seconds(act, self._wait_timeout_seconds)
        ended = stop(self._waiter, act, running, limit_seconds=limit)
        where = standing(self._waiter, self._group_id)
        if not ended.status.is_settled:
            raise StillRunningError(ended, done=done, limit_seconds=limit, standing=where)
        if act in _ENDS and ended.status not in _ENDS[act]:
            done = "ended by itself before that"
        reason = f": {ended.reason}" if ended.reason else ""
        self._say(ended, f"{done}{reason}; {where}")

    def _is_own(self, running: InstanceRefreshTask) -> bool:
        is_told = self._goes_with_group or running.instance_refresh_task_id in self._own
        return is_told or self._desired.is_same_as(running.desired_configuration)

    def _say(self, task: InstanceRefreshTask, text: str) -> None:
        self._waiter.progress.say(f"deleted: {task} (`{task.status}`, {task.counts}) {text}")

    def _running(self) -> InstanceRefreshTask | None:
        waiter = self._waiter
        try:
            group = waiter.group(self._group_id, waiter.clock.now() + CALM_SECONDS)
        except ScalingGroupNotFoundError:
            return None
        if self._goes_with_group and group.is_deletion_protected:
            raise ProtectedGroupError(self._group_id)
        tasks = waiter.patience.calmly(lambda: waiter.client.describe_instance_refreshes(self._group_id))
        return running_task(tasks)
