"""
User data is stored in clear with the configuration, in every old version of it, and every process on the instance can
read it from the metadata. What was there once must be changed, not only removed. Text in base64 is read as well. The
rule knows private keys, ids of access keys, addresses with a password, and names such as `password` or `token` that
are given a value: no finding is no proof.
"""

from pulumi_policy import Severity

from ess_policies.machine_view import Machine
from ess_policies.rule import ResourceRule
from ess_policies.secret_text import find_secret

__all__ = ["POLICY"]


def _observe(machine: Machine) -> str | None:
    for user_data in machine.user_data:
        if kind := find_secret(user_data):
            return f"{machine.noun} with {kind} in its user data"
    return None


POLICY = ResourceRule(
    view=Machine,
    observe=_observe,
    name="ecs-instance-no-secrets-in-user-data",
    display_name="No secrets in user data",
    description="User data holds no secrets.",
    severity=Severity.CRITICAL,
    tags=["ecs"],
    required=(
        "no credentials, because every process on the instance and every reader of the configuration can read user data"
    ),
    fix="remove the secret from `user_data`, change it, and let the instance fetch it with its RAM role",
    why=__doc__,
    cli="aliyun kms GetSecretValue --SecretName <secret>",
    url=(
        "https://www.alibabacloud.com/help/en/auto-scaling/developer-reference/api-ess-2022-02-22-createscalingconfiguration"
    ),
)
