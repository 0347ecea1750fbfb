"""What `--output json` shows: the API's words in snake_case; null where the service says nothing."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import Any

from alicloud_ess_refresh.cli.next_steps import NextStep
from alicloud_ess_refresh.cli.wording import in_own_words
from alicloud_ess_refresh.cloud.refresh_tasks import InstanceRefreshTask
from alicloud_ess_refresh.cloud.scaling_groups import ScalingGroup, ScalingInstance
from alicloud_ess_refresh.errors import AlicloudError
from alicloud_ess_refresh.refresh.facts import active_configuration
from alicloud_ess_refresh.refresh.preflight import Preflight
from alicloud_ess_refresh.sight.groups import ListedGroup
from alicloud_ess_refresh.sight.model import Sight
from alicloud_ess_refresh.sight.task_document import Document, desired_document, task_document

__all__ = [
    "error_document",
    "groups_document",
    "history_document",
    "json_text",
    "outcome_document",
    "plan_document",
    "status_document",
]


def groups_document(region: str, listed: Sequence[ListedGroup]) -> Document:
    return {"region": region, "groups": [_group(each) for each in listed]}


def json_text(document: Mapping[str, Any], *, indent: int | None = None) -> str:
    """Write a document so that it may be shown on a terminal: readable, with escapes for what is not printable."""
    text = json.dumps(document, indent=indent, ensure_ascii=False)
    if text.replace("\n", "").isprintable():
        return text
    return "".join(mark if mark.isprintable() or mark == "\n" else json.dumps(mark)[1:-1] for mark in text)


def status_document(sight: Sight, steps: Sequence[NextStep]) -> Document:
    remaining = sight.remaining_seconds
    return {
        "scaling_group_id": sight.group.scaling_group_id,
        "name": sight.group.name or None,
        "region": sight.region,
        "lifecycle_state": sight.group.lifecycle_state,
        "active": _active(sight.group),
        "active_version": sight.active_versions[0] if len(sight.active_versions) == 1 else None,
        "task": sight.task and task_document(sight.task),
        "waits_for": sight.waits_for,
        "remaining_seconds_estimate": None if remaining is None else round(remaining),
        "instances": [_instance(each) for each in sight.instances],
        "next_steps": _steps(steps),
        "trouble": sight.trouble or None,
    }


def history_document(scaling_group_id: str, tasks: Sequence[InstanceRefreshTask]) -> Document:
    return {"scaling_group_id": scaling_group_id, "tasks": [task_document(task) for task in tasks]}


def outcome_document(
    scaling_group_id: str, outcome: str, task: InstanceRefreshTask | None, steps: Sequence[NextStep] = ()
) -> Document:
    return {
        "scaling_group_id": scaling_group_id,
        "outcome": outcome,
        "task": task and task_document(task),
        "next_steps": _steps(steps),
    }


def plan_document(preflight: Preflight) -> Document:
    band = preflight.band
    return {
        "scaling_group_id": preflight.group.scaling_group_id,
        "desired_configuration": desired_document(preflight.desired),
        "action": str(preflight.action),
        "explanation": in_own_words(preflight.explanation),
        "refusals": [in_own_words(reason) for reason in preflight.refusals],
        "rules": [asdict(row) | {"what": in_own_words(row.what) or None} for row in preflight.rows],
        "band": {**asdict(band), "batches": preflight.batches},
        "instances": [{**_instance(each.instance), "fate": str(each.fate)} for each in preflight.fates],
        "running_task": preflight.running and task_document(preflight.running),
    }


def error_document(error: AlicloudError) -> Document:
    """Name the error by its class."""
    task = getattr(error, "task", None)
    return {
        "error": type(error).__name__,
        "message": in_own_words(str(error)),
        "task": task_document(task) if isinstance(task, InstanceRefreshTask) else None,
        "next_steps": _steps(getattr(error, "next_steps", ())),
    }


def _group(listed: ListedGroup) -> Document:
    group = listed.group
    return {
        "scaling_group_id": group.scaling_group_id,
        "name": group.name or None,
        "lifecycle_state": group.lifecycle_state,
        "in_service_capacity": group.in_service_capacity,
        "wanted_capacity": group.wanted_capacity,
        "active": _active(group),
        "task": listed.task and task_document(listed.task),
        "trouble": listed.trouble or None,
    }


def _active(group: ScalingGroup) -> Document | None:
    active = active_configuration(group)
    return desired_document(active) if active else None


def _steps(steps: Sequence[NextStep]) -> list[Document]:
    return [asdict(step) for step in steps]


def _instance(instance: ScalingInstance) -> Document:
    return asdict(instance)
