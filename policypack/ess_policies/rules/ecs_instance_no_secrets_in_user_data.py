"""
User data is stored in clear with the configuration, in every old version of it, and every process on the instance can
read it from the metadata. What was there once must be changed, not only removed.

The rule reads what user data is made of: base64, gzip, parts of a MIME message, cloud-config with accounts, files and
commands, other YAML and JSON, and the commands, options and here-documents of shell scripts. There it knows names
such as `password` or `client_secret` that are given a value, passwords of accounts, private keys, access keys, hashes
of passwords, addresses with a password or a signature, webhooks, and the tokens that the scanner `detect-secrets` knows
by their form. A value that is looked up (`$(…)`, `${…}`, `kms:…`, a path) or filled in later (`<…>`) is none.

It cannot see a secret under a name that says nothing (`X=…`), in pieces that the script puts together, in what the
instance downloads (`#include`), in encryption or another archive than gzip, in the words of a comment or message, one
in a language's own escapes, or a plain word such as `letmein` under `token` or `secret`. No finding is no proof.
"""

from pulumi_policy import Severity

from ess_policies.machine_view import Machine
from ess_policies.rule import ResourceRule
from ess_policies.secrets.finder import find_secret

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
