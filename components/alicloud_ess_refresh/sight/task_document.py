"""A task as JSON: the API's words in snake_case; null where the service says nothing."""

from dataclasses import asdict
from typing import Any

from alicloud_ess_refresh.cloud.desired_configuration import DesiredConfiguration
from alicloud_ess_refresh.cloud.refresh_tasks import InstanceRefreshTask

__all__ = ["Document", "desired_document", "task_document"]

Document = dict[str, Any]


def task_document(task: InstanceRefreshTask) -> Document:
    return {
        "instance_refresh_task_id": task.instance_refresh_task_id,
        "scaling_group_id": task.scaling_group_id,
        "status": str(task.status),
        "desired_configuration": desired_document(task.desired_configuration),
        "total_need_update_capacity": task.total_need_update_capacity,
        "finished_update_capacity": task.finished_update_capacity,
        "start_time": task.start_time or None,
        "end_time": task.end_time or None,
        "detail": task.detail or None,
        "skip_matching": task.skip_matching,
        "min_healthy_percentage": task.min_healthy_percentage,
        "max_healthy_percentage": task.max_healthy_percentage,
        "checkpoints": list(task.checkpoints),
        "checkpoint_pause_time": task.checkpoint_pause_time,
    }


def desired_document(desired: DesiredConfiguration) -> Document:
    return {name: value for name, value in asdict(desired).items() if value}
