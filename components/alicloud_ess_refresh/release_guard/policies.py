"""
The two policies that separate releasing instances from lifting their protection, and the trust of a role. Pure.

RAM has no condition on *what* ModifyInstanceAttribute changes, so the duties are separated by action. Each policy
denies every action but those of its duty and reading calls. A list of denied actions would have to name each way
around the guard, in every product, and each new action of the API would be missing from it. A denial takes precedence
over every permission that is attached beside it.
Source of `NotAction` in a denial: RAM, "Basic elements of a permission policy".
"""

from collections.abc import Mapping, Sequence
from typing import Any

__all__ = ["LIFTING", "lifting_policy", "releasing_policy", "trust_policy"]

Document = Mapping[str, Any]

LIFTING: Mapping[str, str] = {
    "ecs:ModifyInstanceAttribute": "`DeletionProtection` of one instance, among other attributes",
    "ess:ModifyScalingGroup": "`GroupDeletionProtection` of a scaling group, among other attributes",
    "ess:SetGroupDeletionProtection": "deletion protection of a scaling group",
    "ess:SetInstancesProtection": "protection from scale-in",
}
"""Actions that can take a protection away: the alert comes for each call of them."""

READING = ("ecs:DescribeInstances", "ecs:DescribeInstanceAttribute", "ess:DescribeScalingGroups")
"""What both roles are allowed to read: enough to find an instance and its group."""
NOT_DENIED = ("ecs:Describe*", "ess:Describe*", "sts:GetCallerIdentity")
"""Reading calls that a policy attached beside this one may allow. They change nothing."""
DUTY_TO_RELEASE = ("ecs:DeleteInstance", "ecs:DeleteInstances")
DUTY_TO_LIFT = ("ecs:ModifyInstanceAttribute",)


def releasing_policy(instances: Sequence[str], tags: Mapping[str, str]) -> Document:
    """
    Return the policy of who may release instances and do nothing else.

    Args:
        instances: ARNs of instances, `acs:ecs:<region>:<account>:instance/<id>`.
        tags: Tags that an instance must have to be released; empty for any.
    """
    return _policy(DUTY_TO_RELEASE, instances, tags)


def lifting_policy(instances: Sequence[str], tags: Mapping[str, str]) -> Document:
    """Return the policy of who may lift protection and do nothing else; the arguments are those of the other one."""
    return _policy(DUTY_TO_LIFT, instances, tags)


def trust_policy(principals: Sequence[str], *, require_mfa: bool, source_ips: Sequence[str]) -> Document:
    """
    Answer who may assume a role, and how.

    Args:
        principals: ARNs of users, roles or accounts, such as `acs:ram::<account>:user/<name>`.
        require_mfa: Only a session that was opened with a second factor.
        source_ips: Addresses or CIDR blocks that the call must come from; empty for any.
    """
    conditions: dict[str, Any] = {}
    if require_mfa:
        conditions["Bool"] = {"acs:MFAPresent": "true"}
    if source_ips:
        conditions["IpAddress"] = {"acs:SourceIp": list(source_ips)}
    statement: dict[str, Any] = {
        "Effect": "Allow",
        "Action": "sts:AssumeRole",
        "Principal": {"RAM": list(principals)},
    }
    return {"Version": "1", "Statement": [statement | ({"Condition": conditions} if conditions else {})]}


def _policy(duty: Sequence[str], instances: Sequence[str], tags: Mapping[str, str]) -> Document:
    condition = {"Condition": {"StringEquals": {f"acs:ResourceTag/{key}": value for key, value in tags.items()}}}
    grant = {"Effect": "Allow", "Action": list(duty), "Resource": list(instances)} | (condition if tags else {})
    return {
        "Version": "1",
        "Statement": [
            grant,
            {"Effect": "Allow", "Action": list(READING), "Resource": "*"},
            {"Effect": "Deny", "NotAction": [*duty, *NOT_DENIED], "Resource": "*"},
        ],
    }
