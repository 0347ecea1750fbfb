"""
The two policies that separate releasing from lifting protection, and the trust of a role: plain documents.

RAM has no condition on *what* ModifyInstanceAttribute changes, so the duties are separated by action: whoever may call
one list is denied the other. A denial goes before every permission that is attached beside it.
"""

from collections.abc import Mapping, Sequence
from typing import Any

__all__ = ["LIFTING", "LOOKING", "RELEASING", "lifting_policy", "releasing_policy", "trust_policy"]

Document = Mapping[str, Any]

RELEASING: Mapping[str, str] = {
    "ecs:DeleteInstance": "releases an instance",
    "ecs:DeleteInstances": "releases up to 100 instances",
    "ecs:ModifyInstanceAutoReleaseTime": "sets a time at which an instance is released in spite of its protection",
    "ecs:ModifyInstanceChargeType": "turns a subscription, which cannot be released, into pay-as-you-go",
    "ess:DeleteScalingGroup": "deletes a group together with its instances",
    "ess:ExecuteScalingRule": "may scale a group in, which releases instances in spite of their protection",
    "ess:ModifyScalingGroup": "sets a smaller capacity, with the same end",
    "ess:RemoveInstances": "releases instances of a group in spite of their protection",
    "ess:ScaleWithAdjustment": "scales a group in",
    "ess:StartInstanceRefresh": "replaces the instances of a group, in spite of their protection",
}
"""Every action that ends an instance, or makes it possible. Sources: the ECS guide on releasing; the API's pages."""

LIFTING: Mapping[str, str] = {
    "ecs:ModifyInstanceAttribute": "`DeletionProtection` of one instance, among other attributes",
    "ess:ModifyScalingGroup": "`GroupDeletionProtection` of a scaling group, among other attributes",
    "ess:SetGroupDeletionProtection": "deletion protection of a scaling group",
    "ess:SetInstancesProtection": "protection from scale-in",
}
"""Every action that takes a protection away."""

LOOKING = ("ecs:DescribeInstances", "ecs:DescribeInstanceAttribute", "ess:DescribeScalingGroups")

GRANTED_TO_RELEASE = ("ecs:DeleteInstance", "ecs:DeleteInstances")
"""Least privilege: what the role needs for instances. The other ways are left to whoever runs the scaling groups."""

UNDERMINING = (
    "actiontrail:DeleteTrail",
    "actiontrail:StopLogging",
    "actiontrail:UpdateTrail",
    "eventbridge:DeleteRule",
    "eventbridge:DeleteTargets",
    "eventbridge:DisableRule",
    "eventbridge:PutTargets",
    "eventbridge:UpdateRule",
    "log:DeleteLogStore",
    "log:DeleteProject",
    "mns:DeleteQueue",
    "oss:DeleteBucket",
    "oss:DeleteObject",
    "ram:AddUserToGroup",
    "ram:AttachPolicyToGroup",
    "ram:AttachPolicyToRole",
    "ram:AttachPolicyToUser",
    "ram:CreateAccessKey",
    "ram:CreatePolicyVersion",
    "ram:DeletePolicy",
    "ram:DeletePolicyVersion",
    "ram:DetachPolicyFromGroup",
    "ram:DetachPolicyFromRole",
    "ram:DetachPolicyFromUser",
    "ram:SetDefaultPolicyVersion",
    "ram:UpdateRole",
)
"""What would give either side the other's permissions, switch off what watches it, or delete what it recorded."""


def releasing_policy(instances: Sequence[str], tags: Mapping[str, str]) -> Document:
    """
    Answer the policy of who may release and may not lift protection.

    Args:
        instances: ARNs of instances, `acs:ecs:<region>:<account>:instance/<id>`.
        tags: Tags that an instance must have to be released; empty for any.
    """
    return _policy(GRANTED_TO_RELEASE, instances, tags, denied=LIFTING)


def lifting_policy(instances: Sequence[str], tags: Mapping[str, str]) -> Document:
    """Answer the policy of who may lift protection and may not release; the arguments are the other one's."""
    return _policy(("ecs:ModifyInstanceAttribute",), instances, tags, denied=RELEASING)


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


def _policy(
    granted: Sequence[str], instances: Sequence[str], tags: Mapping[str, str], *, denied: Mapping[str, str]
) -> Document:
    condition = {"Condition": {"StringEquals": {f"acs:ResourceTag/{key}": value for key, value in tags.items()}}}
    grant = {"Effect": "Allow", "Action": list(granted), "Resource": list(instances)} | (condition if tags else {})
    return {
        "Version": "1",
        "Statement": [
            grant,
            {"Effect": "Allow", "Action": list(LOOKING), "Resource": "*"},
            {"Effect": "Deny", "Action": [*denied, *UNDERMINING], "Resource": "*"},
        ],
    }
