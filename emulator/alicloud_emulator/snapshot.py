"""State and faults as JSON, for the control API."""

from __future__ import annotations

from dataclasses import fields, is_dataclass
from datetime import datetime
from enum import Enum
from typing import TYPE_CHECKING, Any

from alicloud_emulator.calls import format_time

if TYPE_CHECKING:
    from alicloud_emulator.state.faults import Fault
    from alicloud_emulator.state.world import World

__all__ = ["fault_to_json", "snapshot"]

# What users put on machines, and what only the emulator's own bookkeeping needs.
LEFT_OUT = frozenset({"user_data", "launched_as"})


def snapshot(world: World) -> dict[str, Any]:
    """
    Return what exists: `entities` maps a kind to its items; `empty` tells whether there is none at all.

    `deliveries` is not what exists but what was sent so far, oldest first.

    The catalogue (zones, images, instance types) is always there and not shown.
    """
    entities = {kind: [_to_json(item) for item in items.values()] for kind, items in world.entities().items()}
    return {
        "now": format_time(world.now),
        "empty": not any(entities.values()),
        "entities": entities,
        "deliveries": [_to_json(delivery) for delivery in world.deliveries],
    }


def fault_to_json(fault_id: str, fault: Fault) -> dict[str, Any]:
    """Return a fault as it was set; `times` is how often it may still strike."""
    return {"fault_id": fault_id, "kind": fault.kind, **_to_json(fault)}


def _to_json(value: Any) -> Any:
    if isinstance(value, datetime):
        return format_time(value)
    if isinstance(value, Enum):
        return value.value
    if is_dataclass(value) and not isinstance(value, type):
        return {
            field.name: _to_json(getattr(value, field.name)) for field in fields(value) if field.name not in LEFT_OUT
        }
    if isinstance(value, dict):
        return {_key(key): _to_json(item) for key, item in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        return [_to_json(item) for item in value]
    return value


def _key(key: object) -> str:
    return " ".join(map(str, key)) if isinstance(key, tuple) else str(key)
