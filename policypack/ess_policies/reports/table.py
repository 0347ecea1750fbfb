"""The report for a terminal."""

from collections.abc import Iterator

from rich.console import Console
from rich.padding import Padding
from rich.text import Text

from ess_policies.printable import printable
from ess_policies.reports.report import Outcome, Report, Result, agreement, name_of, type_of

__all__ = ["print_table"]

_STYLES = {"critical": "bold red", "high": "red", "medium": "yellow", "low": "cyan"}


def print_table(report: Report, console: Console) -> None:
    """Print the findings by resource, then the counts; in colour on a terminal only, and never wider than it."""
    for indent, line in _lines(report):
        if console.is_terminal:
            console.print(Padding(line, (0, 0, 0, indent), expand=False))
        else:
            # Where nobody sees an edge, as in a log of CI, no line is broken: it can be searched and copied.
            console.file.writelines(f"{' ' * indent}{part}".rstrip() + "\n" for part in line.plain.split("\n"))


def _lines(report: Report) -> Iterator[tuple[int, Text]]:
    by_urn: dict[str, list[Result]] = {}
    for result in report.results:
        by_urn.setdefault(result.urn, []).append(result)
    for urn, results in by_urn.items():
        yield 0, _heading(urn, results[0])
        for result in results:
            yield 2, _title(result)
            yield 4, Text(_said(result))
        yield 0, Text(" ")
    yield 0, Text(_summary(report))


def _heading(urn: str, result: Result) -> Text:
    heading = Text.assemble((name_of(urn), "bold"), f" {type_of(urn)}")
    if result.position:
        heading.append(f"  {result.position.path}:{result.position.line}", style="dim")
    return heading


def _title(result: Result) -> Text:
    violated = result.outcome is Outcome.VIOLATED
    word = result.level if violated else result.outcome.value
    style = _STYLES[result.severity] if violated else "dim"
    return Text.assemble((f"{word} {result.severity}", style), f"  {result.rule}")


def _said(result: Result) -> str:
    if result.exemption:
        return f"Exempted: {agreement(result.exemption)}"
    return printable(result.message)


def _summary(report: Report) -> str:
    violated = report.of(Outcome.VIOLATED)
    mandatory = sum(result.level == "mandatory" for result in violated)
    return (
        f"{report.subject}: {mandatory} mandatory, {len(violated) - mandatory} advisory, "
        f"{len(report.of(Outcome.UNDECIDED))} undecided, {len(report.of(Outcome.EXEMPTED))} exempted; "
        f"{len(report.passed)} resources against {len(report.rules)} rules"
    )
