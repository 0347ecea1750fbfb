"""How many instances there are while a refresh goes on: rounded towards safety, as no page says how."""

import pytest

from alicloud_ess_refresh.refresh.band import Band, band_of


def band(capacity: int, percentages: tuple[int, int], floor: int, ceiling: int, batch: int) -> Band:
    lowest, highest = percentages
    return Band(
        capacity=capacity,
        min_healthy_percentage=lowest,
        max_healthy_percentage=highest,
        floor=floor,
        ceiling=ceiling,
        batch=batch,
    )


@pytest.mark.parametrize(
    ("capacity", "lowest", "highest", "expected", "most"),
    [
        (10, None, None, band(10, (80, 120), 8, 12, 4), 12),
        (200, 80, 151, band(200, (80, 151), 160, 302, 142), 302),
        (3, 0, 200, band(3, (0, 200), 0, 6, 6), 6),
        # 91 % of 10 are 9.1, 119 % are 11.9.
        (10, 91, 119, band(10, (91, 119), 10, 11, 1), 11),
        # 95 % to 105 % of 10 leave no room: one instance at a time, and one more than there may be.
        (10, 95, 105, band(10, (95, 105), 10, 10, 1), 11),
        (4, 100, 100, band(4, (100, 100), 4, 4, 1), 5),
        (0, None, None, band(0, (80, 120), 0, 0, 1), 0),
    ],
)
def test_floor_is_rounded_up_and_ceiling_down(
    capacity: int, lowest: int | None, highest: int | None, expected: Band, most: int
) -> None:
    found = band_of(capacity, lowest, highest)
    assert (found, found.most) == (expected, most)
