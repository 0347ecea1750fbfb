"""kill -9 at every call of a release, before or after the call took effect: the next update brings it to its end."""

from typing import Any

import pytest

from alicloud_emulator import Emulator
from alicloud_ess_refresh.cloud.ess import EssClient
from alicloud_ess_refresh.cloud.settings import Settings
from alicloud_ess_refresh.refresh.provider import InstanceRefreshProvider
from contract.releases import Releases


class Killed(BaseException):
    """Nothing in the package can catch it: the process is gone."""


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
            answer = attribute(*args)
            if self._left == 0:
                raise Killed
            return answer

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
