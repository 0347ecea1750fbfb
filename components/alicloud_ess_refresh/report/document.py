"""A report for programs; docs/report.schema.json describes it."""

from dataclasses import asdict
from datetime import UTC, datetime
from typing import Any

from alicloud_ess_refresh.report.model import Batch, Lifetime, OtherActivity, Report
from alicloud_ess_refresh.report.outcome import outcome_of
from alicloud_ess_refresh.sight.task_document import task_document

__all__ = ["report_document"]


def report_document(report: Report) -> dict[str, Any]:
    """Answer plain values; times are ISO 8601 in UTC, null where the service says nothing."""
    band = report.band
    return {
        "region": report.region,
        "at": _time(report.at),
        "tasks": [task_document(task) for task in report.tasks],
        "task_before": report.before and task_document(report.before),
        "took_seconds": round(report.took.total_seconds()),
        "outcome": outcome_of(report).headline,
        "why": report.why or None,
        "last_word": report.last_word and report.last_word.text,
        "capacity": {
            "at_least_in_service": band.floor,
            "at_most": band.most,
            "lowest": report.lowest,
            "highest": report.highest,
            "over_time": [{"at": _time(point.at), "instances": point.instances} for point in report.points],
        },
        "batches": [_batch(batch) for batch in report.batches],
        "instances": [_lifetime(lifetime) for lifetime in report.lifetimes],
        "other_activities": [_other(other) for other in report.others],
        "untouched_instances": report.untouched,
        "pauses": [
            {"began": _time(pause.began), "ended": _time(pause.ended), "label": pause.label} for pause in report.pauses
        ],
        "events": [
            {
                "at": _time(moment.at),
                "event": str(moment.event),
                "instance_refresh_task_id": moment.task_id or None,
                "status": moment.status or None,
                "text": moment.text,
            }
            for moment in report.moments
        ],
        "standing": [
            {
                "made_from": each.source,
                "is_active": each.is_active,
                "in_service": each.in_service,
                "unhealthy": each.unhealthy,
                "starting": each.starting,
                "leaving": each.leaving,
                "ignored": each.ignored,
            }
            for each in report.sources
        ],
    }


def _batch(batch: Batch) -> dict[str, Any]:
    return {
        "number": batch.number,
        "instance_refresh_task_id": batch.task_id,
        "began": _time(batch.began),
        "ended": _time(batch.ended),
        "added": batch.added,
        "removed": batch.removed,
        "capacity": batch.capacity,
        "failures": [
            {**asdict(failure), "scaling_activity_ids": list(failure.scaling_activity_ids)}
            for failure in batch.failures
        ],
    }


def _lifetime(lifetime: Lifetime) -> dict[str, Any]:
    return {
        "instance_id": lifetime.instance_id,
        "added": _time(lifetime.added),
        "in_service": _time(lifetime.in_service),
        "removed": _time(lifetime.removed),
        "gone": _time(lifetime.gone),
        "made_from": lifetime.source or None,
        "failure": lifetime.failure or None,
    }


def _other(other: OtherActivity) -> dict[str, Any]:
    return {
        "scaling_activity_id": other.scaling_activity_id,
        "cause": other.cause or None,
        "began": _time(other.began),
        "ended": _time(other.ended),
        "added": other.added,
        "removed": other.removed,
        "failure": other.failure or None,
        "failed_instances": list(other.failed_instances),
    }


def _time(at: datetime | None) -> str | None:
    return None if at is None else at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
