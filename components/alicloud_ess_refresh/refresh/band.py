"""How many instances there are at least and at most while a refresh goes on."""

from dataclasses import dataclass

from ess_readiness import DEFAULT_MAX_HEALTHY_PERCENTAGE, DEFAULT_MIN_HEALTHY_PERCENTAGE

__all__ = ["Band", "band_of"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Band:
    """
    Bounds for a capacity.

    Attributes:
        floor: Instances that stay in service.
        ceiling: Instances at all, old and new together.
        batch: Instances that can be extra or missing at a time.
    """

    capacity: int
    min_healthy_percentage: int
    max_healthy_percentage: int
    floor: int
    ceiling: int
    batch: int

    @property
    def most(self) -> int:
        """
        Instances that there are at most: `ceiling`, or one more than `floor` where rounding leaves no room.

        Assumption: one is added then before one is removed. It is documented that one instance is replaced at a time
        where both percentages are 100 (StartInstanceRefresh), and nowhere which of the bounds gives way.
        """
        return max(self.ceiling, self.floor + 1) if self.capacity else self.ceiling


def band_of(capacity: int, min_healthy_percentage: int | None, max_healthy_percentage: int | None) -> Band:
    """
    Answer the bounds; percentages that are None have the service's defaults.

    No page says how the service rounds, nor what happens where rounding leaves no room: this rounds towards safety, and
    takes the batch for one instance then, which is documented for 100 and 100 alone (StartInstanceRefresh).
    """
    lowest = DEFAULT_MIN_HEALTHY_PERCENTAGE if min_healthy_percentage is None else min_healthy_percentage
    highest = DEFAULT_MAX_HEALTHY_PERCENTAGE if max_healthy_percentage is None else max_healthy_percentage
    floor, ceiling = -(-capacity * lowest // 100), capacity * highest // 100
    return Band(
        capacity=capacity,
        min_healthy_percentage=lowest,
        max_healthy_percentage=highest,
        floor=floor,
        ceiling=ceiling,
        batch=max(1, ceiling - floor),
    )
