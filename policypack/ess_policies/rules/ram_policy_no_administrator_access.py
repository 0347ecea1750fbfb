"""
Who holds such a policy can lift every protection, delete every group and switch off the trail that would tell of it.
"""

from pulumi_policy import Severity

from ess_policies.frameworks import cis, iso, mlps
from ess_policies.ram_views import RamPolicy
from ess_policies.rule import ResourceRule

__all__ = ["POLICY"]


def _observe(policy: RamPolicy) -> str | None:
    for statement in policy.statements:
        if statement.is_allowing and statement.is_everywhere and "*" in statement.actions:
            return "a policy that allows every action on every resource"
    return None


POLICY = ResourceRule(
    view=RamPolicy,
    observe=_observe,
    name="ram-policy-no-administrator-access",
    display_name="No policy for everything",
    description="Custom policies do not allow every action on every resource.",
    severity=Severity.HIGH,
    tags=["ram", "release-protection"],
    required="the actions that are needed, because `*` on `*` lifts every protection",
    fix="name the actions in the document of the `alicloud.ram.Policy`",
    why=__doc__,
    cli=("aliyun ram CreatePolicyVersion --PolicyName <policy> --PolicyDocument '<document>' --SetAsDefault true"),
    url="https://www.alibabacloud.com/help/en/ram/policy-overview",
    frameworks=(
        cis("1.15"),
        mlps("ram-policy-no-statements-with-admin-access-check"),
        iso("ram-policy-no-statements-with-admin-access-check"),
    ),
    same_as={
        "config": ("ram-policy-no-statements-with-admin-access-check",),
        "infraguard": ("ram-policy-no-statements-with-admin-access-check",),
        "prowler": ("ram_policy_no_administrative_privileges",),
    },
)
