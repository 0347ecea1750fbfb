"""kill -9 at every call of a redeployment, before or after it took effect: the next update brings it to its end."""

from typing import Any

import pytest

from alicloud_emulator import Emulator
from alicloud_ess_refresh.redeploy.mark import TAG_KEY
from alicloud_ess_refresh.redeploy.provider import InstanceRedeployProvider
from contract.kills import DyingClients, Killed
from contract.redeployments import Redeployments, publish
from contract.scaling import make_group

CALLS = 75
"""What one redeployment in a group makes, polls and all."""


def dying(stage: Redeployments, clients: DyingClients) -> InstanceRedeployProvider:
    provider = stage.provider()
    open_ecs, open_membership = provider.open_ecs_client, provider.open_membership_client
    provider.open_ecs_client = lambda settings: clients.around(open_ecs(settings))  # type: ignore[method-assign]
    provider.open_membership_client = lambda settings: clients.around(  # type: ignore[method-assign]
        open_membership(settings)
    )
    return provider


def killed(stage: Redeployments, event_id: str, *, dies_at: int, after: bool, **inputs: Any) -> bool:
    """Create the resource in a process that is killed, and tell whether it came to that."""
    props = {"instance_id": stage.instance_id, "event_id": event_id} | inputs
    try:
        dying(stage, DyingClients(dies_at=dies_at, after=after)).create(props)
    except Killed:
        return True
    return False


def test_every_call_is_one_at_which_the_tests_below_kill(alicloud_emulator: Emulator) -> None:
    stage = Redeployments(alicloud_emulator, make_group(alicloud_emulator).instances()[0].instance_id)
    clients = DyingClients(dies_at=CALLS + 1, after=False)

    dying(stage, clients).create({"instance_id": stage.instance_id, "event_id": publish(stage)})

    assert clients.left == 1


@pytest.mark.parametrize("after", [False, True], ids=["before", "after"])
@pytest.mark.parametrize("dies_at", range(1, CALLS + 1))
def test_killed_redeployment_is_brought_to_its_end_by_the_next(
    alicloud_emulator: Emulator, dies_at: int, *, after: bool
) -> None:
    group = make_group(alicloud_emulator)
    ids = [item.instance_id for item in group.instances()]
    stage = Redeployments(alicloud_emulator, ids[0])
    event_id, before = publish(stage), len(alicloud_emulator.calls)
    assert killed(stage, event_id, dies_at=dies_at, after=after)
    alicloud_emulator.clock.advance(dies_at * 7)

    outs = stage.create(event_id)

    assert (outs["event_status"], outs["outcome"]) in {("Avoided", "redeployed"), ("Avoided", "already_closed")}
    calls = stage.changes(before)
    assert [calls.count(action) for action in ("EnterStandby", "RedeployInstance", "ExitStandby")] == [1, 1, 1]
    found = [(item.instance_id, item.lifecycle_state) for item in group.instances()]
    assert found == [(instance_id, "InService") for instance_id in ids]
    assert TAG_KEY not in alicloud_emulator.state["entities"]["instances"][0]["tags"]


@pytest.mark.parametrize("after", [False, True], ids=["before", "after"])
@pytest.mark.parametrize("dies_at", range(1, 20))
def test_killed_replacement_is_brought_to_its_end_by_the_next(
    alicloud_emulator: Emulator, dies_at: int, *, after: bool
) -> None:
    group = make_group(alicloud_emulator)
    stage = Redeployments(alicloud_emulator, group.instances()[0].instance_id)
    event_id = publish(stage)
    assert killed(stage, event_id, dies_at=dies_at, after=after, in_scaling_group="replace")
    alicloud_emulator.clock.advance(dies_at * 7)

    assert stage.create(event_id, in_scaling_group="replace")["outcome"] == "replaced"

    members = [item.instance_id for item in group.instances()]
    assert (len(members), stage.instance_id in members) == (4, False)
