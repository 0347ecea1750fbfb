"""Faults of launches: instances that stay unhealthy or come up slowly, and zones that are sold out."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from alicloud_emulator.state.ess.assumptions import INSTANCE_START_SECONDS
from alicloud_emulator.state.faults.timed import LONGEST_SECONDS, LastingFault
from alicloud_emulator.state.faults.values import is_duration, is_integer, is_text

if TYPE_CHECKING:
    from alicloud_emulator.state.faults.values import Field, Names

__all__ = ["FIELDS", "FIELDS_OF_KIND", "NoStock", "SlowStart", "UnhealthyInstances"]


@dataclass(slots=True, kw_only=True)
class UnhealthyInstances:
    """
    Instances that scaling groups launch from now on and that never become healthy.

    At least one of the two ids is given; both must match. The first `after` matching ones are well.
    """

    kind: ClassVar[str] = "unhealthy_instances"
    image_id: str | None = None
    scaling_configuration_id: str | None = None
    after: int = 0
    launched: int = 0

    def strikes(self, *, image_id: str, scaling_configuration_id: str) -> bool:
        """Count a launch, and tell whether its instance is to be unhealthy."""
        if self.image_id not in (None, image_id):
            return False
        if self.scaling_configuration_id not in (None, scaling_configuration_id):
            return False
        self.launched += 1
        return self.launched > self.after


@dataclass(slots=True, kw_only=True)
class NoStock(LastingFault):
    """A zone is sold out, of one instance type or of all; what runs there goes on."""

    kind: ClassVar[str] = "no_stock"
    zone_id: str
    instance_type: str | None = None

    def strikes(self, zone_id: str, instance_type: str) -> bool:
        """Tell whether it is about this type in this zone."""
        return self.zone_id == zone_id and self.instance_type in (None, instance_type)


@dataclass(slots=True, kw_only=True)
class SlowStart(LastingFault):
    """Instances of an image, or all, that scaling groups launch take `start_seconds` until they are in service."""

    kind: ClassVar[str] = "slow_start"
    start_seconds: float
    image_id: str | None = None


FIELDS_OF_KIND: dict[str, Names] = {
    UnhealthyInstances.kind: ((), ("image_id", "scaling_configuration_id", "after")),
    NoStock.kind: (("zone_id",), ("instance_type", "after_seconds", "for_seconds")),
    SlowStart.kind: (("start_seconds",), ("image_id", "after_seconds", "for_seconds")),
}
FIELDS: dict[str, Field] = {
    "image_id": ("text", is_text),
    "scaling_configuration_id": ("text", is_text),
    "after": ("a whole number of 0 or more", lambda value: is_integer(value, 0)),
    "zone_id": ("the id of a zone", is_text),
    "instance_type": ("an instance type", is_text),
    "start_seconds": (
        f"{INSTANCE_START_SECONDS} to {LONGEST_SECONDS}",
        lambda value: is_duration(value, LONGEST_SECONDS, INSTANCE_START_SECONDS),
    ),
}
