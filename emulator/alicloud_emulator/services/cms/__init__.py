"""CloudMonitor, Cms 2019-01-01."""

from __future__ import annotations

from typing import TYPE_CHECKING

from alicloud_emulator.services.cms import event_rules, event_targets

if TYPE_CHECKING:
    from collections.abc import Mapping

    from alicloud_emulator.services.action import Action

__all__ = ["ACTIONS"]

ACTIONS: Mapping[str, Action] = {**event_rules.ACTIONS, **event_targets.ACTIONS}
