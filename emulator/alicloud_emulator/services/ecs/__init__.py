"""ECS 2014-05-26: one module a noun."""

from __future__ import annotations

from typing import TYPE_CHECKING

from alicloud_emulator.limits import limited
from alicloud_emulator.services.ecs import (
    disks,
    instance_actions,
    instance_details,
    instance_settings,
    instances,
    key_pairs,
    launch_templates,
    maintenance,
    offer,
    redeployment,
    security_group_rules,
    security_groups,
    system_events,
    tagging,
)

if TYPE_CHECKING:
    from collections.abc import Mapping

    from alicloud_emulator.services.action import Action

__all__ = ["ACTIONS"]

MODULES = (
    offer,
    security_groups,
    security_group_rules,
    key_pairs,
    instances,
    instance_actions,
    instance_settings,
    instance_details,
    maintenance,
    redeployment,
    system_events,
    disks,
    launch_templates,
    tagging,
)
ACTIONS: Mapping[str, Action] = {
    name: limited("Ecs", name, action) for module in MODULES for name, action in module.ACTIONS.items()
}
