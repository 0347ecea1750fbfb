"""What tests of releases script alike."""

from unit.refresh.conftest import Stage
from unit.refresh.fakes import NEW, task


def script_a_release(stage: Stage, task_id: str = "ir-1") -> None:
    stage.ess.will(
        task(task_id, "Pending", total_need_update_capacity=None, finished_update_capacity=None),
        task(task_id, "InProgress"),
        task(task_id, "InProgress", finished_update_capacity=2),
        task(
            task_id,
            "Successful",
            finished_update_capacity=4,
            start_time="2026-01-01T00:00:00Z",
            end_time="2026-01-01T00:05:00Z",
        ),
        then=stage.ess.becomes(NEW, new=4),
    )
