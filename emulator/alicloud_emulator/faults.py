"""
Faults: what goes wrong on purpose. README.md shows each with an example.

A fault is a frozen specification parsed from JSON, and a count of how often it may still strike. Faults of calls are
asked by the application; `UnhealthyInstances` is asked by the scaling groups when they launch.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, ClassVar, TypeVar

from alicloud_emulator import instance_faults
from alicloud_emulator.instance_faults import (
    DiskError,
    HostFailure,
    InstanceFault,
    InstanceLock,
    RedeploymentFailure,
    SimulatedEventsAnswered,
    SpotInterruption,
    SystemEventFault,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from alicloud_emulator.wire import Call

__all__ = [
    "Delay",
    "ErrorReply",
    "Fault",
    "FaultSpecError",
    "Faults",
    "ReplyLost",
    "UnhealthyInstances",
    "parse_fault",
]


class FaultSpecError(ValueError):
    """A fault's JSON is wrong; the message names field, found and allowed."""

    def __init__(self, name: str, found: object, allowed: str) -> None:
        super().__init__(f"{name}: got {found!r}, expected {allowed}")


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


F = TypeVar("F", bound=CallFault)


@dataclass(slots=True, kw_only=True)
class ErrorReply(CallFault):
    """The call does nothing and gets this error."""

    kind: ClassVar[str] = "error"
    http_status: int
    code: str
    message: str
    retry_after_ms: int | None = None


@dataclass(slots=True, kw_only=True)
class ReplyLost(CallFault):
    """The call takes effect, and the connection is closed without an answer."""

    kind: ClassVar[str] = "reply_lost"


@dataclass(slots=True, kw_only=True)
class Delay(CallFault):
    """The answer is held back for `seconds` of real time after the call took effect."""

    kind: ClassVar[str] = "delay"
    seconds: float


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


Fault = ErrorReply | ReplyLost | Delay | UnhealthyInstances | InstanceFault


@dataclass(slots=True)
class Faults:
    """The faults that are set, by id, oldest first."""

    by_id: dict[str, Fault] = field(default_factory=dict)
    added: int = 0

    def add(self, fault: Fault) -> str:
        """Set a fault and return its id."""
        self.added += 1
        fault_id = f"fault-{self.added}"
        self.by_id[fault_id] = fault
        return fault_id

    def take(self, kind: type[F], call: Call) -> F | None:
        """Return the oldest fault of the kind that strikes this call, and count it."""
        for fault in self.by_id.values():
            if isinstance(fault, kind) and fault.matches(call):
                if fault.times is not None:
                    fault.times -= 1
                return fault
        return None

    def is_unhealthy(self, *, image_id: str, scaling_configuration_id: str) -> bool:
        """Tell whether an instance launched now is to be unhealthy; each matching fault counts the launch."""
        struck = [
            fault.strikes(image_id=image_id, scaling_configuration_id=scaling_configuration_id)
            for fault in self.by_id.values()
            if isinstance(fault, UnhealthyInstances)
        ]
        return any(struck)

    def lock_reasons(self, instance_id: str) -> list[str]:
        """Return why faults lock the instance, oldest first."""
        return [
            fault.lock_reason
            for fault in self.by_id.values()
            if isinstance(fault, InstanceLock) and fault.instance_id == instance_id
        ]

    def has_disk_error(self, instance_id: str) -> bool:
        """Tell whether a disk of the instance is broken."""
        return any(isinstance(item, DiskError) and item.instance_id == instance_id for item in self.by_id.values())

    def simulated_events_are_answered(self, instance_id: str) -> bool:
        """Tell whether RedeployInstance answers simulated events of the instance."""
        return any(
            isinstance(item, SimulatedEventsAnswered) and item.instance_id in (None, instance_id)
            for item in self.by_id.values()
        )

    def redeployment_fails(self, instance_id: str) -> bool:
        """Tell whether a redeployment that begins now is to fail; the oldest fault that strikes is counted."""
        return any(isinstance(item, RedeploymentFailure) and item.strikes(instance_id) for item in self.by_id.values())


def parse_fault(spec: object) -> Fault:
    """
    Read one fault.

    Raises:
        FaultSpecError: A field is unknown, missing, or has a wrong value.
    """
    if not isinstance(spec, dict):
        raise FaultSpecError("body", spec, "a JSON object")
    kind = spec.get("kind")
    if kind not in FIELDS_OF_KIND:
        raise FaultSpecError("kind", kind, "one of " + ", ".join(FIELDS_OF_KIND))
    required, optional = FIELDS_OF_KIND[kind]
    _check_names(spec, required, optional)
    for name, value in spec.items():
        expected, is_right = FIELDS[name]
        if not is_right(value):
            raise FaultSpecError(name, value, expected)
    if kind == UnhealthyInstances.kind and not {"image_id", "scaling_configuration_id"} & spec.keys():
        raise FaultSpecError("image_id", None, "this or scaling_configuration_id")
    values = {name: value for name, value in spec.items() if name != "kind"}
    return CLASS_OF_KIND[kind](**values)


def _check_names(spec: dict[str, Any], required: Iterable[str], optional: Iterable[str]) -> None:
    allowed = ["kind", *required, *optional]
    for name in spec:
        if name not in allowed:
            raise FaultSpecError("field", name, "one of " + ", ".join(allowed))
    for name in required:
        if name not in spec:
            raise FaultSpecError(name, None, FIELDS[name][0])


def _is_integer(value: object, minimum: int, maximum: float = float("inf")) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and minimum <= value <= maximum


def _is_text(value: object) -> bool:
    return isinstance(value, str) and value != ""


def _is_text_map(value: object) -> bool:
    return isinstance(value, dict) and all(isinstance(item, str) for item in value.values())


def _is_duration(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and 0 <= value <= LONGEST_DELAY_SECONDS


LONGEST_DELAY_SECONDS = 600
CLASS_OF_KIND: dict[str, type[Fault]] = {
    fault.kind: fault
    for fault in (
        ErrorReply,
        ReplyLost,
        Delay,
        UnhealthyInstances,
        InstanceLock,
        DiskError,
        RedeploymentFailure,
        SystemEventFault,
        HostFailure,
        SpotInterruption,
        SimulatedEventsAnswered,
    )
}
# Kind → names that must and that may be given.
FIELDS_OF_KIND: dict[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "error": (("action", "http_status", "code", "message"), ("times", "parameters", "retry_after_ms")),
    "reply_lost": (("action",), ("times", "parameters")),
    "delay": (("action", "seconds"), ("times", "parameters")),
    "unhealthy_instances": ((), ("image_id", "scaling_configuration_id", "after")),
    **instance_faults.FIELDS_OF_KIND,
}
# Name → what is allowed, in words and as a test.
FIELDS: dict[str, tuple[str, Callable[[Any], bool]]] = {
    "kind": ("text", _is_text),
    "action": ("an action's name or *", _is_text),
    "times": (
        "a whole number of 1 or more, or null for always",
        lambda value: value is None or _is_integer(value, 1),
    ),
    "parameters": ("an object of parameter names and texts", _is_text_map),
    "http_status": ("400 to 599", lambda value: _is_integer(value, 400, 599)),
    "code": ("text", _is_text),
    "message": ("text", _is_text),
    "retry_after_ms": ("a whole number of 1 or more", lambda value: _is_integer(value, 1)),
    "seconds": (f"0 to {LONGEST_DELAY_SECONDS}", _is_duration),
    "image_id": ("text", _is_text),
    "scaling_configuration_id": ("text", _is_text),
    "after": ("a whole number of 0 or more", lambda value: _is_integer(value, 0)),
    **instance_faults.FIELDS,
}
