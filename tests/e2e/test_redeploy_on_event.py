"""examples/redeploy-on-event: instances of a group are protected, and moved for the events that are declared."""

import os
import signal
import time

import pytest
from alibabacloud_ecs20140526 import models as ecs

from alicloud_emulator import Emulator
from contract.official import ecs_client
from contract.permission_pages import PolicyBlock
from e2e.cloud import changing_calls, entities
from e2e.conftest import EXAMPLES, VIRTUAL_SECONDS_PER_SECOND, MakeStack
from e2e.deployer import Deployer
from toolchain.stack import Stack

MOVING = ("TagResources", "EnterStandby", "RedeployInstance", "ExitStandby", "UntagResources")
MOVE = "SystemMaintenance.Redeploy"


PAGES = (
    *(
        PolicyBlock("docs/refreshable-scaling-group.md", name)
        for name in (
            "RefreshableScalingGroup",
            "RefreshableScalingGroup with vpc_id",
            "the example's network",
            "MetadataOptions",
            "superseded configurations",
        )
    ),
    PolicyBlock("docs/instance-refresh.md", "InstanceRefresh"),
    PolicyBlock("docs/release-protection.md", "ReleaseProtection"),
    PolicyBlock("docs/instance-redeploy.md", "InstanceRedeploy"),
)


@pytest.fixture(name="deployer")
def _deployer(emulator: Emulator) -> Deployer:
    return Deployer(emulator, {}, beside=PAGES)


@pytest.fixture(name="stack")
def _stack(make_stack: MakeStack, deployer: Deployer) -> Stack:
    """Deploy as a user that has just the policies of the pages."""
    given = {"redeploy-on-event:deletionProtection": "false"}
    return make_stack(EXAMPLES / "redeploy-on-event", given, **deployer.environment())


def declare(stack: Stack, event_id: str, instance_id: str) -> None:
    assert stack.run("config", "set", "--path", f"events.{event_id}", instance_id).exit_code == 0


def lift(emulator: Emulator, instance_id: str) -> None:
    """Switch protection off as somebody else would."""
    request = ecs.ModifyInstanceAttributeRequest(instance_id=instance_id, deletion_protection=False)
    ecs_client(emulator).modify_instance_attribute(request)


def destroy(stack: Stack, emulator: Emulator, deployer: Deployer) -> None:
    destroyed = stack.destroy()
    assert destroyed.exit_code == 0, destroyed.output
    deployer.leave()
    assert emulator.state["empty"]


def test_declared_events_are_answered_once_with_standby_around_each_move(
    stack: Stack, emulator: Emulator, deployer: Deployer
) -> None:
    first = stack.up()
    assert first.exit_code == 0, first.output
    ids = stack.outputs()["protected_instance_ids"]
    assert len(ids) == 3
    for instance_id in ids[:2]:
        event_id = emulator.add_fault(kind="system_event", instance_id=instance_id, event_type=MOVE)
        declare(stack, event_id, instance_id)
    before = changing_calls(emulator, *MOVING)

    moved = stack.up()

    assert moved.exit_code == 0, moved.output
    calls = changing_calls(emulator, *MOVING) - before
    assert [calls[each] for each in ("EnterStandby", "RedeployInstance", "ExitStandby")] == [2, 2, 2]
    assert sorted(status for name, status in stack.outputs().items() if name.startswith("e-")) == ["Avoided"] * 2
    moves = {each["instance_id"]: each["moves"] for each in entities(emulator, "instances")}
    assert [moves[each] for each in ids] == [1, 1, 0]
    refreshed = stack.run("refresh", "--yes", "--skip-preview", "--expect-no-changes")
    assert refreshed.exit_code == 0, refreshed.output
    with deployer.looking_alone():
        again = stack.preview("--expect-no-changes")
    assert again.exit_code == 0, again.output
    destroy(stack, emulator, deployer)


def wait_until_moving(emulator: Emulator) -> None:
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        if changing_calls(emulator, "RedeployInstance"):
            return
        time.sleep(0.05)
    pytest.fail("no instance was redeployed within 60 s")


def test_killed_engine_and_provider_leave_a_move_that_the_next_update_brings_to_its_end(
    stack: Stack, emulator: Emulator, deployer: Deployer
) -> None:
    first = stack.up()
    assert first.exit_code == 0, first.output
    instance_id = stack.outputs()["protected_instance_ids"][0]
    event_id = emulator.add_fault(kind="system_event", instance_id=instance_id, event_type=MOVE)
    declare(stack, event_id, instance_id)
    process = stack.start("up", "--yes", "--skip-preview")
    wait_until_moving(emulator)
    emulator.clock.rate = 0
    os.killpg(process.pid, signal.SIGKILL)
    process.communicate()
    assert changing_calls(emulator, "ExitStandby") == {}

    assert stack.run("cancel", "--yes").exit_code == 0
    emulator.clock.rate = VIRTUAL_SECONDS_PER_SECOND
    resumed = stack.up()

    assert resumed.exit_code == 0, resumed.output
    assert changing_calls(emulator, "EnterStandby", "RedeployInstance", "ExitStandby") == {
        "EnterStandby": 1,
        "RedeployInstance": 1,
        "ExitStandby": 1,
    }
    assert stack.outputs()[event_id] == "Avoided"
    destroy(stack, emulator, deployer)


def test_lost_protection_is_shown_and_mended_and_a_refused_event_moves_nothing(
    stack: Stack, emulator: Emulator, deployer: Deployer
) -> None:
    first = stack.up()
    assert first.exit_code == 0, first.output
    instance_id = stack.outputs()["protected_instance_ids"][0]
    lift(emulator, instance_id)

    seen, mended = stack.preview(), stack.up()

    assert f"not protected from release, to be mended: {instance_id}\n" in seen.output
    assert mended.exit_code == 0, mended.output
    assert all(each["spec"]["deletion_protection"] for each in entities(emulator, "instances"))
    emulator.add_fault(kind="instance_lock", instance_id=instance_id, lock_reason="security")
    event_id = emulator.add_fault(kind="system_event", instance_id=instance_id, event_type=MOVE)
    declare(stack, event_id, instance_id)

    refused = stack.preview()

    assert refused.exit_code != 0
    assert (
        f"{instance_id} cannot be redeployed for event {event_id}, and nothing was changed: it is locked for security "
        "reasons (OperationLocks `security`): have it unlocked first\n"
    ) in refused.output
    assert stack.up().exit_code != 0
    assert changing_calls(emulator, "EnterStandby", "RedeployInstance") == {}
    destroy(stack, emulator, deployer)
