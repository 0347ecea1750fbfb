"""What rules read of what surrounds a group: networks, hooks, trails and event rules."""

from typing import Final

from ess_policies.properties import integer, is_set, mapping, text, texts
from ess_policies.views import View

__all__ = [
    "EventRule",
    "LifecycleHook",
    "SecurityGroupRule",
    "Trail",
    "VSwitch",
]


class VSwitch(View):
    """A vSwitch; `availabilityZone` is the old name of its zone."""

    types = frozenset({"alicloud:vpc/switch:Switch"})

    @property
    def zone_id(self) -> str | None:
        return text(self.props, "zoneId") or text(self.props, "availabilityZone")


class SecurityGroupRule(View):
    """One rule of a security group."""

    types = frozenset({"alicloud:ecs/securityGroupRule:SecurityGroupRule"})

    @property
    def group(self) -> tuple[str, ...]:
        """What tells its security group from others: where the id comes from, or the id itself."""
        return self.sources("securityGroupId") or tuple(filter(None, (text(self.props, "securityGroupId"),)))

    @property
    def is_inbound(self) -> bool:
        return text(self.props, "type") == "ingress"

    @property
    def is_accepting(self) -> bool:
        """Unset is the provider's default, `accept`."""
        return text(self.props, "policy") in (None, "accept")

    @property
    def ip_protocol(self) -> str:
        return text(self.props, "ipProtocol") or ""

    @property
    def port_range(self) -> str | None:
        return text(self.props, "portRange")

    @property
    def source_cidrs(self) -> tuple[str, ...]:
        return tuple(cidr for key in ("cidrIp", "ipv6CidrIp") if (cidr := text(self.props, key)))


class Trail(View):
    """An ActionTrail trail."""

    types = frozenset({"alicloud:actiontrail/trail:Trail"})

    @property
    def is_enabled(self) -> bool:
        """Unset is the provider's default, `Enable`."""
        return text(self.props, "status") in (None, "Enable")

    @property
    def records_changes(self) -> bool:
        """Unset is the provider's default, `All`."""
        return text(self.props, "eventRw") in (None, "All", "Write")

    @property
    def trail_region(self) -> str | None:
        return text(self.props, "trailRegion")


class EventRule(View):
    """A CloudMonitor rule on events."""

    types = frozenset({"alicloud:cms/eventRule:EventRule"})
    _TARGETS: Final = (
        "contactParameters",
        "fcParameters",
        "mnsParameters",
        "openApiParameters",
        "slsParameters",
        "webhookParameters",
    )

    @property
    def is_enabled(self) -> bool:
        return text(self.props, "status") in (None, "ENABLED")

    @property
    def has_target(self) -> bool:
        return is_set(self.props, *self._TARGETS)

    @property
    def is_about_instances(self) -> bool:
        """Whether it hears planned or unplanned system events of ECS. No type and no name is no filter."""
        pattern = mapping(self.props, "eventPattern")
        if (text(pattern, "product") or "").lower() != "ecs":
            return False
        event_types, names = texts(pattern, "eventTypeLists"), texts(pattern, "nameLists")
        hears_type = not event_types or bool({"Maintenance", "Exception", "*"}.intersection(event_types))
        return hears_type and (not names or any("System" in name for name in names))


class LifecycleHook(View):
    """A lifecycle hook of a scaling group."""

    types = frozenset({"alicloud:ess/lifecycleHook:LifecycleHook"})

    @property
    def heartbeat_timeout(self) -> int | None:
        """In seconds, 30 to 21600; unset is the API's default, 600."""
        return integer(self.props, "heartbeatTimeout")
