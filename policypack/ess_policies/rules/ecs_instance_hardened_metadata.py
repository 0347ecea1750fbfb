"""
In normal mode whoever makes the application fetch an address of the attacker's choosing reads the credentials of the
instance's role. The hardened mode asks for a token first. A scaling configuration cannot choose the mode with this
provider; a launch template can.

Advisory: programs on the instance and its cloud-init must know the mode.
"""

from pulumi_policy import EnforcementLevel, Severity

from ess_policies.frameworks import iso
from ess_policies.machine_view import Machine
from ess_policies.rule import ResourceRule

__all__ = ["POLICY"]


def _observe(machine: Machine) -> str | None:
    if not machine.metadata_is_decided_here or machine.http_tokens == "required" or machine.http_endpoint == "disabled":
        return None
    return f"{machine.noun} whose metadata can be read in normal mode"


POLICY = ResourceRule(
    view=Machine,
    observe=_observe,
    name="ecs-instance-hardened-metadata",
    display_name="Hardened metadata",
    description="The metadata of instances is read in security hardening mode only.",
    severity=Severity.MEDIUM,
    level=EnforcementLevel.ADVISORY,
    tags=["ecs"],
    required=("the security hardening mode, because the normal one gives the role's credentials to any forged request"),
    fix='set `http_tokens="required"` on the `alicloud.ecs.Instance` or `alicloud.ecs.EcsLaunchTemplate`',
    why=__doc__,
    cli=(
        "aliyun ecs ModifyInstanceMetadataOptions --InstanceId <instance-id> --HttpEndpoint enabled "
        "--HttpTokens required"
    ),
    url="https://www.alibabacloud.com/help/en/ecs/user-guide/access-instance-metadata-using-hardened-only-mode",
    frameworks=(iso("ecs-instance-meta-data-mode-check"),),
    same_as={"config": ("ecs-instance-meta-data-mode-check",), "infraguard": ("ecs-instance-meta-data-mode-check",)},
)
