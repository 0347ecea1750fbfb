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

# GitHub refuses a comment of more than 65,536 characters. Bytes are counted, of which there are no fewer.
_LONGEST = 64_000
_MOST_ROWS = 50
# For a sentence on what is left out, and for a heading.
_SPARE = 500
_LONGEST_TEXT = 500
_CODE = re.compile(r"`([^`]+)`")
_REFERENCE = re.compile(r"""([@#!%&$^~](?=[\w"])|:(?=//)|\bmailto:|\bwww(?=\.)|\bGH(?=-))""", re.IGNORECASE)
"""What a code host makes a mention or a link of, before the place that breaks it. A backslash there would not: GitHub
and GitLab look for mentions, issues, labels and the like in text that is rendered already."""
_SPECIAL = re.compile(r"([\\`*_\[\]<>#~$&])")


def markdown(report: Report) -> str:
    """Write the comment."""
    violated = report.of(Outcome.VIOLATED)
    parts = [MARKER, f"## Policies: {_verdict(report)}", _counts(report)]

    def room() -> int:
        return _LONGEST - _size(*parts)

    # Each table has half of the room that is left, so that there is some for every one.
    for title, level in (("To fix", "mandatory"), ("Advice", "advisory")):
        if results := tuple(result for result in violated if result.level == level):
            parts += [f"### {title}", _table(results, room=room() // 2)]
    for title, outcome in (("Exempted", Outcome.EXEMPTED), ("Decided by the update", Outcome.UNDECIDED)):
        if results := report.of(outcome):
            parts.append(_folded(title, _table(results, room=room() // 2)))
    if violated:
        explained = _explained(report, violated, room=room())
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


def _size(*texts: str) -> int:
    """Return the bytes of texts with an empty line between them."""
    return sum(len(text.encode(errors="replace")) + 2 for text in texts)


def _table(results: tuple[Result, ...], *, room: int) -> str:
    lines = ["| severity | resource | finding | line |", "| --- | --- | --- | --- |"]
    shown = 0
    for row in map(_row, results[:_MOST_ROWS]):
        if _size(*lines, row) + _SPARE > room:
            break
        lines.append(row)
        shown += 1
    if shown < len(results):
        lines += ["", f"{len(results) - shown} more are left out here; the other reports have them."]
    return "\n".join(lines)


def _row(result: Result) -> str:
    cells = (result.severity, _resource(result), _what(result), _where(result))
    # A bar ends a cell, even in a code span.
    escaped = (cell.replace("|", r"\|") for cell in cells)
    return f"| {' | '.join(escaped)} |"


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
        if _size(*blocks, block) + _SPARE > room:
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
    return _SPECIAL.sub(r"\\\1", _REFERENCE.sub("\\1\N{ZERO WIDTH SPACE}", text.replace("\n", " ")))
