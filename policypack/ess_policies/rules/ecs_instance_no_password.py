"""
A password can be tried, is the same on every instance of a group, and stands in the state of the stack and in the
configuration of the group. A key pair is none of that, and Session Manager needs neither. The password of the image
(`password_inherit`) counts, too.

Advisory: Windows images have nothing else.
"""

from pulumi_policy import EnforcementLevel, Severity

from ess_policies.machine_view import Machine
from ess_policies.rule import ResourceRule

__all__ = ["POLICY"]


def _observe(machine: Machine) -> str | None:
    if machine.has_password:
        return f"{machine.noun} with a password"
    return f"{machine.noun} with the password of the image" if machine.inherits_password else None


POLICY = ResourceRule(
    view=Machine,
    observe=_observe,
    name="ecs-instance-no-password",
    display_name="Key pair instead of password",
    description="Instances are not logged on to with a password.",
    severity=Severity.MEDIUM,
    level=EnforcementLevel.ADVISORY,
    tags=["ecs"],
    required="a key pair or none, because a password can be tried and is the same on all instances",
    fix=(
        "replace `password`, `kms_encrypted_password` and `password_inherit` by `key_name` (elsewhere `key_pair_name`)"
    ),
    why=__doc__,
    cli=("aliyun ecs AttachKeyPair --RegionId <region> --KeyPairName <key-pair> --InstanceIds '[\"<instance-id>\"]'"),
    url="https://www.alibabacloud.com/help/en/ecs/developer-reference/api-ecs-2014-05-26-attachkeypair",
    same_as={"config": ("ecs-instance-login-use-keypair",), "infraguard": ("ecs-instance-login-use-keypair",)},
)
