"""All that Auto Scaling has."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import MutableMapping

    from alicloud_emulator.state.ess.model import GroupRecord, ScalingActivity, ScalingConfiguration, ScalingGroup
    from alicloud_emulator.state.ess.refresh_model import RefreshTask

__all__ = ["Scaling"]


@dataclass(slots=True)
class Scaling:
    """Everything of Auto Scaling by id, in the order of its creation."""

    groups: dict[str, ScalingGroup] = field(default_factory=dict)
    configurations: dict[str, ScalingConfiguration] = field(default_factory=dict)
    activities: dict[str, ScalingActivity] = field(default_factory=dict)
    refresh_tasks: dict[str, RefreshTask] = field(default_factory=dict)
    hooks: dict[str, GroupRecord] = field(default_factory=dict)
    rules: dict[str, GroupRecord] = field(default_factory=dict)
    alarms: dict[str, GroupRecord] = field(default_factory=dict)
    scheduled_tasks: dict[str, GroupRecord] = field(default_factory=dict)
    notifications: dict[str, GroupRecord] = field(default_factory=dict)

    def belongings(self) -> dict[str, MutableMapping[str, Any]]:
        """Return the collections whose items have a `scaling_group_id` and go when their group goes, by their kind."""
        return {
            "scaling_configurations": self.configurations,
            "scaling_activities": self.activities,
            "instance_refresh_tasks": self.refresh_tasks,
            "lifecycle_hooks": self.hooks,
            "scaling_rules": self.rules,
            "alarms": self.alarms,
            "scheduled_tasks": self.scheduled_tasks,
            "notification_configurations": self.notifications,
        }
