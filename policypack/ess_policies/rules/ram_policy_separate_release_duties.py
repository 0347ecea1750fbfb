"""
Release protection stops whoever cannot lift it.

Where one identity may call `ModifyInstanceAttribute` and `DeleteInstance` or `DeleteInstances`, protection is one
more call. The rule adds up every policy that the stack attaches to a role, a group or a user, directly or through the
user's groups, with wildcards, denials and the well-known system policies; only documents known at preview are read
there. An administrator can always do both: exempt that identity, with a reason.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from pulumi_policy import Severity

from ess_policies.ram_grants import is_granted
from ess_policies.ram_holders import Holder, policy_holders
from ess_policies.ram_views import RamAttachment, RamIdentity, RamMembership, RamPolicy
from ess_policies.relations import blame_each
from ess_policies.rule import Observation, StackRule
from ess_policies.stack import Stack

__all__ = ["POLICY"]

_LIFTING = "ecs:ModifyInstanceAttribute"
_DELETING = ("ecs:DeleteInstance", "ecs:DeleteInstances")


def _observe(stack: Stack, _options: Mapping[str, Any]) -> Iterator[Observation]:
    def holds_both(holder: Holder) -> bool:
        statements = holder.statements(stack.of(RamPolicy))
        may_delete = any(is_granted(action, statements) for action in _DELETING)
        return may_delete and is_granted(_LIFTING, statements)

    def observe(holder: Holder) -> str | None:
        # A user whom one of its groups makes so is the group's fault, which is blamed itself.
        if not holds_both(holder) or any(map(holds_both, holder.groups)):
            return None
        return f"a {holder.kind} that may lift release protection and delete instances"

    return blame_each(policy_holders(stack), observe)


POLICY = StackRule(
    views=(
        RamAttachment,
        RamIdentity,
        RamMembership,
        RamPolicy,
    ),
    observe=_observe,
    name="ram-policy-separate-release-duties",
    display_name="Lifting protection and deleting apart",
    description="No role, user or group may both lift release protection and delete instances.",
    severity=Severity.HIGH,
    tags=["ram", "release-protection"],
    required=(
        "one identity to lift release protection and another to delete, so that it takes two to release an instance"
    ),
    fix=(
        "split the `alicloud.ram.Policy` and attach `ecs:ModifyInstanceAttribute` and `ecs:DeleteInstance` to"
        " different roles, groups or users"
    ),
    why=__doc__,
    cli="aliyun ram DetachPolicyFromRole --PolicyType Custom --PolicyName <policy> --RoleName <role>",
    url="https://www.alibabacloud.com/help/en/ecs/user-guide/release-an-instance",
)
