"""Everything that exists, and the virtual time it exists at; `passing_time` lets time change it."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from alicloud_emulator.bounded_log import BoundedLog
from alicloud_emulator.state.actiontrail.model import Audit
from alicloud_emulator.state.cms.model import Alarms, EventRules
from alicloud_emulator.state.ecs.catalogue import Catalogue
from alicloud_emulator.state.ecs.compute import Compute
from alicloud_emulator.state.ecs.event_model import Events
from alicloud_emulator.state.ess.scaling import Scaling
from alicloud_emulator.state.eventbridge.model import EventBus
from alicloud_emulator.state.faults import Faults
from alicloud_emulator.state.ram.model import Identity
from alicloud_emulator.state.vpc.model import Network

if TYPE_CHECKING:
    from collections.abc import Mapping

    from alicloud_emulator.state.deliveries import Delivery
    from alicloud_emulator.state.ecs.model import LaunchTemplate
    from alicloud_emulator.state.ecs.security_group_model import SecurityGroup
    from alicloud_emulator.state.mns.model import Queue

__all__ = ["ACCOUNT_ID", "World"]

ACCOUNT_ID = "1234567890123456"
# Real ids hold a mark of their region; this is Hangzhou's.
REGION_MARK = "bp1"
ID_LETTERS = "0123456789abcdefghijklmnopqrstuvwxyz"
ID_LENGTH = 17


@dataclass(slots=True)
class World:
    """All entities. Handlers read and change them between two moments at which time passes, under one lock."""

    now: datetime = field(default_factory=lambda: datetime.now(UTC))
    account_id: str = ACCOUNT_ID
    catalogue: Catalogue = field(default_factory=Catalogue)
    network: Network = field(default_factory=Network)
    security_groups: dict[str, SecurityGroup] = field(default_factory=dict)
    compute: Compute = field(default_factory=Compute)
    events: Events = field(default_factory=Events)
    launch_templates: dict[str, LaunchTemplate] = field(default_factory=dict)
    scaling: Scaling = field(default_factory=Scaling)
    queues: dict[str, Queue] = field(default_factory=dict)
    identity: Identity = field(default_factory=Identity)
    alarms: Alarms = field(default_factory=Alarms)
    audit: Audit = field(default_factory=Audit)
    event_bus: EventBus = field(default_factory=EventBus)
    event_rules: EventRules = field(default_factory=EventRules)
    deliveries: BoundedLog[Delivery] = field(default_factory=BoundedLog)
    faults: Faults = field(default_factory=Faults)
    ids_given: int = 0

    def new_id(self, prefix: str) -> str:
        """Return an id that looks like the service's, the same in every run that asks in the same order."""
        self.ids_given += 1
        number = int.from_bytes(hashlib.sha256(f"{prefix} {self.ids_given}".encode()).digest())
        letters = []
        for _ in range(ID_LENGTH):
            number, index = divmod(number, len(ID_LETTERS))
            letters.append(ID_LETTERS[index])
        return f"{prefix}-{REGION_MARK}{''.join(letters)}"

    def entities(self) -> dict[str, Mapping[str, object]]:
        """Return all that users made, or that came of it: kind → id → entity."""
        return {
            "vpcs": self.network.vpcs,
            "vswitches": self.network.vswitches,
            "security_groups": self.security_groups,
            "key_pairs": self.compute.key_pairs,
            "instances": self.compute.instances,
            "launch_templates": self.launch_templates,
            "metric_rules": self.alarms.rules,
            "contact_groups": self.alarms.contact_groups,
            "event_rules": self.event_rules.by_name,
            "event_bus_rules": self.event_bus.rules,
            "trails": self.audit.trails,
            "queues": self.queues,
            "ram_users": self.identity.users,
            "ram_groups": self.identity.groups,
            "ram_roles": self.identity.roles,
            "ram_policies": self.identity.policies,
            "ram_access_keys": self.identity.access_keys,
            "scaling_groups": self.scaling.groups,
            **self.scaling.belongings(),
        }

    def is_vswitch_in_use(self, vswitch_id: str) -> bool:
        """Tell whether anything but an instance's address holds on to the vSwitch."""
        return any(vswitch_id in group.vswitch_ids for group in self.scaling.groups.values())
