"""All that ECS has of instances."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from alicloud_emulator.state.ecs.event_model import SystemEvent
    from alicloud_emulator.state.ecs.key_pair_model import KeyPair
    from alicloud_emulator.state.ecs.model import Instance
    from alicloud_emulator.state.ecs.tasks import Task

__all__ = ["Compute"]


@dataclass(slots=True)
class Compute:
    """All instances by id, in the order of their creation, what is told of them, tasks about them, and key pairs."""

    instances: dict[str, Instance] = field(default_factory=dict)
    system_events: dict[str, SystemEvent] = field(default_factory=dict)
    tasks: dict[str, Task] = field(default_factory=dict)
    key_pairs: dict[str, KeyPair] = field(default_factory=dict)
    public_ips_given: int = 0
