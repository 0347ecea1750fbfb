"""The report for programs, to the letter, and against its schema."""

import json
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator, FormatChecker

from alicloud_ess_refresh.refresh.journal import Event
from alicloud_ess_refresh.report.document import report_document
from alicloud_ess_refresh.report.model import Report
from alicloud_ess_refresh.sight.task_document import task_document
from unit.report.facts import SICK, activity, ended, group, moment, report

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
    assert report_document(eventful()) == {
        "region": "cn-hangzhou",
        "at": "2026-01-31T12:30:00Z",
        "tasks": [task_document(ended(status="Failed", detail="No stock."))],
        "task_before": task_document(ended("ir-0")),
        "outcome": "Failed",
        "why": "alarm `web-5xx` is in ALARM",
        "last_word": "left as it is",
        "took_seconds": 600,
        "capacity": {
            "at_least_in_service": 4,
            "at_most": 5,
            "lowest": 4,
            "highest": 5,
            "over_time": [
                {"at": "2026-01-31T12:00:00Z", "instances": 4},
                {"at": "2026-01-31T12:00:00Z", "instances": 5},
                {"at": "2026-01-31T12:09:00Z", "instances": 4},
                {"at": "2026-01-31T12:10:00Z", "instances": 4},
            ],
        },
        "batches": [
            {
                "number": 1,
                "instance_refresh_task_id": "ir-1",
                "began": "2026-01-31T12:00:00Z",
                "ended": None,
                "added": 1,
                "removed": 1,
                "capacity": None,
                "failures": [{"reason": "One of two is sold out", "times": 1, "scaling_activity_ids": ["asa-1"]}],
            },
        ],
        "instances": [
            {
                "instance_id": "i-2",
                "added": None,
                "in_service": None,
                "removed": "2026-01-31T12:03:00Z",
                "gone": None,
                "made_from": None,
                "failure": None,
            },
            {
                "instance_id": "i-1",
                "added": "2026-01-31T12:00:00Z",
                "in_service": "2026-01-31T12:02:00Z",
                "removed": None,
                "gone": None,
                "made_from": None,
                "failure": None,
            },
            {
                "instance_id": "i-3",
                "added": "2026-01-31T12:04:00Z",
                "in_service": None,
                "removed": "2026-01-31T12:08:00Z",
                "gone": "2026-01-31T12:09:00Z",
                "made_from": None,
                "failure": "The health check found unhealthy instances",
            },
        ],
        "other_activities": [
            {
                "scaling_activity_id": "asa-3",
                "cause": None,
                "began": "2026-01-31T12:04:00Z",
                "ended": "2026-01-31T12:05:00Z",
                "added": 1,
                "removed": 0,
                "failure": None,
                "failed_instances": [],
            },
            {
                "scaling_activity_id": "asa-4",
                "cause": "The health check found unhealthy instances",
                "began": "2026-01-31T12:08:00Z",
                "ended": "2026-01-31T12:09:00Z",
                "added": 0,
                "removed": 1,
                "failure": None,
                "failed_instances": ["i-3"],
            },
        ],
        "untouched_instances": 4,
        "pauses": [
            {"began": "2026-01-31T12:02:00Z", "ended": "2026-01-31T12:10:00Z", "label": "at a checkpoint"},
        ],
        "events": [
            {
                "at": "2026-01-31T12:02:00Z",
                "event": "task",
                "instance_refresh_task_id": "ir-1",
                "status": "CheckpointPause",
                "text": "CheckpointPause",
            },
            {
                "at": "2026-01-31T12:04:00Z",
                "event": "check_failed",
                "instance_refresh_task_id": None,
                "status": None,
                "text": "alarm `web-5xx` is in ALARM",
            },
            {
                "at": "2026-01-31T12:10:00Z",
                "event": "failed",
                "instance_refresh_task_id": None,
                "status": None,
                "text": "left as it is",
            },
        ],
        "standing": [
            {
                "made_from": "asc-old",
                "is_active": True,
                "in_service": 4,
                "unhealthy": 0,
                "starting": 0,
                "leaving": 0,
                "ignored": 0,
            },
        ],
    }


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
