"""
Markdown (GitHub flavour, which GitLab reads as well) for a comment on a pull request: short above, details folded.

Text of a finding goes into code blocks, or escaped into table cells: what a program names its resources is not to
become markup of the comment.
"""

import re

from ess_policies.reports.report import Outcome, Report, Result, agreement, name_of, type_of

__all__ = ["MARKER", "markdown"]

MARKER = "<!-- ess-policies -->"
"""The first line: by it a workflow finds the comment of its last run."""

# GitHub refuses a comment of more than 65,536 characters.
_LONGEST = 60_000
_SPECIAL = re.compile(r"([\\`*_\[\]<>#|~])")


def markdown(report: Report) -> str:
    """Write the comment."""
    parts = [MARKER, f"## Policies: {_verdict(report)}", _counts(report)]
    for title, results in _sections(report):
        if results:
            parts += [f"### {title}", _table(results)]
    violated = report.of(Outcome.VIOLATED)
    if violated:
        parts.append(_details(report, violated, room=_LONGEST - sum(map(len, parts))))
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
    return f"{_code(report.stack)}: {found}; {len(report.passed)} resources against {len(report.rules)} rules."


def _sections(report: Report) -> tuple[tuple[str, tuple[Result, ...]], ...]:
    violated = report.of(Outcome.VIOLATED)
    return (
        ("To fix", tuple(result for result in violated if result.level == "mandatory")),
        ("Advice", tuple(result for result in violated if result.level == "advisory")),
        ("Exempted", report.of(Outcome.EXEMPTED)),
        ("Decided by the update", report.of(Outcome.UNDECIDED)),
    )


def _table(results: tuple[Result, ...]) -> str:
    rows = [f"| {result.severity} | {_resource(result)} | {_what(result)} | {_where(result)} |" for result in results]
    return "\n".join(["| severity | resource | finding | line |", "| --- | --- | --- | --- |", *rows])


def _resource(result: Result) -> str:
    return f"{_code(name_of(result.urn))}<br>{_escaped(type_of(result.urn).rpartition(':')[2])}"


def _what(result: Result) -> str:
    exemption = f"<br>Exempted: {_escaped(agreement(result.exemption))}" if result.exemption else ""
    return f"{_code(result.rule)}<br>{_escaped(result.found)}{exemption}"


def _where(result: Result) -> str:
    return _code(f"{result.position.path}:{result.position.line}") if result.position else ""


def _details(report: Report, results: tuple[Result, ...], *, room: int) -> str:
    """What the rules say, each once, as far as there is room."""
    by_rule: dict[str, list[Result]] = {}
    for result in results:
        by_rule.setdefault(result.rule, []).append(result)
    blocks: list[str] = []
    for name, broken in by_rule.items():
        block = _detail(report, name, broken)
        if sum(map(len, blocks)) + len(block) > room:
            blocks.append(f"{len(by_rule) - len(blocks)} more rules are left out here; the other reports have them.")
            break
        blocks.append(block)
    return "\n\n".join(["<details><summary>What is required, and how to fix it</summary>", *blocks, "</details>"])


def _detail(report: Report, name: str, broken: list[Result]) -> str:
    rule = report.rule(name)
    title = f"#### [{_code(name)}]({rule.url})" if rule else f"#### {_code(name)}"
    fence = _fence(broken[0].message, shortest=3)
    resources = "\n".join(f"- {_code(result.urn)}" for result in broken)
    return f"{title}\n\n{fence}\n{broken[0].message}\n{fence}\n\n{resources}"


def _code(text: str) -> str:
    """A code span, which holds neither markup nor mentions; a bar would end the cell of a table even there."""
    fence = _fence(text, shortest=1)
    inner = text.replace("|", "\\|")
    return f"{fence} {inner} {fence}" if "`" in text else f"{fence}{inner}{fence}"


def _fence(text: str, *, shortest: int) -> str:
    longest = max((len(run) for run in re.findall(r"`+", text)), default=0)
    return "`" * max(shortest, longest + 1)


def _escaped(text: str) -> str:
    """Plain text; the invisible space after an `@` keeps a code host from calling whoever is named."""
    return _SPECIAL.sub(r"\\\1", " ".join(text.split())).replace("@", "@\N{ZERO WIDTH SPACE}")
