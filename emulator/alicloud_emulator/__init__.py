"""The Alibaba Cloud APIs behind Auto Scaling, on loopback, with a virtual clock and faults."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from alicloud_emulator.emulator import Emulator
    from alicloud_emulator.pulumi_settings import pulumi_config

__all__ = ["Emulator", "pulumi_config"]


def __getattr__(name: str) -> object:
    # pytest imports this package for its plugin in every project that has it installed: only users pay for the rest.
    if name == "Emulator":
        from alicloud_emulator.emulator import Emulator  # noqa: PLC0415 - see above

        return Emulator
    if name == "pulumi_config":
        from alicloud_emulator.pulumi_settings import pulumi_config  # noqa: PLC0415 - see above

        return pulumi_config
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
