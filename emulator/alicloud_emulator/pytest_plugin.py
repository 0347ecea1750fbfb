"""The fixture `alicloud_emulator`."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator

    from alicloud_emulator.emulator import Emulator


@pytest.fixture(name="alicloud_emulator")
def _alicloud_emulator() -> Iterator[Emulator]:
    """Run an emulated cloud whose time stands still until `alicloud_emulator.clock` moves it."""
    from alicloud_emulator.emulator import Emulator  # noqa: PLC0415 - only tests that use the fixture pay for it

    with Emulator(rate=0) as emulator:
        yield emulator
