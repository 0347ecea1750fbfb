"""
Who holds such a policy can lift every protection, delete every group and switch off the trail that would tell of it.

The rule evaluates the document: `*`, `*:*` and `NotAction` count, on `*`, on `acs:*:*:*:*` and on a list that comes to
the same, with a condition that always holds, and although some products are denied or excepted. A condition such as
`acs:MFAPresent` restricts, and so do one region, one product and read-only actions. `ram:*` alone is not reported,
although it leads to all the rest.
"""

from pulumi_policy import Severity

from ess_policies.frameworks import cis, iso, mlps
from ess_policies.ram_grants import grants_everything
from ess_policies.ram_views import RamPolicy
from ess_policies.rule import ResourceRule

__all__ = ["POLICY"]


def _observe(policy: RamPolicy) -> str | None:
    return "a policy that allows every action on every resource" if grants_everything(policy.statements) else None


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
