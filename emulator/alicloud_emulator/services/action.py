"""What the emulator knows of one API action."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from alicloud_emulator.state.world import World
from alicloud_emulator.wire import Call

__all__ = ["Action", "Coverage", "Handler"]

# Decodes the parameters, calls state, encodes the answer's body (without RequestId).

Handler = Callable[[World, Call], dict[str, Any]]


class Coverage(StrEnum):
    """How much of an action the emulator does."""

    IMPLEMENTED = "implemented"
    PARTLY = "partly"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class Action:
    """
    One action of a product.

    Args:
        source: Where its behaviour is taken from, for example `API, resource_alicloud_vpc.go`: see the README.
        note: What is left out, if the coverage is not `implemented`.
        idempotent: Whether a repeated ClientToken gives the first answer again.
    """

    handler: Handler
    source: str
    coverage: Coverage = Coverage.IMPLEMENTED
    note: str = ""
    idempotent: bool = False

    @staticmethod
    def is_read_only(name: str) -> bool:
        """Tell from an action's name whether it changes nothing."""
        return name.startswith(("Describe", "Get", "List", "Query", "Lookup", "Peek", "BatchPeek"))
