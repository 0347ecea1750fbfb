"""The report as JSON, for programs of your own; `SCHEMA` says what is in it."""

import json
from collections import Counter
from typing import Any, Final

from ess_policies.printable import one_line, printable
from ess_policies.reports.report import SEVERITIES, Outcome, Report, Result, name_of, type_of

__all__ = ["SCHEMA", "json_document"]

_TEXT = {"type": "string"}
_POSITION = {
    "type": ["object", "null"],
    "description": "Where the program declares the resource; the path is relative to the root of the checkout.",
    "properties": {"path": _TEXT, "line": {"type": "integer", "minimum": 1}},
    "required": ["path", "line"],
    "additionalProperties": False,
}
_EXEMPTION = {
    "type": ["object", "null"],
    "description": "Present where the outcome is `exempted`; `expires` is the last day of it.",
    "properties": {"reason": _TEXT, "owner": _TEXT, "expires": {"type": "string", "format": "date"}},
    "required": ["reason", "owner", "expires"],
    "additionalProperties": False,
}
_FINDING = {
    "type": "object",
    "properties": {
        "rule": _TEXT,
        "outcome": {"enum": [outcome.value for outcome in Outcome]},
        "level": {"enum": ["mandatory", "advisory"]},
        "severity": {"enum": list(SEVERITIES)},
        "urn": _TEXT,
        "type": _TEXT,
        "name": _TEXT,
        "message": _TEXT,
        "position": _POSITION,
        "exemption": _EXEMPTION,
    },
    "required": ["rule", "outcome", "level", "severity", "urn", "type", "name", "message", "position", "exemption"],
    "additionalProperties": False,
}
SCHEMA: Final[dict[str, Any]] = {
    "$schema": "https://json-schema.org/draft/2020-12/schema",
    "title": "Report of ess-policies, version 1",
    "type": "object",
    "properties": {
        "formatVersion": {"const": 1},
        "subject": {"type": "string", "description": "What was checked, such as `preview of shop/prod`."},
        "packVersion": _TEXT,
        "summary": {
            "type": "object",
            "description": "How many resources were judged, and how many findings there are of each outcome.",
            "properties": {
                name: {"type": "integer", "minimum": 0} for name in ("resources", *(each.value for each in Outcome))
            },
            "required": ["resources", *(each.value for each in Outcome)],
            "additionalProperties": False,
        },
        "findings": {"type": "array", "items": _FINDING},
    },
    "required": ["formatVersion", "subject", "packVersion", "summary", "findings"],
    "additionalProperties": False,
}
"""JSON Schema of the document."""


def json_document(report: Report) -> str:
    """Write the document."""
    counts = Counter(result.outcome for result in report.results)
    document = {
        "formatVersion": 1,
        "subject": report.subject,
        "packVersion": report.version,
        "summary": {"resources": len(report.passed)} | {each.value: counts[each] for each in Outcome},
        "findings": [_finding(result) for result in report.results],
    }
    return json.dumps(document, indent=2, ensure_ascii=False) + "\n"


def _finding(result: Result) -> dict[str, Any]:
    position, exemption = result.position, result.exemption
    return {
        "rule": result.rule,
        "outcome": result.outcome.value,
        "level": result.level,
        "severity": result.severity,
        "urn": result.urn,
        "type": type_of(result.urn),
        "name": name_of(result.urn),
        "message": printable(result.message),
        "position": position and {"path": position.path, "line": position.line},
        "exemption": exemption
        and {
            "reason": one_line(exemption.reason),
            "owner": one_line(exemption.owner),
            "expires": exemption.expires.isoformat(),
        },
    }
