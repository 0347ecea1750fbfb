"""kill -9 at every call of a release, before or after the call took effect: the next update brings it to its end."""

import os
from contextlib import suppress
from typing import Any

import pytest

from alicloud_emulator import Emulator
from alicloud_ess_refresh.cloud.ess import EssClient
from alicloud_ess_refresh.cloud.settings import Settings
from alicloud_ess_refresh.errors import AlicloudError
from alicloud_ess_refresh.refresh.provider import InstanceRefreshProvider
from contract.kills import Killed
from contract.releases import Releases
from contract.terminal import Terminal

HALVES = [{"percentage": 50.0}, {"percentage": 100.0}]
SOME_CALLS = range(2, 33, 1 if os.environ.get("CI") else 9)


class DyingClient:
    """Passes calls on until the one with this number, before or after which the process dies."""

    def __init__(self, client: EssClient, *, dies_at: int, after: bool) -> None:
        self._client = client
        self._left = dies_at
        self._after = after

    def __getattr__(self, name: str) -> Any:
        attribute = getattr(self._client, name)
        if not callable(attribute):
            return attribute

        def call(*args: Any) -> Any:
            self._left -= 1
            if self._left == 0 and not self._after:
                raise Killed
            try:
                return attribute(*args)
            finally:
                # A call that was refused ends the process, too.
                if self._left == 0:
                    raise Killed

        return call


def dying(group: Releases, *, dies_at: int, after: bool) -> InstanceRefreshProvider:
    provider = group.provider()
    opened = provider.open_client

    def open_dying(settings: Settings) -> Any:
        return DyingClient(opened(settings), dies_at=dies_at, after=after)

    provider.open_client = open_dying  # type: ignore[method-assign]
    return provider


@pytest.mark.parametrize("after", [False, True], ids=["before", "after"])
@pytest.mark.parametrize("dies_at", range(1, 21))
def test_killed_update_is_brought_to_its_end_by_the_next(
    alicloud_emulator: Emulator, dies_at: int, *, after: bool
) -> None:
    group = Releases(alicloud_emulator)
    olds = group.deploy()
    news = group.props(scaling_configuration_id=group.new)
    with pytest.raises(Killed):
        dying(group, dies_at=dies_at, after=after).update(group.group_id, olds, news)
    alicloud_emulator.clock.advance(dies_at * 10)

    outs = group.release(olds)

    assert (outs["outcome"], outs["status"]) in {("refreshed", "Successful"), ("adopted", "Successful")}
    assert [status for _, status in group.tasks()] == ["Successful"]
    assert group.changes() == ["EnableScalingGroup", "StartInstanceRefresh"]
    assert group.standing() == (group.new, [group.new] * 4)


@pytest.mark.parametrize("after", [False, True], ids=["before", "after"])
@pytest.mark.parametrize("dies_at", range(1, 9))
def test_killed_first_deployment_is_brought_to_its_end_by_the_next(
    alicloud_emulator: Emulator, dies_at: int, *, after: bool
) -> None:
    group = Releases(alicloud_emulator)
    with pytest.raises(Killed):
        dying(group, dies_at=dies_at, after=after).create(group.props())
    alicloud_emulator.clock.advance(dies_at)

    outs = group.provider().create(group.props()).outs or {}

    assert outs["outcome"] in {"enabled", "nothing_to_do"}
    assert group.changes() == ["EnableScalingGroup"]
    assert group.standing() == (group.old, [group.old] * 4)


def accepted(emulator: Emulator) -> list[str]:
    """Return the calls that changed a task, in order; the emulator refuses a suspension in a checkpoint pause."""
    calls = [call["action"] for call in emulator.calls if not call["read_only"] and call["http_status"] == 200]
    return [action for action in calls if action.endswith("InstanceRefresh")]


class Attended(Releases):
    """Somebody approves as soon as that is asked for, and is counted; not before `is_attended`."""

    is_attended = False
    approvals = 0

    def tell(self, line: str) -> None:
        super().tell(line)
        if self.is_attended and "waiting for approval" in line:
            # It says so again in what it sums up after the approval.
            self.approvals += Terminal(self.emulator).run("approve", self.group_id).exit_code == 0


@pytest.mark.parametrize("after", [False, True], ids=["before", "after"])
@pytest.mark.parametrize("dies_at", SOME_CALLS)
def test_task_that_a_killed_update_halts_for_approval_is_halted_once_and_approved_once(
    alicloud_emulator: Emulator, dies_at: int, *, after: bool
) -> None:
    group = Attended(alicloud_emulator)
    olds = group.deploy()
    given = {"approval": "manual", "checkpoints": HALVES, "checkpoint_pause_time": 5.0}
    news = group.props(scaling_configuration_id=group.new, **given)
    with pytest.raises(Killed):
        dying(group, dies_at=dies_at, after=after).update(group.group_id, olds, news)
    alicloud_emulator.clock.advance(30)
    group.is_attended = True

    outs = group.release(olds, **given)

    assert (outs["status"], group.approvals) == ("Successful", 1)
    assert accepted(alicloud_emulator) == ["StartInstanceRefresh", "SuspendInstanceRefresh", "ResumeInstanceRefresh"]
    assert [status for _, status in group.tasks()] == ["Successful"]


@pytest.mark.parametrize("after", [False, True], ids=["before", "after"])
@pytest.mark.parametrize("dies_at", SOME_CALLS)
def test_task_that_a_killed_update_suspends_in_the_end_is_suspended_once_and_gone_on_with(
    alicloud_emulator: Emulator, dies_at: int, *, after: bool
) -> None:
    group = Releases(alicloud_emulator)
    olds = group.deploy()
    given = {"wait_timeout_seconds": 90.0, "on_timeout": "suspend"}
    news = group.props(scaling_configuration_id=group.new, **given)
    with suppress(AlicloudError), pytest.raises(Killed):
        dying(group, dies_at=dies_at, after=after).update(group.group_id, olds, news)
    alicloud_emulator.clock.advance(5)

    with pytest.raises(AlicloudError):
        group.release(olds, **given | {"wait_timeout_seconds": 10.0})
    assert [status for _, status in group.tasks()] == ["Paused"]
    assert Terminal(alicloud_emulator).run("resume", group.group_id).exit_code == 0
    outs = group.release(olds)

    assert (outs["outcome"], outs["status"]) == ("adopted", "Successful")
    assert accepted(alicloud_emulator) == ["StartInstanceRefresh", "SuspendInstanceRefresh", "ResumeInstanceRefresh"]


@pytest.mark.parametrize("dies_at", range(2, 74, 3))
def test_killed_failure_leaves_a_group_that_the_next_release_can_take(
    alicloud_emulator: Emulator, dies_at: int
) -> None:
    """Whether it dies while the release fails, or while the group is taken back."""
    group = Releases(alicloud_emulator)
    olds = group.deploy()
    alicloud_emulator.add_fault(kind="unhealthy_instances", scaling_configuration_id=group.new, after=2)
    news = group.props(scaling_configuration_id=group.new)
    with pytest.raises(Killed):
        dying(group, dies_at=dies_at, after=True).update(group.group_id, olds, news)
    better = group.configure("m-app-v3")
    alicloud_emulator.clock.advance(900)

    outs = group.release(olds, scaling_configuration_id=better)

    assert outs["status"] == "Successful"
    assert group.standing() == (better, [better] * 4)
