"""From a fault's JSON to the fault."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from alicloud_emulator.json_text import shown
from alicloud_emulator.state.faults import calls, instances, launches, timed
from alicloud_emulator.state.faults.launches import UnhealthyInstances

if TYPE_CHECKING:
    from collections.abc import Iterable

    from alicloud_emulator.state.faults.registry import Fault
    from alicloud_emulator.state.faults.values import Field, Names

__all__ = ["FaultSpecError", "parse_fault"]


class FaultSpecError(ValueError):
    """A fault's JSON is wrong; the message names field, found and allowed."""

    def __init__(self, name: str, found: object, allowed: str) -> None:
        super().__init__(f"{name}: got {shown(found)}, expected {allowed}")


def parse_fault(spec: object) -> Fault:
    """
    Read one fault.

    Raises:
        FaultSpecError: A field is unknown, missing, or has a wrong value.
    """
    if not isinstance(spec, dict):
        raise FaultSpecError("body", spec, "a JSON object")
    kind = spec.get("kind")
    if not isinstance(kind, str) or kind not in FIELDS_OF_KIND:
        raise FaultSpecError("kind", kind, "one of " + ", ".join(FIELDS_OF_KIND))
    required, optional = FIELDS_OF_KIND[kind]
    _check_names(spec, required, optional)
    values = {name: value for name, value in spec.items() if name != "kind"}
    for name, value in values.items():
        expected, is_right = FIELDS[name]
        if not is_right(value):
            raise FaultSpecError(name, value, expected)
    if kind == UnhealthyInstances.kind and not {"image_id", "scaling_configuration_id"} & spec.keys():
        raise FaultSpecError("image_id", None, "this or scaling_configuration_id")
    return CLASS_OF_KIND[kind](**values)


def _check_names(spec: dict[str, Any], required: Iterable[str], optional: Iterable[str]) -> None:
    allowed = ["kind", *required, *optional]
    for name in spec:
        if name not in allowed:
            raise FaultSpecError("field", name, "one of " + ", ".join(allowed))
    for name in required:
        if name not in spec:
            raise FaultSpecError(name, None, FIELDS[name][0])


CLASS_OF_KIND: dict[str, type[Fault]] = {
    fault.kind: fault
    for fault in (
        calls.ErrorReply,
        calls.ReplyLost,
        calls.ReplyDuplicated,
        calls.Delay,
        calls.Storm,
        launches.UnhealthyInstances,
        launches.NoStock,
        launches.SlowStart,
        timed.Alarm,
        timed.OperatorCall,
        instances.InstanceLock,
        instances.DiskError,
        instances.RedeploymentFailure,
        instances.SystemEventFault,
        instances.HostFailure,
        instances.SpotInterruption,
        instances.SimulatedEventsAnswered,
    )
}
MODULES = (calls, launches, timed, instances)
# Names have the same meaning in every kind.
FIELDS_OF_KIND: dict[str, Names] = {kind: names for part in MODULES for kind, names in part.FIELDS_OF_KIND.items()}
FIELDS: dict[str, Field] = {name: field for part in MODULES for name, field in part.FIELDS.items()}
