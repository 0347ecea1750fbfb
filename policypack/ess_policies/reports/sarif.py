"""
SARIF 2.1.0 (OASIS, errata 01), as code hosts read it.

What GitHub code scanning makes of it is in its page "SARIF support for code scanning": an alert needs a physical
location, `security-severity` (with the tag `security`) decides how it is ranked, and `primaryLocationLineHash` which
alerts are the same. It does not honour `suppressions` of an alert that is open already: `open_only` leaves those out.
"""

import hashlib
import json
from typing import Any
from urllib.parse import quote

from ess_policies.printable import printable
from ess_policies.reports.report import Outcome, Report, Result, RuleSummary, agreement, name_of, type_of

__all__ = ["sarif"]

_SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
# The middle of the ranges that GitHub shows as these words: over 9.0, 7.0 to 8.9, 4.0 to 6.9, 0.1 to 3.9.
_SECURITY_SEVERITY = {"critical": "9.5", "high": "8.0", "medium": "5.5", "low": "2.0"}
_LEVELS = {"mandatory": "error", "advisory": "warning"}


def sarif(report: Report, *, open_only: bool = False) -> str:
    """
    Write a SARIF log.

    Args:
        open_only: Leave out what is exempted or undecided, for readers that would show it as open.
    """
    results = report.of(Outcome.VIOLATED) if open_only else report.results
    index = {rule.name: number for number, rule in enumerate(report.rules)}
    driver = {
        "name": "ess-policies",
        "semanticVersion": report.version,
        "rules": [_rule(rule) for rule in report.rules],
    }
    run = {
        "tool": {"driver": driver},
        # Without a path: the reader knows where its checkout is, and a report names no folder of the machine.
        "originalUriBaseIds": {"%SRCROOT%": {"description": {"text": "The root of the checkout."}}},
        "automationDetails": {"id": f"ess-policies/{report.stack}/"},
        "invocations": [{"executionSuccessful": True}],
        "columnKind": "unicodeCodePoints",
        "results": [_result(result, index.get(result.rule), report.fallback) for result in results],
    }
    log = {"$schema": _SCHEMA, "version": "2.1.0", "runs": [run]}
    return json.dumps(log, indent=2, ensure_ascii=False) + "\n"


def _rule(rule: RuleSummary) -> dict[str, Any]:
    return {
        "id": rule.name,
        "name": "".join(word.capitalize() for word in rule.name.split("-")),
        "shortDescription": {"text": rule.title},
        "fullDescription": {"text": rule.description},
        "help": {"text": "\n\n".join(_help(rule)), "markdown": "\n\n".join(_help(rule))},
        "helpUri": rule.url,
        "defaultConfiguration": {"level": _LEVELS[rule.level]},
        "properties": {
            "tags": ["security", *rule.tags],
            "precision": "very-high",
            "problem.severity": _LEVELS[rule.level],
            "security-severity": _SECURITY_SEVERITY[rule.severity],
            "frameworks": list(rule.frameworks),
            "sameAs": list(rule.same_as),
        },
    }


def _help(rule: RuleSummary) -> list[str]:
    paragraphs = [f"Required: {rule.required}."]
    if rule.why:
        paragraphs.append(rule.why)
    paragraphs.append(f"Fix: {rule.fix}.")
    if rule.cli:
        paragraphs.append(f"With the aliyun CLI: {rule.cli}")
    return paragraphs


def _result(result: Result, rule_index: int | None, fallback: str) -> dict[str, Any]:
    is_open = result.outcome is Outcome.UNDECIDED
    entry: dict[str, Any] = {
        "ruleId": result.rule,
        "kind": "open" if is_open else "fail",
        "level": "none" if is_open else _LEVELS[result.level],
        "message": {"text": f"{name_of(result.urn)}: {printable(result.message)}"},
        "locations": [_location(result, fallback)],
        "partialFingerprints": _fingerprints(result),
        "properties": {"severity": result.severity},
    }
    if rule_index is not None:
        entry["ruleIndex"] = rule_index
    if result.exemption:
        justification = agreement(result.exemption)
        entry["suppressions"] = [{"kind": "external", "status": "accepted", "justification": justification}]
    return entry


def _location(result: Result, fallback: str) -> dict[str, Any]:
    position = result.position
    return {
        "physicalLocation": {
            "artifactLocation": {"uri": quote(position.path if position else fallback), "uriBaseId": "%SRCROOT%"},
            "region": {"startLine": position.line if position else 1},
        },
        "logicalLocations": [
            {
                "name": name_of(result.urn),
                "fullyQualifiedName": result.urn,
                "kind": "resource",
                "properties": {"type": type_of(result.urn)},
            }
        ],
    }


def _fingerprints(result: Result) -> dict[str, str]:
    """
    Identify the finding by rule and resource, so that it stays the same when lines move.

    The second name is the one that GitHub compares. Its own, a hash of the line, would make one alert of all the
    resources that a loop declares.
    """
    digest = hashlib.sha256(f"{result.rule}\n{result.urn}".encode()).hexdigest()
    return {"ruleAndResource/v1": digest, "primaryLocationLineHash": digest[:32]}
