"""One agreed exception from a rule: for which resources, why, who answers for it, and until when."""

from dataclasses import dataclass
from datetime import date
from fnmatch import fnmatchcase
from typing import Final

__all__ = ["UNEXEMPTED", "Exemption", "Verdict"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Exemption:
    """
    An exemption that has everything it needs.

    Attributes:
        rule: The rule's name.
        resource: A URN, or a pattern of URNs in which `*` stands for any text and `?` for one character. It may leave
            out the components that a resource is part of.
        reason: Why, on one line.
        owner: Who answers for it: a person or a team, without a colon.
        expires: The last day on which it holds, in UTC.
    """

    rule: str
    resource: str
    reason: str
    owner: str
    expires: date

    def covers(self, urn: str) -> bool:
        # `[` has a meaning for fnmatch only, and URNs may hold one (`web[0]`).
        pattern = self.resource.replace("[", "[[]")
        return fnmatchcase(urn, pattern) or fnmatchcase(_without_parents(urn), pattern)

    def holds_on(self, day: date) -> bool:
        return day <= self.expires


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """
    What the exemptions say to one finding; at most one of the two is set.

    Attributes:
        exemption: The one that suppresses it.
        ended: One that would, had it not expired.
    """

    exemption: Exemption | None = None
    ended: Exemption | None = None


def _without_parents(urn: str) -> str:
    """Return the URN that a resource would have outside of components: their types stand before its own, with a `$`."""
    stack, separator, rest = urn.rpartition("::")[0].rpartition("::")
    return f"{stack}{separator}{rest.rpartition('$')[2]}::{urn.rpartition('::')[2]}"


UNEXEMPTED: Final = Verdict()
