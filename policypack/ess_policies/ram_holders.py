"""Who is given which RAM policies, directly and through groups, as far as one stack declares it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from ess_policies.declaration import Declaration
from ess_policies.ram_grants import SYSTEM_POLICIES, Statement
from ess_policies.ram_views import RamAttachment, RamIdentity, RamMembership, RamPolicy
from ess_policies.relations import only
from ess_policies.stack import Stack

__all__ = ["Holder", "policy_holders"]


@dataclass(slots=True, kw_only=True)
class Holder:
    """
    A role, a group or a user that is given policies.

    Attributes:
        kind: `role`, `group` or `user`.
        declaration: The identity's own, or where the stack only names it, that of the first resource that does.
        attachments: The policies that are given to it directly.
        groups: The groups of a user.
    """

    kind: str
    declaration: Declaration
    attachments: list[RamAttachment] = field(default_factory=list)
    groups: list["Holder"] = field(default_factory=list)

    def statements(self, policies: Iterable[RamPolicy]) -> tuple[Statement, ...]:
        """
        Answer the statements of all policies that it has.

        Args:
            policies: The custom policies of the stack; what is not among them and no well-known system policy is
                taken for empty.
        """
        policies = tuple(policies)
        given = (*self.attachments, *(each for group in self.groups for each in group.attachments))
        return tuple(statement for attachment in given for statement in _statements(attachment, policies))


def policy_holders(stack: Stack) -> tuple[Holder, ...]:
    """Answer every identity that the stack gives a policy to, or puts into a group."""
    book = _Book(stack.of(RamIdentity))
    for attachment in stack.of(RamAttachment):
        for holder in book.find(attachment, attachment.kind, attachment.identity_property, [attachment.identity_name]):
            holder.attachments.append(attachment)
    for membership in stack.of(RamMembership):
        groups = book.find(membership, "group", "groupName", [membership.group_name])
        for user in book.find(membership, "user", membership.users_property, membership.user_names):
            user.groups.extend(groups)
    return tuple(book.holders.values())


class _Book:
    """The holders by what tells them apart: the URN of a declared identity, the name of another."""

    def __init__(self, identities: Iterable[RamIdentity]) -> None:
        self.holders: dict[tuple[str, str], Holder] = {}
        self._by_urn = {identity.declaration.urn: identity for identity in identities}
        self._by_name = {(each.kind, each.identity_name): each for each in self._by_urn.values()}

    def find(
        self, source: RamAttachment | RamMembership, kind: str, property_name: str, names: Sequence[str | None]
    ) -> list[Holder]:
        """Answer the holders that a property names or, while that is unknown, takes its names from."""
        declared = [identity for urn in source.sources(property_name) if (identity := self._by_urn.get(urn))]
        named = [identity for name in names if name and (identity := self._by_name.get((kind, name)))]
        strangers = [name for name in names if name and (kind, name) not in self._by_name]
        keys = {each.declaration.urn: each.declaration for each in (*named, *declared) if each.kind == kind}
        keys.update(dict.fromkeys(strangers, source.declaration))
        return [self._holder(kind, key, declaration) for key, declaration in keys.items()]

    def _holder(self, kind: str, key: str, declaration: Declaration) -> Holder:
        return self.holders.setdefault((kind, key), Holder(kind=kind, declaration=declaration))


def _statements(attachment: RamAttachment, policies: tuple[RamPolicy, ...]) -> tuple[Statement, ...]:
    name = attachment.policy_name
    if attachment.is_of_system_policy:
        return SYSTEM_POLICIES.get(name or "", ())
    namesake = next((policy for policy in policies if name and policy.policy_name == name), None)
    policy = only(policies, attachment.sources("policyName")) or namesake
    return policy.statements if policy else ()
