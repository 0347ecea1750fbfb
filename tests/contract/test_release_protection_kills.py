"""kill -9 at every call that protects a group, or lifts protection: the next one brings it to its end."""

import os
from typing import Any

import pytest

from alicloud_emulator import Emulator
from alicloud_ess_refresh.protection.provider import ReleaseProtectionProvider
from contract.kills import DyingClients, Killed
from contract.protections import Protections

LOOKING = 3
"""Calls that look at the group and its instances."""
STEP = 1 if os.environ.get("CI") else 3


def dying(stage: Protections, *, dies_at: int, after: bool) -> ReleaseProtectionProvider:
    provider, clients = stage.provider(), DyingClients(dies_at=dies_at, after=after)
    open_ecs, open_ess = provider.open_ecs_client, provider.open_ess_client
    provider.open_ecs_client = lambda settings: clients.around(open_ecs(settings))  # type: ignore[method-assign]
    provider.open_ess_client = lambda settings: clients.around(open_ess(settings))  # type: ignore[method-assign]
    return provider


def props(stage: Protections) -> dict[str, Any]:
    return {"scaling_group_id": stage.group_id, "on_delete": "lift"}


@pytest.mark.parametrize("after", [False, True], ids=["before", "after"])
@pytest.mark.parametrize("dies_at", range(1, 2 * LOOKING + 4 + 1, STEP))
def test_killed_protection_is_completed_and_what_the_killed_one_protected_stays_so(
    alicloud_emulator: Emulator, dies_at: int, *, after: bool
) -> None:
    """Nothing tells who protected an instance: what no state records is not lifted."""
    stage = Protections(alicloud_emulator)
    with pytest.raises(Killed):
        dying(stage, dies_at=dies_at, after=after).create(props(stage))
    by_killed = stage.protected()

    outs = stage.create(on_delete="lift")
    assert outs["protected_instance_ids"] == stage.ids
    assert outs["switched_on_instance_ids"] == [each for each in stage.ids if each not in by_killed]
    stage.provider().delete(stage.group_id, outs)

    assert stage.protected() == by_killed


@pytest.mark.parametrize("after", [False, True], ids=["before", "after"])
@pytest.mark.parametrize("dies_at", range(1, 1 + 3 + 1, STEP))
def test_killed_deletion_is_brought_to_its_end_by_the_next(
    alicloud_emulator: Emulator, dies_at: int, *, after: bool
) -> None:
    stage = Protections(alicloud_emulator)
    foreign = stage.ids[0]
    stage.protect(foreign, is_protected=True)
    outs = stage.create(on_delete="lift")
    with pytest.raises(Killed):
        dying(stage, dies_at=dies_at, after=after).delete(stage.group_id, outs)

    stage.provider().delete(stage.group_id, outs)

    assert stage.protected() == {foreign}
