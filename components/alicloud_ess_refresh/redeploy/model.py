"""
What a user declares for a redeployment, parsed; what is known of the instance; and how it can end well.

Typed and frozen. No I/O, no Pulumi.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from alicloud_ess_refresh.cloud.ecs import EcsInstance, EcsTask, SystemEvent
from alicloud_ess_refresh.cloud.membership import Membership
from alicloud_ess_refresh.cloud.scaling_groups import ScalingGroup
from alicloud_ess_refresh.redeploy.mark import TAG_KEY, Mark

__all__ = ["Facts", "InScalingGroup", "Outcome", "RedeployInputs", "Result", "is_under_way"]


class InScalingGroup(StrEnum):
    """What becomes of an instance that is in a scaling group."""

    STANDBY = "standby"
    """It is put into standby, moved, and put back into service."""
    STAY = "stay"
    """It is moved as it is: the group's health check may find it unhealthy meanwhile, and replace it."""
    REPLACE = "replace"
    """It is not moved: the group is told that it is unhealthy, and replaces it."""


class Outcome(StrEnum):
    """How the event came to be answered."""

    REDEPLOYED = "redeployed"
    """The instance was moved."""
    ADOPTED = "adopted"
    """A move that somebody else had begun, or the event itself, did it."""
    REPLACED = "replaced"
    """The group replaced the instance."""
    ALREADY_CLOSED = "already_closed"
    """The event was closed before."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RedeployInputs:
    """
    The inputs of `InstanceRedeploy`.

    Attributes:
        reason: Why the loss of local disks is accepted; not empty where it is.
        max_concurrent: Instances of one group that are moved or replaced at a time, 1 to 1000.
        wait_timeout_seconds: 1 to 604800.
        poll_interval_seconds: 1 to 300.
        lead_seconds: How long before NotBefore of a planned event a move has to be begun; 0 for any time. Whoever
            declares a redeployment has chosen the time; `ess-events` has not.
        waits_for_room: Wait while too many others of its group are out. Without it that is an error at once, for a
            caller that has something else to do meanwhile.
    """

    instance_id: str
    event_id: str
    accept_local_disk_loss: bool = False
    reason: str = ""
    in_scaling_group: InScalingGroup = InScalingGroup.STANDBY
    max_concurrent: int = 1
    force_stop: bool = False
    wait_timeout_seconds: int = 3600
    poll_interval_seconds: int = 10
    lead_seconds: int = 0
    waits_for_room: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """
    What the services say at one moment; None where there is none such.

    Attributes:
        group: Asked for where the instance is to be replaced, and so are `suspended_processes`.
        marked_event: The event that the instance's tag names, where that is another one.
    """

    instance: EcsInstance | None
    event: SystemEvent | None
    tasks: tuple[EcsTask, ...] = ()
    membership: Membership | None = None
    group: ScalingGroup | None = None
    suspended_processes: tuple[str, ...] = ()
    marked_event: SystemEvent | None = None

    @property
    def mark(self) -> Mark | None:
        return Mark.parse(self.instance.tags.get(TAG_KEY, "")) if self.instance else None

    def own_mark(self, event_id: str) -> Mark | None:
        mark = self.mark
        return mark if mark and mark.event_id == event_id else None

    def usable_mark(self, event_id: str) -> Mark | None:
        """
        Return the tag that whoever answers this event may take as its own: one of this event, or one that was left.

        A tag of another event was left behind where that event is over, or no longer listed, and no task moves the
        instance.
        """
        mark = self.mark
        if mark is None or mark.event_id == event_id:
            return mark
        is_over = self.marked_event is None or self.marked_event.is_closed
        return mark if is_over and not any(task.is_running for task in self.tasks) else None

    @property
    def attempts(self) -> tuple[EcsTask, ...]:
        """The tasks since the event was published. CreationTime has the precision of a minute."""
        published = self.event.publish_time[: len("2026-01-01T00:00")] if self.event else ""
        return tuple(task for task in self.tasks if task.creation_time >= published > "")

    @property
    def answering_task(self) -> EcsTask | None:
        """
        The task that answers the event: one that runs, or one that has finished since the event was published.

        A task that failed answers nothing.
        """
        running = next((task for task in self.tasks if task.is_running), None)
        return running or next((task for task in self.attempts if task.status == "Finished"), None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """
    A redeployment that ended well.

    Attributes:
        event: As it is now.
        instance_status: As it is now; empty where the instance is gone.
        task_id: The task that did it, or empty.
    """

    outcome: Outcome
    event: SystemEvent
    instance_status: str = ""
    task_id: str = ""


def is_under_way(mark: Mark, member: Membership | None, tasks: Iterable[EcsTask]) -> bool:
    """Tell whether more has been done to the instance than setting its tag."""
    if any(task.is_running for task in tasks):
        return True
    if member is None:
        return False
    is_reported = member.lifecycle_state != "InService" or member.health_status != "Healthy"
    return (mark.is_standby and member.lifecycle_state == "Standby") or (mark.is_replaced and is_reported)
