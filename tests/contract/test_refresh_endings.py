"""Releases that are stopped as the options say, against the emulator, which refuses what the service does not allow."""

import pytest
from alibabacloud_ess20220222 import models

from alicloud_emulator import Emulator
from alicloud_ess_refresh.refresh.errors import RefreshTimeoutError
from contract.official import REGION
from contract.releases import Releases


@pytest.fixture(name="group")
def _group(alicloud_emulator: Emulator) -> Releases:
    return Releases(alicloud_emulator)


@pytest.mark.parametrize(
    ("option", "status", "told"),
    [
        ("cancel", "Cancelled", "it was cancelled (`Cancelled`, 3 of 4 instances), and what is replaced stays; "),
        ("suspend", "Paused", "it was suspended (`Paused`, 2 of 4 instances); "),
        ("leave", "InProgress", "it was left running, as `on_timeout` says; "),
    ],
)
def test_release_out_of_time_is_treated_as_it_says(group: Releases, option: str, status: str, told: str) -> None:
    olds = group.deploy()
    with pytest.raises(RefreshTimeoutError) as caught:
        group.release(olds, wait_timeout_seconds=90.0, on_timeout=option)
    assert caught.value.aftermath.startswith(told)
    assert [status for _, status in group.tasks()] == [status]


def test_suspended_release_is_gone_on_with_once_somebody_resumes_it(group: Releases) -> None:
    olds = group.deploy()
    with pytest.raises(RefreshTimeoutError):
        group.release(olds, wait_timeout_seconds=90.0, on_timeout="suspend")
    [(task_id, _)] = group.tasks()
    group.sdk.resume_instance_refresh(
        models.ResumeInstanceRefreshRequest(
            region_id=REGION, scaling_group_id=group.group_id, instance_refresh_task_id=task_id
        )
    )
    outs = group.release(olds)
    assert (outs["outcome"], outs["instance_refresh_task_id"]) == ("adopted", task_id)


def test_checkpoint_pause_is_waited_out_before_a_suspension(group: Releases) -> None:
    """The service documents a suspension for a task in progress only; the emulator refuses any other."""
    olds = group.deploy()
    with pytest.raises(RefreshTimeoutError) as caught:
        group.release(
            olds,
            checkpoints=[{"percentage": 50.0}, {"percentage": 100.0}],
            checkpoint_pause_time=5.0,
            wait_timeout_seconds=301.0,
            on_timeout="suspend",
        )
    assert caught.value.task.status == "CheckpointPause"
    assert caught.value.aftermath.startswith("it was suspended (`Paused`, 2 of 4 instances); ")
    assert group.changes()[-1] == "SuspendInstanceRefresh"


@pytest.mark.parametrize(
    ("option", "seconds", "status"),
    [
        ("rollback", 0, "Cancelled"),
        ("rollback", 60, "RollbackSuccessful"),
        ("wait", 60, "Successful"),
        ("leave", 60, "InProgress"),
    ],
)
def test_delete_treats_a_running_task_as_it_says(group: Releases, option: str, seconds: int, status: str) -> None:
    olds = group.deploy()
    olds["unfinished_task_id"] = group.start(group.new)
    group.emulator.clock.advance(seconds)
    group.provider().delete(group.group_id, {**olds, "on_delete": option})
    assert [status for _, status in group.tasks()] == [status]
