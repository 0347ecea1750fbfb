"""Faults of calls: errors, storms of them, and replies that are lost or late, or requests that arrive twice."""

from __future__ import annotations

from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from typing import TYPE_CHECKING, ClassVar

from alicloud_emulator.errors import ApiError
from alicloud_emulator.state.faults.timed import LastingFault
from alicloud_emulator.state.faults.values import is_duration, is_integer, is_text, is_text_map

if TYPE_CHECKING:
    from collections.abc import Mapping

    from alicloud_emulator.state.faults.values import Field, Names
    from alicloud_emulator.wire import Call

__all__ = ["FIELDS", "FIELDS_OF_KIND", "CallFault", "Delay", "ErrorReply", "ReplyDuplicated", "ReplyLost", "Storm"]

LONGEST_DELAY_SECONDS = 600


@dataclass(slots=True, kw_only=True)
class CallFault:
    """
    What faults of calls share.

    `action` is an action's name or `*`; `parameters` must all be equal to what the call carries; `times` is how
    often it strikes, None for always.
    """

    action: str
    parameters: Mapping[str, str] = field(default_factory=dict)
    times: int | None = 1

    def matches(self, call: Call) -> bool:
        """Tell whether it may strike and is about this call."""
        received = call.parameters.as_dict()
        return (
            self.times != 0
            and self.action in ("*", call.action)
            and all(received.get(name) == value for name, value in self.parameters.items())
        )


@dataclass(slots=True, kw_only=True)
class ErrorReply(CallFault):
    """The call does nothing and gets this error."""

    kind: ClassVar[str] = "error"
    http_status: int
    code: str
    message: str
    retry_after_ms: int | None = None

    def refusal(self) -> ApiError:
        """Return the error."""
        return ApiError(self.http_status, self.code, self.message, retry_after_ms=self.retry_after_ms)


@dataclass(slots=True, kw_only=True)
class ReplyLost(CallFault):
    """The call takes effect, and the connection is closed without an answer."""

    kind: ClassVar[str] = "reply_lost"


@dataclass(slots=True, kw_only=True)
class ReplyDuplicated(CallFault):
    """The request arrives twice, as a proxy that sends again makes it; the caller gets the second answer."""

    kind: ClassVar[str] = "reply_duplicated"


@dataclass(slots=True, kw_only=True)
class Delay(CallFault):
    """The answer is held back for `seconds` of real time after the call took effect."""

    kind: ClassVar[str] = "delay"
    seconds: float


@dataclass(slots=True, kw_only=True)
class Storm(LastingFault):
    """While it lasts, every call of an action does nothing and gets this error; `action` may have `*` in it."""

    kind: ClassVar[str] = "storm"
    action: str
    http_status: int
    code: str
    message: str
    retry_after_ms: int | None = None

    def matches(self, call: Call) -> bool:
        """Tell whether it is about this call."""
        return fnmatchcase(call.action, self.action)

    def refusal(self) -> ApiError:
        """Return the error."""
        return ApiError(self.http_status, self.code, self.message, retry_after_ms=self.retry_after_ms)


ERROR = ("action", "http_status", "code", "message")
FIELDS_OF_KIND: dict[str, Names] = {
    ErrorReply.kind: (ERROR, ("times", "parameters", "retry_after_ms")),
    ReplyLost.kind: (("action",), ("times", "parameters")),
    ReplyDuplicated.kind: (("action",), ("times", "parameters")),
    Delay.kind: (("action", "seconds"), ("times", "parameters")),
    Storm.kind: ((*ERROR, "for_seconds"), ("after_seconds", "retry_after_ms")),
}
FIELDS: dict[str, Field] = {
    "action": ("an action's name or *", is_text),
    "times": (
        "a whole number of 1 or more, or null for always",
        lambda value: value is None or is_integer(value, 1),
    ),
    "parameters": ("an object of parameter names and texts", is_text_map),
    "http_status": ("400 to 599", lambda value: is_integer(value, 400, 599)),
    "code": ("text", is_text),
    "message": ("text", is_text),
    "retry_after_ms": ("a whole number of 1 or more", lambda value: is_integer(value, 1)),
    "seconds": (f"0 to {LONGEST_DELAY_SECONDS}", lambda value: is_duration(value, LONGEST_DELAY_SECONDS)),
}
