"""ECS 2014-05-26: one module a noun."""

from __future__ import annotations

from typing import TYPE_CHECKING

from alicloud_emulator.services.ecs import (
    disks,
    instance_actions,
    instance_details,
    instance_settings,
    instances,
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

ACTIONS: Mapping[str, Action] = {
    **offer.ACTIONS,
    **security_groups.ACTIONS,
    **security_group_rules.ACTIONS,
    **instances.ACTIONS,
    **instance_actions.ACTIONS,
    **instance_settings.ACTIONS,
    **instance_details.ACTIONS,
    **maintenance.ACTIONS,
    **redeployment.ACTIONS,
    **system_events.ACTIONS,
    **disks.ACTIONS,
    **launch_templates.ACTIONS,
    **tagging.ACTIONS,
}
