"""What the rules on open ports have in common."""

from ess_policies.account_views import SecurityGroupRule
from ess_policies.address_ranges import are_anybody
from ess_policies.port_ranges import covers_port

__all__ = ["lets_in", "observe_open_port"]


def observe_open_port(rule: SecurityGroupRule, port: int) -> str | None:
    """Say that an inbound rule lets every address in on a TCP port, alone or within a range."""
    is_open = lets_in(rule, port) and are_anybody(rule.source_cidrs)
    return f"port {port} is open to every address" if is_open else None


def lets_in(rule: SecurityGroupRule, port: int) -> bool:
    """Tell whether a rule lets anything in on a TCP port."""
    return rule.is_inbound and rule.is_accepting and covers_port(rule.ip_protocol, rule.port_range, port)
