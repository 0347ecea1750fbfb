"""
Markdown (GitHub flavour, which GitLab reads as well) for a comment on a pull request: short above, details folded.

Text of a finding goes into code blocks, or escaped into table cells: what a program names its resources is not to
become markup of the comment.
"""

import re

from ess_policies.printable import printable
from ess_policies.reports.report import Outcome, Report, Result, agreement, name_of, type_of

__all__ = ["MARKER", "markdown"]

MARKER = "<!-- ess-policies -->"
"""The first line: by it a workflow finds the comment of its last run."""

# GitHub refuses a comment of more than 65,536 characters.
_LONGEST = 60_000
_MOST_ROWS = 50
_LONGEST_TEXT = 500
_CODE = re.compile(r"`([^`]+)`")
_REFERENCE = re.compile(r"(@|:(?=//)|\bwww(?=\.)|\bGH(?=-))", re.IGNORECASE)
"""What a code host makes a mention or a link of, before the place that breaks it."""
_SPECIAL = re.compile(r"([\\`*_\[\]<>#~])")


def markdown(report: Report) -> str:
    """Write the comment."""
    violated = report.of(Outcome.VIOLATED)
    parts = [MARKER, f"## Policies: {_verdict(report)}", _counts(report)]
    for title, level in (("To fix", "mandatory"), ("Advice", "advisory")):
        if results := tuple(result for result in violated if result.level == level):
            parts += [f"### {title}", _table(results)]
    for title, outcome in (("Exempted", Outcome.EXEMPTED), ("Decided by the update", Outcome.UNDECIDED)):
        if results := report.of(outcome):
            parts.append(_folded(title, _table(results)))
    if violated:
        explained = _explained(report, violated, room=_LONGEST - sum(map(len, parts)))
        parts.append(_folded("What is required, and how to fix it", *explained))
    return "\n\n".join(parts) + "\n"


def _verdict(report: Report) -> str:
    violated = report.of(Outcome.VIOLATED)
    if any(result.level == "mandatory" for result in violated):
        return "❌ changes needed"
    return "⚠️ passed with advice" if violated else "✅ passed"


def _counts(report: Report) -> str:
    mandatory = sum(result.level == "mandatory" for result in report.of(Outcome.VIOLATED))
    counts = (
        (mandatory, "mandatory"),
        (len(report.of(Outcome.VIOLATED)) - mandatory, "advisory"),
        (len(report.of(Outcome.UNDECIDED)), "undecided before the update"),
        (len(report.of(Outcome.EXEMPTED)), "exempted"),
    )
    found = ", ".join(f"**{count}** {what}" for count, what in counts if count) or "nothing found"
    extent = f"{len(report.passed)} resources against {len(report.rules)} rules"
    return f"{_code(report.stack or report.run)}: {found}; {extent}."


def _folded(title: str, *blocks: str) -> str:
    return "\n\n".join([f"<details><summary>{title}</summary>", *blocks, "</details>"])


def _table(results: tuple[Result, ...]) -> str:
    lines = ["| severity | resource | finding | line |", "| --- | --- | --- | --- |"]
    for result in results[:_MOST_ROWS]:
        cells = (result.severity, _resource(result), _what(result), _where(result))
        # A bar ends a cell, even in a code span.
        escaped = (cell.replace("|", r"\|") for cell in cells)
        lines.append(f"| {' | '.join(escaped)} |")
    if len(results) > _MOST_ROWS:
        lines += ["", f"{len(results) - _MOST_ROWS} more are left out here; the other reports have them."]
    return "\n".join(lines)


def _resource(result: Result) -> str:
    return f"{_code(name_of(result.urn))}<br>{_escaped(_brief(type_of(result.urn).rpartition(':')[2]))}"


def _what(result: Result) -> str:
    exemption = f"<br>Exempted: {_escaped(_brief(agreement(result.exemption)))}" if result.exemption else ""
    return f"{_code(result.rule)}<br>{_phrase(result.found)}{exemption}"


def _where(result: Result) -> str:
    return _code(f"{result.position.path}:{result.position.line}") if result.position else ""


def _explained(report: Report, results: tuple[Result, ...], *, room: int) -> list[str]:
    """What the rules say, each once, as far as there is room."""
    by_rule: dict[str, list[Result]] = {}
    for result in results:
        by_rule.setdefault(result.rule, []).append(result)
    blocks: list[str] = []
    for name, broken in by_rule.items():
        block = _explanation(report, name, broken)
        if sum(map(len, blocks)) + len(block) > room:
            blocks.append(f"{len(by_rule) - len(blocks)} more rules are left out here; the other reports have them.")
            break
        blocks.append(block)
    return blocks


def _explanation(report: Report, name: str, broken: list[Result]) -> str:
    rule = report.rule(name)
    urns = "\n".join(f"- {_code(result.urn)}" for result in broken)
    if rule is None:
        return f"#### {_code(name)}\n\n{_phrase(printable(broken[0].message))}\n\n{urns}"
    return (
        f"#### [{_code(name)}]({rule.url})\n\n{_phrase(rule.description)}\n\n"
        f"**Required:** {_phrase(rule.required)}.\n\n**Fix:** {_phrase(rule.fix)}.\n\n{urns}"
    )


def _brief(text: str) -> str:
    """What a cell has room for; the other reports have the rest."""
    return text if len(text) <= _LONGEST_TEXT else f"{text[:_LONGEST_TEXT]}…"


def _code(text: str) -> str:
    """A code span, which holds neither markup nor mentions."""
    text = _brief(text)
    longest = max((len(run) for run in re.findall(r"`+", text)), default=0)
    space = " " if longest else ""
    fence = "`" * (longest + 1)
    return f"{fence}{space}{text}{space}{fence}"


def _phrase(text: str) -> str:
    """Text of a rule, which puts values into backquotes."""
    parts = _CODE.split(_brief(text))
    return "".join(_code(part) if number % 2 else _escaped(part) for number, part in enumerate(parts))


def _escaped(text: str) -> str:
    """Plain text; an invisible space keeps a code host from calling whoever is named, and from making links."""
    return _REFERENCE.sub("\\1\N{ZERO WIDTH SPACE}", _SPECIAL.sub(r"\\\1", text.replace("\n", " ")))
