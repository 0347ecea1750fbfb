"""What every report tells: the rules, the resources that they judged, and what they found."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from ess_policies.exemption import Exemption
from ess_policies.printable import one_line

__all__ = [
    "SEVERITIES",
    "Outcome",
    "Position",
    "Report",
    "Result",
    "RuleSummary",
    "agreement",
    "in_order",
    "name_of",
    "stack_of",
    "type_chain_of",
    "type_of",
]

SEVERITIES = ("low", "medium", "high", "critical")
"""From the least to the worst."""


class Outcome(StrEnum):
    """What became of a rule on a resource that does not simply keep it."""

    VIOLATED = "violated"
    UNDECIDED = "undecided"
    """The preview does not know a value that the rule needs; the update decides."""
    EXEMPTED = "exempted"
    """Broken, and exempted until a date."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Position:
    """A line of a program: a path with slashes, relative to the root of the sources, and a number from 1."""

    path: str
    line: int

    def __post_init__(self) -> None:
        object.__setattr__(self, "path", one_line(self.path))


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleSummary:
    """
    What the reports tell of a rule.

    Attributes:
        types: The resource types that the rule judges.
        level: `mandatory` or `advisory`, where the configuration says nothing else.
        severity: One of `SEVERITIES`.
        frameworks: Clauses of compliance frameworks, such as `MLPS 2.0 level 3 8.1.4.3`.
        same_as: Ids of the same check in other tools, such as `checkov CKV_ALI_7`.
    """

    name: str
    title: str
    description: str
    required: str
    why: str
    fix: str
    cli: str
    url: str
    level: str
    severity: str
    tags: tuple[str, ...]
    types: frozenset[str]
    frameworks: tuple[str, ...]
    same_as: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """
    What one rule says of one resource that does not simply keep it.

    Attributes:
        urn: The resource; of the stack itself where a rule judges the stack as a whole.
        level: `mandatory` or `advisory`, as configured.
        severity: One of `SEVERITIES`.
        message: What was found, required and how to fix it, in lines; holds no secret.
        found: What was found, in a phrase; where nothing could be decided, why.
        exemption: Where the outcome is EXEMPTED.
        position: Where the program declares the resource; None where the engine does not tell.
    """

    rule: str
    urn: str
    level: str
    severity: str
    message: str
    found: str
    outcome: Outcome
    exemption: Exemption | None = None
    position: Position | None = None

    def __post_init__(self) -> None:
        # What a program calls its resources, and the values that a finding quotes, go into every format. The message
        # has lines: each format shows them in its own way.
        object.__setattr__(self, "urn", one_line(self.urn))
        object.__setattr__(self, "found", one_line(self.found))


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """
    One run of the pack.

    Attributes:
        run: What the engine did: `preview`, `stack`, or `state` with the file's name.
        stack: Project and stack, such as `shop/prod`; empty where the engine told of no resource.
        version: The pack's version.
        rules: All rules, by name.
        passed: Names of the rules that each resource keeps, by URN; every resource that was judged has an entry.
        results: By file and line, then by resource and rule.
        fallback: The file that stands for a resource of unknown position, relative to the root of the sources.
    """

    run: str
    stack: str
    version: str
    rules: tuple[RuleSummary, ...]
    passed: dict[str, tuple[str, ...]]
    results: tuple[Result, ...]
    fallback: str

    def __post_init__(self) -> None:
        object.__setattr__(self, "run", one_line(self.run))
        object.__setattr__(self, "stack", one_line(self.stack))
        object.__setattr__(self, "passed", {one_line(urn): names for urn, names in self.passed.items()})

    @property
    def subject(self) -> str:
        """What was checked, such as `preview of shop/prod`."""
        return f"{self.run} of {self.stack}" if self.stack else self.run

    def of(self, *outcomes: Outcome) -> tuple[Result, ...]:
        """Answer the results with one of these outcomes."""
        return tuple(result for result in self.results if result.outcome in outcomes)

    def rule(self, name: str) -> RuleSummary | None:
        """Answer a rule; None for a policy that is none of this pack."""
        return next((rule for rule in self.rules if rule.name == name), None)


def in_order(results: Iterable[Result]) -> tuple[Result, ...]:
    """Sort results as a report lists them: by position, those without one last."""

    def key(result: Result) -> tuple[bool, str, int, str, str]:
        position = result.position or Position(path="", line=0)
        return result.position is None, position.path, position.line, result.urn, result.rule

    return tuple(sorted(results, key=key))


def agreement(exemption: Exemption) -> str:
    """Say on one line why a finding does not count, who answers for that, and until when."""
    return one_line(f"{exemption.reason} ({exemption.owner}, until {exemption.expires})")


def type_of(urn: str) -> str:
    """Answer the resource type of a URN, without the types of its parents."""
    return type_chain_of(urn).rpartition("$")[2]


def stack_of(urn: str) -> str:
    """Answer the project and the stack of a URN, as `shop/prod`."""
    parts = urn.split(":", 2)[-1].split("::")
    return f"{parts[1]}/{parts[0]}" if len(parts) >= 2 else ""


def type_chain_of(urn: str) -> str:
    """Answer the resource type of a URN behind those of its parents; with the name, unique in a stack."""
    return urn.split("::", 3)[2] if urn.count("::") >= 3 else ""


def name_of(urn: str) -> str:
    """Answer the name that the program gave to a resource."""
    return urn.split("::", 3)[3] if urn.count("::") >= 3 else urn
