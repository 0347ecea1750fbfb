"""A group at one moment: its task, and what its instances are made from."""

from collections import Counter
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from alicloud_ess_refresh.cloud.launch_templates import LaunchTemplate
from alicloud_ess_refresh.cloud.refresh_tasks import InstanceRefreshTask, RefreshStatus
from alicloud_ess_refresh.cloud.scaling_groups import ScalingGroup, ScalingInstance
from alicloud_ess_refresh.refresh.checkpoints import Approval, awaits_approval
from alicloud_ess_refresh.refresh.facts import Facts, active_sources

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
        template: The launch template that a moving version of is active; None where there is no such version, or where
            it could not be looked up.
        trouble: Why the launch template could not be looked up; empty where nothing went wrong.
    """

    region: str
    at: datetime | None
    group: ScalingGroup
    instances: tuple[ScalingInstance, ...]
    tasks: tuple[InstanceRefreshTask, ...]
    task: InstanceRefreshTask | None
    remaining_seconds: float | None = None
    template: LaunchTemplate | None = None
    trouble: str = ""

    @property
    def facts(self) -> Facts:
        """Return what judgements rest on; the group's scaling configurations are not looked up."""
        return Facts(group=self.group, instances=self.instances, tasks=self.tasks, template=self.template)

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
    def active_versions(self) -> tuple[str, ...]:
        """
        Return the numbers that the active launch template version stands for now.

        Several where the group names no version; none where that is not known, or where the group has no launch
        template.
        """
        group = self.group
        if not group.launch_template_id:
            return ()
        return tuple(sorted(self.facts.versions(group.launch_template_id, group.launch_template_version)))

    @property
    def sources(self) -> tuple[SourceCount, ...]:
        """Count the instances of each configuration; the active one always is among them."""
        active = active_sources(self.facts)
        named = {each.source for each in self.instances}
        if not named.intersection(active):
            named.update(active[:1])
        return tuple(self._count(source, is_active=source in active) for source in sorted(named))

    def _count(self, source: str, *, is_active: bool) -> SourceCount:
        doing = Counter(_doing(each) for each in self.instances if each.source == source)
        return SourceCount(
            source=source,
            is_active=is_active,
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
