"""
An instance with a public address can be reached past the load balancer, and a static address is lost with the
instance: whoever has it in a list has it no longer after the next release.

Advisory: a bastion or a proxy needs one.
"""

from pulumi_policy import EnforcementLevel, Severity

from ess_policies.frameworks import iso, mlps
from ess_policies.machine_view import Machine
from ess_policies.rule import ResourceRule

__all__ = ["POLICY"]


def _observe(machine: Machine) -> str | None:
    if machine.has_public_address:
        return f"{machine.noun} with a public address"
    return None


POLICY = ResourceRule(
    view=Machine,
    observe=_observe,
    name="ecs-instance-no-public-address",
    display_name="No public address",
    description="Instances have no public address of their own.",
    severity=Severity.HIGH,
    level=EnforcementLevel.ADVISORY,
    tags=["ecs", "network"],
    required="no public address: load balancers, NAT gateways and elastic addresses outlive an instance",
    fix="remove `internet_max_bandwidth_out`, or set it to 0",
    why=__doc__,
    cli=(
        "aliyun ess ModifyScalingConfiguration --ScalingConfigurationId <configuration-id> --InternetMaxBandwidthOut 0"
    ),
    url="https://www.alibabacloud.com/help/en/ecs/developer-reference/api-ecs-2014-05-26-runinstances",
    frameworks=(
        mlps("ecs-running-instance-no-public-ip"),
        iso("ecs-running-instance-no-public-ip"),
    ),
    same_as={
        "config": (
            "ess-scaling-configuration-enabled-internet-check",
            "ecs-running-instance-no-public-ip",
        ),
        "infraguard": (
            "ess-scaling-configuration-enabled-internet-check",
            "ecs-running-instance-no-public-ip",
        ),
    },
)
