"""One module a product; each holds `ACTIONS`, from an action's name to what the emulator does for it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from alicloud_emulator.limits import limited
from alicloud_emulator.services import (
    actiontrail,
    bssopenapi,
    cms,
    ecs,
    ess,
    eventbridge,
    location,
    mns,
    mns_open,
    ram,
    sts,
    vpc,
)

if TYPE_CHECKING:
    from collections.abc import Mapping

    from alicloud_emulator.services.action import Action

__all__ = ["ACTIONS_OF_PRODUCT"]

ACTIONS_OF_PRODUCT: Mapping[str, Mapping[str, Action]] = {
    "Actiontrail": actiontrail.ACTIONS,
    "BssOpenApi": bssopenapi.ACTIONS,
    "Cms": cms.ACTIONS,
    "Ecs": ecs.ACTIONS,
    "Ess": ess.ACTIONS,
    "eventbridge": eventbridge.ACTIONS,
    "Location": location.ACTIONS,
    "Mns": mns.ACTIONS,
    "Mns-open": mns_open.ACTIONS,
    "Ram": ram.ACTIONS,
    "Sts": sts.ACTIONS,
    "Vpc": {name: limited("Vpc", name, action) for name, action in vpc.ACTIONS.items()},
}
