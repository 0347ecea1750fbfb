"""Tasks of ECS: what an asynchronous call has begun (DescribeTasks)."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime

__all__ = ["REDEPLOY_INSTANCE", "Task", "TaskStatus"]

# DescribeTasks, parameter TaskAction.
REDEPLOY_INSTANCE = "RedeployInstance"


class TaskStatus(StrEnum):
    """Values of `TaskStatus` in DescribeTasks, ECS 2014-05-26."""

    PROCESSING = "Processing"
    FINISHED = "Finished"
    FAILED = "Failed"


@dataclass(slots=True, kw_only=True)
class Task:
    """One task; `resource_id` is the instance it is about, `due_at` when it ends unless something ends it before."""

    task_id: str
    action: str
    resource_id: str
    region_id: str
    created_at: datetime
    due_at: datetime
    will_fail: bool = False
    status: TaskStatus = TaskStatus.PROCESSING
    finished_at: datetime | None = None
