"""
What the service documents as refused, as data: values that are never right, and calls that the state does not allow.

Names of parameters are those of 2022-02-22 for Auto Scaling; `N` stands for the number of an item.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from alicloud_emulator.errors import ApiError
from alicloud_emulator.parameters import invalid_parameter

if TYPE_CHECKING:
    from collections.abc import Callable

    from alicloud_emulator.limits.checks import Check
    from alicloud_emulator.state.world import World
    from alicloud_emulator.wire import Call

__all__ = ["StateRule", "ValueRule"]

INVALID_PARAMETER = "InvalidParameter"


@dataclass(frozen=True, slots=True, kw_only=True)
class ValueRule:
    """
    A limit of one parameter's value, or of how many items a list has.

    Args:
        parameter: For example `DataDisks.N.Size`; `DataDisks.N` with `most_items`.
        most_items: How many items the list may have; `check` is None then.
        code: With `InvalidParameter`, the message names parameter, found and allowed.
        message: As the service words it; "" for the message of `InvalidParameter`.
        source: Where the limit is documented; see the README for the words.
    """

    actions: tuple[str, ...]
    parameter: str
    check: Check | None = None
    most_items: int = 0
    code: str = INVALID_PARAMETER
    http_status: int = 400
    message: str = ""
    source: str = "SDK"

    @property
    def allowed(self) -> str:
        """The limit in words."""
        return f"at most {self.most_items} items" if self.check is None else self.check.allowed

    def refusal(self, parameter: str, found: object) -> ApiError:
        """Make the answer to a call that goes beyond the limit."""
        if not self.message:
            error = invalid_parameter(parameter, found, self.allowed)
            return ApiError(self.http_status, self.code, error.message)
        return ApiError(self.http_status, self.code, self.message)


@dataclass(frozen=True, slots=True, kw_only=True)
class StateRule:
    """
    What is refused because of what exists, or of other parameters of the call.

    Args:
        key: Unique: tests name their scenario by it.
        condition: In words, after "is refused if".
        is_broken: Tells it; None where the state itself refuses, in the module that `enforced_in` names.
        message: As the service words it; the state's own messages begin so, or are given where they differ.
    """

    key: str
    actions: tuple[str, ...]
    condition: str
    code: str
    message: str
    http_status: int = 400
    is_broken: Callable[[World, Call], bool] | None = None
    enforced_in: str = ""
    source: str = "API"

    def refusal(self) -> ApiError:
        """Make the answer."""
        return ApiError(self.http_status, self.code, self.message)
