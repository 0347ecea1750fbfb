"""CloudMonitor, Cms 2019-01-01."""

from __future__ import annotations

from typing import TYPE_CHECKING

from alicloud_emulator.services.cms import alarms, contact_groups, event_rules, event_targets

if TYPE_CHECKING:
    from collections.abc import Mapping

    from alicloud_emulator.services.action import Action

__all__ = ["ACTIONS"]

ACTIONS: Mapping[str, Action] = {
    **alarms.ACTIONS,
    **contact_groups.ACTIONS,
    **event_rules.ACTIONS,
    **event_targets.ACTIONS,
}
