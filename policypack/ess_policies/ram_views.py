"""
What rules read of RAM: policies, whom they are given to, and who is in which group.

Names only tell things apart here. One that is unknown at preview is read as None: what it comes from, which the engine
tells, does as well.
"""

from ess_policies.properties import known_text, known_texts, text
from ess_policies.ram_grants import Statement, parse_document, parse_statements
from ess_policies.views import View

__all__ = ["RamAttachment", "RamIdentity", "RamMembership", "RamPolicy"]


class RamPolicy(View):
    """A custom policy: a document in JSON, under its name of today or the old one, or old statement objects."""

    types = frozenset({"alicloud:ram/policy:Policy"})

    @property
    def policy_name(self) -> str | None:
        return known_text(self.props, "policyName") or known_text(self.props, "name")

    @property
    def statements(self) -> tuple[Statement, ...]:
        document = text(self.props, "policyDocument") or text(self.props, "document")
        return parse_document(document) if document else parse_statements(self.props.get("statements"))


class RamIdentity(View):
    """A role, a group or a user."""

    types = frozenset({"alicloud:ram/role:Role", "alicloud:ram/group:Group", "alicloud:ram/user:User"})

    @property
    def kind(self) -> str:
        return self.declaration.type.rpartition(":")[2].lower()

    @property
    def identity_name(self) -> str | None:
        return known_text(self.props, f"{self.kind}Name") or known_text(self.props, "name")


class RamAttachment(View):
    """A policy that is given to a role, a group or a user."""

    types = frozenset(
        {
            "alicloud:ram/groupPolicyAttachment:GroupPolicyAttachment",
            "alicloud:ram/rolePolicyAttachment:RolePolicyAttachment",
            "alicloud:ram/userPolicyAttachment:UserPolicyAttachment",
        }
    )

    @property
    def kind(self) -> str:
        return self.declaration.type.rpartition(":")[2].removesuffix("PolicyAttachment").lower()

    @property
    def identity_property(self) -> str:
        return f"{self.kind}Name"

    @property
    def identity_name(self) -> str | None:
        return known_text(self.props, self.identity_property)

    @property
    def policy_name(self) -> str | None:
        return known_text(self.props, "policyName")

    @property
    def is_of_system_policy(self) -> bool:
        return text(self.props, "policyType") == "System"


class RamMembership(View):
    """Users that are in a group: the group with all of its users, or one pair."""

    types = frozenset(
        {"alicloud:ram/groupMembership:GroupMembership", "alicloud:ram/userGroupAttachment:UserGroupAttachment"}
    )

    @property
    def group_name(self) -> str | None:
        return known_text(self.props, "groupName")

    @property
    def users_property(self) -> str:
        return "userName" if self.declaration.type.endswith(":UserGroupAttachment") else "userNames"

    @property
    def user_names(self) -> tuple[str, ...]:
        one = known_text(self.props, "userName")
        return (one,) if one else known_texts(self.props, "userNames")
