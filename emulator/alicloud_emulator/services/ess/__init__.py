"""Auto Scaling, versions 2014-08-28 and 2022-02-22: one set of handlers, written in the shape of 2022."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from alicloud_emulator.limits import limited
from alicloud_emulator.services.ess import (
    activities,
    alarms,
    configurations,
    groups,
    hooks,
    instances,
    notifications,
    processes,
    refreshes,
    regions,
    rules,
    tags,
)
from alicloud_emulator.services.ess.shapes import in_both_shapes

if TYPE_CHECKING:
    from collections.abc import Mapping

    from alicloud_emulator.services.action import Action

__all__ = ["ACTIONS"]

MODULES = (
    regions,
    groups,
    configurations,
    instances,
    activities,
    refreshes,
    tags,
    hooks,
    rules,
    alarms,
    notifications,
    processes,
)
ACTIONS: Mapping[str, Action] = {
    name: replace(action, handler=in_both_shapes(limited("Ess", name, action).handler))
    for module in MODULES
    for name, action in module.ACTIONS.items()
}
