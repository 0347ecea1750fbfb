"""
JUnit XML in the form that Jenkins, GitLab and Azure Pipelines read.

A suite is a rule, a case a resource that it judges. An advisory finding is no failure: JUnit knows no warning, so it is
a case that is skipped and says why, as are the exempted and the undecided ones.
"""

from collections import defaultdict
from xml.etree import ElementTree as ET

from ess_policies.printable import cut
from ess_policies.reports.report import Outcome, Report, Result, agreement, name_of, type_chain_of

__all__ = ["junit"]

_SKIPPED = {Outcome.UNDECIDED: "undecided at preview", Outcome.VIOLATED: "advisory"}


def junit(report: Report) -> str:
    """Write one suite for each rule that has judged a resource."""
    results: dict[str, list[Result]] = defaultdict(list)
    for result in report.results:
        results[result.rule].append(result)
    passed: dict[str, list[str]] = defaultdict(list)
    for urn, names in report.passed.items():
        for name in names:
            passed[name].append(urn)
    root = ET.Element("testsuites", name=f"ess-policies: {report.subject}")
    for rule in sorted({*results, *passed}):
        root.append(_suite(rule, results[rule], passed[rule]))
    for count in ("tests", "failures", "errors"):
        root.set(count, str(sum(int(suite.get(count, "0")) for suite in root)))
    ET.indent(root)
    return '<?xml version="1.0" encoding="utf-8"?>\n' + _text(root) + "\n"


def _suite(rule: str, results: list[Result], passed: list[str]) -> ET.Element:
    suite = ET.Element("testsuite", name=rule)
    for result in results:
        suite.append(_case_of(result))
    for urn in sorted(passed):
        suite.append(_case(rule, urn))
    suite.set("tests", str(len(suite)))
    suite.set("failures", str(len(suite.findall("testcase/failure"))))
    suite.set("errors", "0")
    suite.set("skipped", str(len(suite.findall("testcase/skipped"))))
    return suite


def _case(rule: str, urn: str) -> ET.Element:
    return ET.Element("testcase", classname=rule, name=f"{name_of(urn)} ({type_chain_of(urn)})")


def _case_of(result: Result) -> ET.Element:
    case = _case(result.rule, result.urn)
    if result.exemption:
        ET.SubElement(case, "skipped", message=f"exempted: {agreement(result.exemption)}").text = _details(result)
    elif result.outcome is Outcome.VIOLATED and result.level == "mandatory":
        ET.SubElement(case, "failure", type=result.severity, message=result.found).text = _details(result)
    else:
        kind = _SKIPPED[result.outcome]
        ET.SubElement(case, "skipped", message=f"{kind}: {result.found}").text = _details(result)
    return case


def _details(result: Result) -> str:
    where = f"{result.position.path}:{result.position.line}\n" if result.position else ""
    return f"{where}{result.urn}\n" + "\n".join(map(cut, result.message.split("\n")))


def _text(root: ET.Element) -> str:
    """XML 1.0 knows no control characters, not even escaped; a finding may quote one, or one that turns text around."""
    text = ET.tostring(root, encoding="unicode")
    return "".join(mark if mark.isprintable() or mark in "\n\t" else "\N{REPLACEMENT CHARACTER}" for mark in text)
