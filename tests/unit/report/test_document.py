"""The report for programs, to the letter, and against its schema."""

import json
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator, FormatChecker

from alicloud_ess_refresh.refresh.journal import Event
from alicloud_ess_refresh.report.document import report_document
from alicloud_ess_refresh.report.model import Report
from unit.report.facts import SICK, activity, ended, group, moment, report

EVENTFUL = Path(__file__).with_name("eventful.json")
SCHEMA = json.loads((Path(__file__).parents[3] / "docs" / "report.schema.json").read_text(encoding="utf-8"))


def eventful() -> Report:
    partly = {"status_code": "Warning", "status_message": "One of two is sold out."}
    return report(
        [ended(status="Failed", detail="No stock.")],
        [
            [
                activity(1, 0, 2, 5, created_instances=("i-1",), **partly),
                activity(2, 3, None, None, destroyed_instances=("i-2",)),
            ]
        ],
        [
            moment(2, Event.TASK, "CheckpointPause", "ir-1", "CheckpointPause"),
            moment(4, Event.CHECK_FAILED, "alarm `web-5xx` is in ALARM"),
            moment(10, Event.FAILED, "left as it is"),
        ],
        others=[
            activity(3, 4, 5, 5, created_instances=("i-3",)),
            activity(4, 8, 9, 4, destroyed_instances=("i-3",), cause=SICK),
        ],
        before=ended("ir-0"),
    )


def test_document_has_all_that_the_page_has() -> None:
    assert report_document(eventful()) == json.loads(EVENTFUL.read_text(encoding="utf-8"))


@pytest.mark.parametrize("made", [eventful(), report(), report(sight=group([]))], ids=["much", "little", "nobody"])
def test_document_is_what_its_schema_says(made: Report) -> None:
    Draft202012Validator(SCHEMA, format_checker=FormatChecker()).validate(report_document(made))


def fields(document: Any, schema: Any) -> list[tuple[set[str], set[str]]]:
    """Pair what a document has with what its schema names, at every level."""
    if "anyOf" in schema or "$ref" in schema:
        schema = SCHEMA["$defs"]["task"]
    if isinstance(document, list):
        return [pair for each in document for pair in fields(each, schema["items"])]
    if not isinstance(document, dict) or "properties" not in schema:
        return []
    inner = [pair for name, each in document.items() for pair in fields(each, schema["properties"].get(name, {}))]
    return [({*document}, {*schema["properties"]}), *inner]


def test_schema_describes_every_field() -> None:
    pairs = fields(report_document(eventful()), SCHEMA)
    assert len(pairs) == 20
    assert [(has, named) for has, named in pairs if has != named] == []
