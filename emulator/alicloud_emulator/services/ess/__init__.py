"""Auto Scaling, versions 2014-08-28 and 2022-02-22: one set of handlers, written in the shape of 2022."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from alicloud_emulator.services.ess import regions
from alicloud_emulator.services.ess.shapes import in_both_shapes

if TYPE_CHECKING:
    from collections.abc import Mapping

    from alicloud_emulator.services.action import Action

__all__ = ["ACTIONS"]

ACTIONS: Mapping[str, Action] = {
    name: replace(action, handler=in_both_shapes(action.handler)) for name, action in {**regions.ACTIONS}.items()
}
