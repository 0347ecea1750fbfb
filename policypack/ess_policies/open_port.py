"""What the rules on open ports have in common."""

from ess_policies.account_views import SecurityGroupRule
from ess_policies.address_ranges import are_anybody
from ess_policies.port_ranges import covers_port

__all__ = ["observe_open_port"]


def observe_open_port(rule: SecurityGroupRule, port: int) -> str | None:
    """Say that an inbound rule lets every address in on a TCP port, alone or within a range."""
    if not rule.is_inbound or not rule.is_accepting or not covers_port(rule.ip_protocol, rule.port_range, port):
        return None
    return f"port {port} is open to every address" if are_anybody(rule.source_cidrs) else None
