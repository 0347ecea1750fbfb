"""Which exemptions suppress what in one run, and which of them serve nothing."""

from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from difflib import get_close_matches

from ess_policies.configuration.exemption_entries import Entry
from ess_policies.exemption import UNEXEMPTED, Exemption, Verdict
from ess_policies.printable import one_line

__all__ = ["ExemptionLedger"]


@dataclass(slots=True)
class _Use:
    """
    What happened to one exemption.

    Attributes:
        judged: URNs of resources that it covers and that its rule judged.
        is_needed: It covered a finding, or a resource that its rule could not decide about.
    """

    exemption: Exemption
    judged: set[str] = field(default_factory=set)
    is_needed: bool = False


class ExemptionLedger:
    """
    The exemptions of one run.

    The engine judges each resource alone, from several threads, and then the stack: only then is it known which
    exemption served nothing. Sets grow and flags are raised, so threads need no lock.
    """

    def __init__(self, entries: Iterable[Entry], today: Callable[[], date]) -> None:
        """
        Make the ledger.

        Args:
            entries: Every entry, also those that lack something: these suppress nothing and are reported.
            today: Answers the date in UTC.
        """
        self._today = today
        self._faults = tuple(fault for entry in entries if (fault := entry.fault) is not None)
        self._uses = tuple(_Use(entry.exemption) for entry in entries if entry.exemption is not None)
        self._by_rule: dict[str, list[_Use]] = {}
        for use in self._uses:
            self._by_rule.setdefault(use.exemption.rule, []).append(use)

    def covers(self, rule: str) -> bool:
        """Tell whether any exemption is about a rule; where none is, nothing has to be noted."""
        return rule in self._by_rule

    def note_judged(self, rule: str, urn: str) -> None:
        """Note that a rule judged a resource."""
        for use in self._covering(rule, urn):
            use.judged.add(urn)

    def note_undecided(self, rule: str, urn: str) -> None:
        """Note that a rule could not decide about a resource: what covers it may still be needed."""
        for use in self._covering(rule, urn):
            use.is_needed = True

    def verdict(self, rule: str, urn: str) -> Verdict:
        """Say whether a finding is suppressed, and note what covers it."""
        covering = self._covering(rule, urn)
        for use in covering:
            use.is_needed = True
        agreed = sorted((use.exemption for use in covering), key=lambda exemption: exemption.expires)
        if not agreed:
            return UNEXEMPTED
        latest = agreed[-1]
        return Verdict(exemption=latest) if latest.holds_on(self._today()) else Verdict(ended=latest)

    def faults(
        self, types_of: Callable[[str], frozenset[str] | None], stack: Iterable[tuple[str, str]]
    ) -> tuple[str, ...]:
        """
        Say what is wrong with the exemptions, a phrase each, at the end of a run.

        Args:
            types_of: Answers the types that a rule judges; None where it is switched off, so that nothing can be said
                about its exemptions.
            stack: Type and URN of every resource.
        """
        resources = tuple(stack)
        return (*self._faults, *self._expired(), *self._idle(types_of, resources))

    def _expired(self) -> Iterator[str]:
        for use in self._uses:
            if not use.exemption.holds_on(self._today()):
                yield f"{_name(use.exemption)} expired on {use.exemption.expires} (owner: {use.exemption.owner})"

    def _idle(
        self, types_of: Callable[[str], frozenset[str] | None], resources: tuple[tuple[str, str], ...]
    ) -> Iterator[str]:
        for use in self._uses:
            types = types_of(use.exemption.rule)
            if use.is_needed or types is None or not use.exemption.holds_on(self._today()):
                continue
            covered = {urn for token, urn in resources if token in types and use.exemption.covers(urn)}
            if not covered:
                judged = [urn for token, urn in resources if token in types]
                nearest = _nearest(use.exemption, judged)
                yield f"{_name(use.exemption)} matches no resource that the rule judges{nearest}"
            # A run for some targets judges only these: about the others nothing is known.
            elif covered <= use.judged:
                yield f"{_name(use.exemption)} matches no finding: the rule is kept"

    def _covering(self, rule: str, urn: str) -> list[_Use]:
        return [use for use in self._by_rule.get(rule, ()) if use.exemption.covers(urn)]


def _nearest(exemption: Exemption, urns: Collection[str]) -> str:
    found = get_close_matches(exemption.resource, sorted(urns), n=1, cutoff=0.0)
    return f"; the nearest is `{one_line(found[0])}`" if found else ""


def _name(exemption: Exemption) -> str:
    return f"the exemption from `{exemption.rule}` for `{exemption.resource}`"
