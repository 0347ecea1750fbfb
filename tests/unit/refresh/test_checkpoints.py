"""What a task that stands still waits for, from its status and counts alone."""

import pytest

from alicloud_ess_refresh.cloud.refresh_tasks import RefreshStatus
from alicloud_ess_refresh.refresh.checkpoints import (
    Approval,
    awaits_approval,
    is_complete,
    reached_percentage,
    remark,
)
from unit.refresh.fakes import task

BY_SOMEBODY = "paused by somebody; ResumeInstanceRefresh or the console lets it go on"


@pytest.mark.parametrize(
    ("checkpoints", "finished", "total", "reached"),
    [
        ((50, 100), 1, 4, None),
        ((50, 100), 2, 4, 50),
        ((50, 100), 3, 4, 50),
        ((50, 100), 4, 4, None),
        ((25, 75, 100), 2, 10, 25),  # rounded down: 2.5 instances
        ((25, 75, 100), 8, 10, 75),
        ((1, 100), 0, 4, None),
        ((1, 100), 1, 4, 1),
        ((50, 100), 99, 200, None),
        ((99, 100), 198, 200, 99),
        ((), 2, 4, None),
        ((50, 100), None, 4, None),
        ((50, 100), None, None, None),
    ],
)
def test_checkpoint_is_told_from_the_counts(
    checkpoints: tuple[int, ...], finished: int | None, total: int | None, reached: int | None
) -> None:
    seen = task(
        status="Paused", checkpoints=checkpoints, finished_update_capacity=finished, total_need_update_capacity=total
    )
    assert reached_percentage(seen) == reached


@pytest.mark.parametrize(
    ("finished", "total", "complete"), [(0, 1, False), (None, 1, False), (4, 4, True), (5, 4, True), (None, None, True)]
)
def test_task_that_has_replaced_everything_is_complete(finished: int | None, total: int | None, complete: bool) -> None:
    assert is_complete(task(finished_update_capacity=finished, total_need_update_capacity=total)) is complete


@pytest.mark.parametrize(
    ("status", "finished", "approval", "said"),
    [
        ("Paused", 2, Approval.MANUAL, "waiting for approval"),
        ("Paused", 2, Approval.NONE, BY_SOMEBODY),
        ("Paused", 1, Approval.MANUAL, BY_SOMEBODY),
        ("CheckpointPause", 2, Approval.NONE, "checkpoint reached; goes on by itself"),
        ("CheckpointPause", 2, Approval.MANUAL, "checkpoint reached"),
        *((status, 2, Approval.MANUAL, "") for status in RefreshStatus if status not in {"Paused", "CheckpointPause"}),
    ],
)
def test_remark_says_what_it_waits_for(status: str, finished: int, approval: Approval, said: str) -> None:
    seen = task(status=status, finished_update_capacity=finished, checkpoints=(50, 100))
    assert remark(seen, approval) == said
    assert awaits_approval(seen, approval) is (said == "waiting for approval")
