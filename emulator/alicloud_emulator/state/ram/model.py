"""What RAM has: users, groups and roles, who holds which policy, and keys."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime

    from alicloud_emulator.state.ram.managed_policies import ManagedPolicy
    from alicloud_emulator.state.ram.policy_language import Policy

__all__ = ["AccessKey", "Attachment", "Group", "Holder", "Identity", "Role", "Session", "User"]


class Holder(StrEnum):
    """What a policy can be attached to: the word in names of actions and of error codes."""

    USER = "User"
    GROUP = "Group"
    ROLE = "Role"


@dataclass(slots=True, kw_only=True)
class User:
    """A RAM user; `has_second_factor` is whether a device is bound."""

    name: str
    user_id: str
    created_at: datetime
    display_name: str = ""
    mobile_phone: str = ""
    email: str = ""
    comments: str = ""
    has_second_factor: bool = False
    tags: dict[str, str] = field(default_factory=dict)


@dataclass(slots=True, kw_only=True)
class Group:
    """A RAM user group; `members` holds names of users."""

    name: str
    group_id: str
    created_at: datetime
    comments: str = ""
    members: list[str] = field(default_factory=list)


@dataclass(slots=True, kw_only=True)
class Role:
    """A RAM role; `trust` is the document as it was sent."""

    name: str
    role_id: str
    created_at: datetime
    trust: str
    description: str = ""
    max_session_seconds: int = 3600
    tags: dict[str, str] = field(default_factory=dict)


@dataclass(slots=True, kw_only=True)
class AccessKey:
    """A user's key; the secret is not kept, as nothing checks signatures."""

    access_key_id: str
    user_name: str
    created_at: datetime
    is_active: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Session:
    """A role that somebody has assumed; `policy` narrows what the role may do."""

    access_key_id: str
    role_name: str
    session_name: str
    expires_at: datetime
    policy: Policy | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Attachment:
    """A policy and who holds it."""

    holder: Holder
    holder_name: str
    policy_type: str
    policy_name: str
    attached_at: datetime = field(compare=False)


@dataclass(slots=True)
class Identity:
    """Everything of RAM; `retired_keys` are the keys that were deleted."""

    users: dict[str, User] = field(default_factory=dict)
    groups: dict[str, Group] = field(default_factory=dict)
    roles: dict[str, Role] = field(default_factory=dict)
    policies: dict[str, ManagedPolicy] = field(default_factory=dict)
    attachments: list[Attachment] = field(default_factory=list)
    access_keys: dict[str, AccessKey] = field(default_factory=dict)
    sessions: dict[str, Session] = field(default_factory=dict)
    retired_keys: set[str] = field(default_factory=set)

    def held_by(self, holder: Holder, name: str) -> list[Attachment]:
        """Return the policies that are attached to one user, group or role itself."""
        return [item for item in self.attachments if (item.holder, item.holder_name) == (holder, name)]
