"""What a program calls its resources, and what it says in them, is text in every report, and nothing else."""

import io
import json
import re
from dataclasses import replace
from datetime import date
from xml.etree import ElementTree as ET

import pytest
from rich.console import Console

from ess_policies.exemption import Exemption
from ess_policies.findings import Finding
from ess_policies.printable import one_line, printable
from ess_policies.reports.json_document import json_document
from ess_policies.reports.junit import junit
from ess_policies.reports.markdown import markdown
from ess_policies.reports.report import Outcome, Position, Report, name_of
from ess_policies.reports.sarif import sarif
from ess_policies.reports.table import print_table
from hostile_texts import FORGED, HOSTILE, carried_out, referred_to
from policies.report_sample import REPORT, VIOLATED

CODE = re.compile(r"(?<![\\`])(`+)(?!`)(.+?)(?<!`)\1(?!`)")
TAG = re.compile(r"(?<!\\)<(?!br>)")


def hostile_report(text: str) -> Report:
    urn = f"urn:pulumi:prod::shop::alicloud:ecs/instance:Instance::{text}"
    line = one_line(text)
    finding = Finding(rule="r", description="d", found=line, required="r", fix="f", urn=urn)
    agreed = Exemption(rule="r", resource="*", reason=text, owner=text, expires=date(2027, 1, 1))
    violated = replace(
        VIOLATED, urn=urn, found=text, message=finding.text, position=Position(path=text.replace("\ud800", ""), line=1)
    )
    results = (
        violated,
        replace(violated, outcome=Outcome.EXEMPTED, exemption=agreed),
        replace(violated, rule="unknown"),
    )
    return replace(REPORT, results=results, passed={urn: ("r",)}, stack=text, run=text)


@pytest.mark.parametrize("is_terminal", [False, True])
def test_table(*, is_terminal: bool) -> None:
    # On a terminal an overlong text is folded, wherever that is.
    for text in HOSTILE if not is_terminal else [each for each in HOSTILE if len(each) < 100]:
        file = io.StringIO()
        print_table(hostile_report(text), Console(file=file, force_terminal=is_terminal, no_color=True, width=200))
        shown = re.sub(r"\x1b\[[0-9;]*m", "", file.getvalue()) if is_terminal else file.getvalue()
        assert carried_out(shown) == [], ascii(text[:40])


def test_json_and_sarif() -> None:
    for text in HOSTILE:
        for written in (json_document(hostile_report(text)), sarif(hostile_report(text))):
            assert carried_out(written) == [], ascii(text[:40])
            json.loads(written)


def test_junit() -> None:
    for text in HOSTILE:
        written = junit(hostile_report(text))
        assert carried_out(written.replace("\t", " ")) == [], ascii(text[:40])
        ET.fromstring(written)  # noqa: S314  # written above


def test_markdown_keeps_its_own_structure_whatever_a_resource_is_called() -> None:
    expected = _structure(markdown(hostile_report("web")))
    for text in HOSTILE:
        written = markdown(hostile_report(text))
        assert carried_out(written.replace("\N{ZERO WIDTH SPACE}", "")) == [], ascii(text[:40])
        assert len(written) < 65_536, ascii(text[:40])
        if len(text) < 1_000:
            assert _structure(written) == expected, ascii(text[:40])


def test_markdown_refers_to_nothing_that_a_text_names() -> None:
    """No mention, no issue, no commit, no address: somebody would be told, or a link would lead elsewhere."""
    for text in HOSTILE:
        written = markdown(hostile_report(text))
        plain = re.sub(r"\]\(https://[^)]*\)", "]", CODE.sub("", written))
        assert referred_to(re.sub(r"\\([!-/:-@\[-`{-~])", r"\1", plain)) == [], ascii(text[:40])


def _structure(text: str) -> list[tuple[str, int, int]]:
    """Return what begins each line, and the bars of a table's and the tags that are left without its code spans."""
    plain = [CODE.sub("", line).replace(r"\|", "") for line in text.splitlines()]
    return [(line[:3], line.count("|") * line.startswith("|"), len(TAG.findall(line))) for line in plain]


def test_messages_to_the_engine_are_printable() -> None:
    for text in HOSTILE:
        assert carried_out(printable(one_line(text))) == []
        assert name_of(hostile_report(text).results[0].urn).count("\n") == 0


def test_how_many_texts_that_are(capsys: pytest.CaptureFixture[str]) -> None:
    assert all(FORGED in text for text in HOSTILE)
    with capsys.disabled():
        print(f"\n{len(HOSTILE)} hostile texts through each format")
