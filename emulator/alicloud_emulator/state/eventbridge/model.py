"""What EventBridge has: rules of the bus and their targets."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

__all__ = ["BUS", "BusRule", "BusTarget", "EventBus", "TargetParameter"]

# The bus that services of Alibaba Cloud publish to.
BUS = "default"


@dataclass(frozen=True, slots=True, kw_only=True)
class TargetParameter:
    """One parameter of a target; its form is ORIGINAL, CONSTANT, JSONPATH or TEMPLATE."""

    resource_key: str
    form: str
    value: str = ""
    template: str = ""

    def text(self, event: Mapping[str, Any]) -> str:
        """Return the parameter's value for an event: "Event target parameters" of the EventBridge guide."""
        if self.form == "CONSTANT":
            return self.value
        if self.form == "JSONPATH":
            return _as_text(_at(event, self.value))
        if self.form == "TEMPLATE":
            text = self.template
            for name, path in json.loads(self.value or "{}").items():
                text = text.replace(f"${{{name}}}", _as_text(_at(event, path)))
            return text
        return json.dumps(event, ensure_ascii=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class BusTarget:
    """One target of a rule."""

    target_id: str
    type: str
    endpoint: str
    parameters: Sequence[TargetParameter] = ()
    push_retry_strategy: str = ""
    dead_letter_arn: str = ""

    def parameter(self, key: str) -> TargetParameter | None:
        """Return a parameter by its key."""
        return next((item for item in self.parameters if item.resource_key == key), None)


@dataclass(slots=True, kw_only=True)
class BusRule:
    """A rule; `pattern` is the text as it was sent."""

    name: str
    pattern: str
    created_at: datetime
    description: str = ""
    is_enabled: bool = True
    targets: list[BusTarget] = field(default_factory=list)


@dataclass(slots=True)
class EventBus:
    """Every rule by name, and how far what happened and what was called has been published."""

    rules: dict[str, BusRule] = field(default_factory=dict)
    events_seen: int = 0
    calls_seen: int = 0


def _at(event: Any, path: str) -> Any:
    """Return what a path such as `$.data.eventName` leads to, None if it leads nowhere."""
    for name in path.removeprefix("$").strip(".").split("."):
        if name:
            event = event.get(name) if isinstance(event, dict) else None
    return event


def _as_text(value: Any) -> str:
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
