"""
Several rules of one security group can open a port to everybody together, with blocks such as `0.0.0.0/2` of which none
is reported alone. This rule adds up what the rules of a stack let in on the ports 22 and 3389, for each security group.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from typing import Any

from pulumi_policy import Severity

from ess_policies.account_views import SecurityGroupRule
from ess_policies.address_ranges import are_anybody
from ess_policies.open_port import lets_in
from ess_policies.relations import blame_each
from ess_policies.rule import Observation, StackRule
from ess_policies.stack import Stack

__all__ = ["POLICY"]

_PORTS = (22, 3389)


def _observe(stack: Stack, _options: Mapping[str, Any]) -> Iterator[Observation]:
    let_in: dict[tuple[tuple[str, ...], int], list[str]] = defaultdict(list)

    def observe(rule: SecurityGroupRule) -> str | None:
        # What is everybody alone is the finding of another rule.
        for port in _PORTS:
            if rule.group and lets_in(rule, port) and not are_anybody(rule.source_cidrs):
                cidrs = let_in[rule.group, port]
                was_open = are_anybody(cidrs)
                cidrs.extend(rule.source_cidrs)
                if are_anybody(cidrs) and not was_open:
                    return f"port {port} is open to every address, by the rules of the group together"
        return None

    return blame_each(stack.of(SecurityGroupRule), observe)


POLICY = StackRule(
    views=(SecurityGroupRule,),
    observe=_observe,
    name="ecs-security-group-not-open-in-parts",
    display_name="No public port in parts",
    description="The rules of a security group together do not open port 22 or 3389 to every address.",
    severity=Severity.HIGH,
    tags=["ecs", "network"],
    required="known addresses on the ports 22 and 3389, because everybody tries passwords there",
    fix="narrow `cidr_ip` or `ipv6_cidr_ip` of the `alicloud.ecs.SecurityGroupRule` resources of the group",
    why=__doc__,
    cli=(
        "aliyun ecs RevokeSecurityGroup --RegionId <region> --SecurityGroupId <group-id> --IpProtocol tcp "
        "--PortRange 22/22 --SourceCidrIp <block>"
    ),
    url="https://www.alibabacloud.com/help/en/ecs/developer-reference/api-ecs-2014-05-26-authorizesecuritygroup",
)
