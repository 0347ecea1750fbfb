"""
Port 22 (SSH) is where passwords are tried first.

Ranges that include it and the IPv6 form count as well, as do blocks that hold every public address (`2000::/3`) or half
of them (`0.0.0.0/1`). Smaller blocks of several rules are added up by
`ecs-security-group-not-open-in-parts`.
"""

from pulumi_policy import Severity

from ess_policies.account_views import SecurityGroupRule
from ess_policies.frameworks import cis, iso, mlps
from ess_policies.open_port import observe_open_port
from ess_policies.rule import ResourceRule

__all__ = ["POLICY"]


def _observe(rule: SecurityGroupRule) -> str | None:
    return observe_open_port(rule, 22)


POLICY = ResourceRule(
    view=SecurityGroupRule,
    observe=_observe,
    name="ecs-security-group-rule-no-public-ssh",
    display_name="No public SSH",
    description="Security groups do not open port 22 to every address.",
    severity=Severity.HIGH,
    tags=["ecs", "network"],
    required="known addresses on port 22, because everybody tries passwords there",
    fix=(
        "narrow `cidr_ip` or `ipv6_cidr_ip` of the `alicloud.ecs.SecurityGroupRule`, or use Session Manager "
        "and remove the rule"
    ),
    why=__doc__,
    cli=(
        "aliyun ecs RevokeSecurityGroup --RegionId <region> --SecurityGroupId <group-id> --IpProtocol tcp "
        "--PortRange 22/22 --SourceCidrIp 0.0.0.0/0"
    ),
    url="https://www.alibabacloud.com/help/en/ecs/developer-reference/api-ecs-2014-05-26-authorizesecuritygroup",
    frameworks=(
        cis("4.3"),
        mlps("ecs-security-group-risky-ports-check-with-protocol"),
        iso("ecs-security-group-risky-ports-check-with-protocol"),
    ),
    same_as={
        "config": ("ecs-security-group-risky-ports-check-with-protocol",),
        "infraguard": ("ecs-security-group-risky-ports-check-with-protocol",),
        "checkov": ("CKV_ALI_2",),
        "prowler": ("ecs_securitygroup_restrict_ssh_internet",),
    },
)
