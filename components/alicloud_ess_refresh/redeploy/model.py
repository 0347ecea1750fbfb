"""
What a user declares for a redeployment, parsed; what is known of the instance; and how it can end well.

Typed and frozen. No I/O, no Pulumi.
"""

from dataclasses import dataclass
from enum import StrEnum

from alicloud_ess_refresh.cloud.ecs import EcsInstance, EcsTask, SystemEvent
from alicloud_ess_refresh.cloud.membership import Membership
from alicloud_ess_refresh.cloud.model import ScalingGroup
from alicloud_ess_refresh.redeploy.mark import TAG_KEY, Mark

__all__ = ["Facts", "InScalingGroup", "Outcome", "RedeployInputs", "Result"]


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


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """
    What the services say at one moment; None where there is none such.

    Attributes:
        group: Asked for where the instance is to be replaced, and so are `suspended_processes`.
    """

    instance: EcsInstance | None
    event: SystemEvent | None
    tasks: tuple[EcsTask, ...] = ()
    membership: Membership | None = None
    group: ScalingGroup | None = None
    suspended_processes: tuple[str, ...] = ()

    @property
    def mark(self) -> Mark | None:
        return Mark.parse(self.instance.tags.get(TAG_KEY, "")) if self.instance else None

    def own_mark(self, event_id: str) -> Mark | None:
        mark = self.mark
        return mark if mark and mark.event_id == event_id else None

    @property
    def answering_task(self) -> EcsTask | None:
        """
        The task that answers the event: one that runs, or one that has finished since the event was published.

        CreationTime has the precision of a minute. A task that failed answers nothing.
        """
        published = self.event.publish_time[: len("2026-01-01T00:00")] if self.event else ""
        running = next((task for task in self.tasks if task.is_running), None)
        since = (task for task in self.tasks if task.status == "Finished" and task.creation_time >= published > "")
        return running or next(since, None)


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
