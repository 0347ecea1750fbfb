"""A group at one moment: its task, and what its instances are made from."""

from collections import Counter
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from alicloud_ess_refresh.cloud.model import InstanceRefreshTask, RefreshStatus, ScalingGroup, ScalingInstance
from alicloud_ess_refresh.refresh.checkpoints import Approval, awaits_approval

__all__ = ["Sight", "SourceCount", "WaitsFor"]


class WaitsFor(StrEnum):
    """What lets a task go on that stands still."""

    APPROVAL = "approval"
    RESUME = "resume"
    END_OF_PAUSE = "checkpoint_pause_end"


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceCount:
    """How many instances are made from one configuration, by what they are doing; `in_service` are healthy."""

    source: str
    is_active: bool
    in_service: int
    unhealthy: int
    starting: int
    leaving: int
    ignored: int

    @property
    def count(self) -> int:
        return self.in_service + self.unhealthy + self.starting + self.leaving + self.ignored


@dataclass(frozen=True, slots=True, kw_only=True)
class Sight:
    """
    What is seen.

    Attributes:
        at: When, aware, by the service's clock; None where it does not say.
        tasks: Those that the service still knows, newest first.
        task: The running task, or else the newest; None where the group never had one.
    """

    region: str
    at: datetime | None
    group: ScalingGroup
    instances: tuple[ScalingInstance, ...]
    tasks: tuple[InstanceRefreshTask, ...]
    task: InstanceRefreshTask | None
    remaining_seconds: float | None = None

    @property
    def waits_for(self) -> WaitsFor | None:
        """
        What a task that stands still waits for; None where it does not.

        A task does not tell who decides at its checkpoints: one that is suspended at one may be approved.
        """
        if self.task is None:
            return None
        if awaits_approval(self.task, Approval.MANUAL):
            return WaitsFor.APPROVAL
        return _WAITS_FOR.get(self.task.status)

    @property
    def active(self) -> str | None:
        """What the group makes instances from, as `ScalingInstance.source` names it."""
        return self.group.active_source or None

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
            unhealthy=doing["unhealthy"],
            starting=doing["starting"],
            leaving=doing["leaving"],
            ignored=doing["ignored"],
        )


_WAITS_FOR = {RefreshStatus.PAUSED: WaitsFor.RESUME, RefreshStatus.CHECKPOINT_PAUSE: WaitsFor.END_OF_PAUSE}


def _doing(instance: ScalingInstance) -> str:
    if instance.is_leaving:
        return "leaving"
    if not instance.is_refreshed:
        return "ignored"
    if instance.is_unhealthy_in_service:
        return "unhealthy"
    return "in_service" if instance.lifecycle_state == "InService" else "starting"
