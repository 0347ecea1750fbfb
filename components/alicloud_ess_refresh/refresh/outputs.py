"""What is recorded of an instance refresh: its inputs as given, and what came of them."""

from collections.abc import Mapping
from typing import Any

from alicloud_ess_refresh.cloud.refresh_tasks import InstanceRefreshTask
from alicloud_ess_refresh.refresh.inputs import INPUTS
from alicloud_ess_refresh.refresh.model import Result

__all__ = ["OUTPUTS", "inputs_of", "outputs_of", "result_outputs", "task_outputs"]

OUTPUTS = (
    "outcome",
    "instance_refresh_task_id",
    "status",
    "total_need_update_capacity",
    "finished_update_capacity",
    "start_time",
    "end_time",
    "detail",
    "drift",
    "configuration_digest",
    "last_seen_task_id",
    "previous_scaling_configuration_id",
    "unfinished_task_id",
    "confirmed_time",
    "has_seen_other_content",
    "left_instance_digests",
)

Props = Mapping[str, Any]


def inputs_of(props: Props) -> dict[str, Any]:
    return {name: value for name, value in props.items() if name in INPUTS}


def outputs_of(props: Props) -> dict[str, Any]:
    return {name: value for name, value in props.items() if name in OUTPUTS}


def result_outputs(result: Result) -> dict[str, Any]:
    said = task_outputs(result.task) if result.task else {}
    known = {
        "configuration_digest": result.digest,
        "confirmed_time": result.confirmed_time,
        "left_instance_digests": dict(result.left_digests),
    }
    recorded = {name: value for name, value in known.items() if value}
    return {"outcome": str(result.outcome), **said, **recorded, "last_seen_task_id": result.last_task_id}


def task_outputs(task: InstanceRefreshTask) -> dict[str, Any]:
    """Answer what the service said of a task; what it did not say is left out."""
    said = {
        "instance_refresh_task_id": task.instance_refresh_task_id,
        "status": str(task.status),
        "total_need_update_capacity": task.total_need_update_capacity,
        "finished_update_capacity": task.finished_update_capacity,
        "start_time": task.start_time,
        "end_time": task.end_time,
        "detail": task.detail,
    }
    return {name: value for name, value in said.items() if value not in (None, "")}
