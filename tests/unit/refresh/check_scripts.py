"""What tests of checks script alike."""

from typing import Any

import pytest

from alicloud_ess_refresh.refresh.errors import CheckFailedError
from unit.refresh.conftest import Stage
from unit.refresh.fakes import NEW, OLD, task


def script(stage: Stage, status: str) -> int:
    """Put a task in this status beside instances that go with it; answer how many it has replaced."""
    finished = 0 if status == "Pending" else 1
    stage.ess.becomes(OLD, old=4 - finished, **({"new": 1} if finished else {}))()
    stage.ess.runs(task(status=status, finished_update_capacity=finished))
    return finished


def script_a_success(stage: Stage, after_seconds: float = 0) -> None:
    """Let the next task that is started succeed, so many seconds from when it starts."""
    stage.ess.will(task(finished_update_capacity=1), then=stage.ess.becomes(NEW, new=4))

    def succeed() -> None:
        if stage.clock.now() >= after_seconds and stage.ess.tasks:
            done = task(status="Successful", finished_update_capacity=4, end_time="2026-01-31T00:00:00Z")
            stage.ess.scripts.setdefault("ir-1", [])
            if "ir-1" in stage.ess.effects:
                stage.ess.scripts["ir-1"] = [done]

    stage.clock.on_sleep = succeed


def script_the_way_back(stage: Stage) -> None:
    stage.ess.will(task("ir-2", to=OLD), task("ir-2", "Successful", to=OLD), then=stage.ess.becomes(OLD, old=4))


def fail(stage: Stage, **inputs: Any) -> str:
    with pytest.raises(CheckFailedError) as caught:
        stage.create(**inputs)
    return str(caught.value)
