"""Policies with a name: the account's own, with their versions, and those of the service that the emulator knows."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from datetime import UTC, datetime

from alicloud_emulator.errors import ApiError
from alicloud_emulator.state.ram.assumptions import CODE_MALFORMED_POLICY, POLICY_VERSIONS_MAX
from alicloud_emulator.state.ram.policy_language import Policy, PolicyError, parse_policy

__all__ = ["SYSTEM_POLICIES", "ManagedPolicy", "Version", "checked_document"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Version:
    """One version of a policy; `document` is the text as it was sent."""

    version_id: str
    document: str
    created_at: datetime


@dataclass(slots=True, kw_only=True)
class ManagedPolicy:
    """A policy; `versions` are by id, oldest first."""

    name: str
    policy_type: str
    description: str
    created_at: datetime
    updated_at: datetime
    default_version_id: str = ""
    versions: dict[str, Version] = field(default_factory=dict)
    versions_made: int = 0
    tags: dict[str, str] = field(default_factory=dict)

    @property
    def current(self) -> Policy:
        """What the policy says now."""
        return parse_policy(self.versions[self.default_version_id].document)

    def add_version(self, document: str, now: datetime, *, is_default: bool, rotates: bool = False) -> Version:
        """Add a version; LimitExceeded.Policy.Version (409) where there are as many as may be."""
        checked_document(document)
        if len(self.versions) >= POLICY_VERSIONS_MAX:
            if not rotates:
                raise ApiError(
                    409, "LimitExceeded.Policy.Version", f"A policy has at most {POLICY_VERSIONS_MAX} versions."
                )
            oldest = next(name for name in self.versions if name != self.default_version_id)
            del self.versions[oldest]
        self.versions_made += 1
        version = Version(version_id=f"v{self.versions_made}", document=document, created_at=now)
        self.versions[version.version_id] = version
        self.updated_at = now
        if is_default:
            self.default_version_id = version.version_id
        return version


def checked_document(text: str, *, is_trust: bool = False) -> Policy:
    """Read a document; ApiError (400) if it is none."""
    try:
        return parse_policy(text, is_trust=is_trust)
    except PolicyError as error:
        raise ApiError(400, CODE_MALFORMED_POLICY, f"The policy document is malformed: {error}.") from error


def _system(name: str, description: str, *actions: str) -> ManagedPolicy:
    made = datetime(2015, 4, 28, 11, 56, 46, tzinfo=UTC)
    policy = ManagedPolicy(name=name, policy_type="System", description=description, created_at=made, updated_at=made)
    statement = {"Effect": "Allow", "Action": list(actions), "Resource": "*"}
    policy.add_version(json.dumps({"Version": "1", "Statement": [statement]}), made, is_default=True)
    return policy


# The core of each; the service's own documents also name helping actions of other products.
SYSTEM_POLICIES = {
    policy.name: policy
    for policy in (
        _system("AdministratorAccess", "Everything", "*"),
        _system("ReadOnlyAccess", "Reading everything", "*:Describe*", "*:List*", "*:Get*", "*:Query*", "*:Lookup*"),
        _system("AliyunECSFullAccess", "Everything of ECS", "ecs:*"),
        _system("AliyunECSReadOnlyAccess", "Reading what ECS has", "ecs:Describe*", "ecs:List*"),
        _system("AliyunESSFullAccess", "Everything of Auto Scaling", "ess:*"),
        _system("AliyunESSReadOnlyAccess", "Reading what Auto Scaling has", "ess:Describe*", "ess:List*"),
        _system("AliyunMNSFullAccess", "Everything of queues", "mns:*"),
        _system("AliyunCloudMonitorFullAccess", "Everything of CloudMonitor", "cms:*"),
        _system("AliyunRAMFullAccess", "Everything of RAM", "ram:*"),
        _system("AliyunSTSAssumeRoleAccess", "Assuming roles", "sts:AssumeRole"),
        _system("AliyunVPCFullAccess", "Everything of VPC", "vpc:*"),
    )
}
