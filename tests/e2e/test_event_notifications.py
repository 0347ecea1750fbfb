"""examples/event-notifications: from a system event to an instance on another host, and an audit line for it."""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from alicloud_emulator import Emulator
from contract.permission_pages import PolicyBlock, documents
from contract.ram_identity import make_key, remove_user
from e2e.cloud import changing_calls, entities
from e2e.conftest import EXAMPLES, MakeStack
from e2e.deployer import Deployer
from toolchain.stack import Run, Stack

RELEASE_PAGE, EVENTS_PAGE = "docs/refreshable-scaling-group.md", "docs/events.md"
PARTS: Mapping[PolicyBlock, Callable[[str], bool]] = {
    PolicyBlock(EVENTS_PAGE, "InstanceEventNotifications"): lambda action: action.startswith(("cms:", "mns:")),
}
BESIDE = (
    *(
        PolicyBlock(RELEASE_PAGE, name)
        for name in (
            "RefreshableScalingGroup",
            "RefreshableScalingGroup with vpc_id",
            "the example's network",
            "MetadataOptions",
            "superseded configurations",
        )
    ),
    PolicyBlock("docs/instance-refresh.md", "InstanceRefresh"),
)
HANDLER = (PolicyBlock(EVENTS_PAGE, "queue"), PolicyBlock("docs/instance-redeploy.md", "InstanceRedeploy"))
CONFIG = {"event-notifications:image": "m-app-v1", "event-notifications:deletionProtection": "false"}
SERVICE = "ess-events"
IS_CI = bool(os.environ.get("CI"))
LIMIT_SECONDS = 30.0
"""Of real time, for what takes a minute or two of the emulator's."""
MOVING = ("EnterStandby", "RedeployInstance", "ExitStandby")


@pytest.fixture(name="make_events")
def _make_events(make_stack: MakeStack) -> Callable[..., Stack]:
    def make(environment: Mapping[str, str], **config: str) -> Stack:
        given = CONFIG | {f"event-notifications:{key}": value for key, value in config.items()}
        return make_stack(EXAMPLES / "event-notifications", given, **environment)

    return make


@contextmanager
def handler(emulator: Emulator, log: Path) -> Iterator[Callable[[], list[dict[str, Any]]]]:
    """Run `ess-events` on the stack's queue, as a user with what its page says; return what reads its audit log."""
    [queue] = entities(emulator, "queues")
    names = {"region": "cn-hangzhou", "queue_name": queue["name"]}
    environment = {
        **os.environ,
        "ALIBABA_CLOUD_ACCESS_KEY_ID": make_key(emulator, documents(*HANDLER, **names), user=SERVICE),
        "ALIBABA_CLOUD_ACCESS_KEY_SECRET": "emulator",
    }
    where = [
        "--region",
        "cn-hangzhou",
        "--endpoint",
        emulator.url,
        "--queue",
        f"{emulator.url}/queues/{queue['name']}",
    ]
    command = str(Path(sys.executable).with_name("ess-events"))
    process = subprocess.Popen([command, "run", *where, "--audit-log", str(log)], env=environment)
    try:
        yield lambda: [json.loads(line) for line in log.read_text().splitlines()] if log.exists() else []
    finally:
        process.send_signal(signal.SIGTERM)
        assert process.wait(LIMIT_SECONDS) == 0
        remove_user(emulator, SERVICE)


def succeed(ran: Run) -> None:
    assert ran.exit_code == 0, ran.output


def eventually(condition: Callable[[], bool]) -> None:
    limit = time.monotonic() + LIMIT_SECONDS
    while not condition():
        assert time.monotonic() < limit, "nothing happened in time"
        time.sleep(0.2)


def announce(emulator: Emulator, instance_id: str) -> str:
    """Let the service plan a restart of the instance in a day, and answer the event's id."""
    return emulator.add_fault(
        kind="system_event",
        instance_id=instance_id,
        event_type="SystemMaintenance.Reboot",
        not_before_seconds=86_400,
    )


def instance_ids(emulator: Emulator) -> list[str]:
    return sorted(instance["instance_id"] for instance in entities(emulator, "instances"))


def outcomes(entries: list[dict[str, Any]]) -> list[tuple[str, str]]:
    return [(entry["outcome"], entry["detail"]) for entry in entries if entry["record"] == "outcome"]


def test_an_instance_of_a_group_is_moved_in_standby(
    make_events: Callable[..., Stack], emulator: Emulator, tmp_path: Path
) -> None:
    """Deployed by a user that has just the policies of the pages."""
    deployer = Deployer(emulator, PARTS, beside=BESIDE, component="ops")
    events = make_events(deployer.environment())
    succeed(events.up())
    succeed(events.up("--expect-no-changes", "--refresh"))
    moved, other = instance_ids(emulator)
    with handler(emulator, tmp_path / "audit.jsonl") as audit:
        event_id = announce(emulator, moved)
        eventually(lambda: bool(outcomes(audit())))
        first, *rest = audit()
    assert (first["action"], first["event_id"], first["instance_id"]) == ("redeploy", event_id, moved)
    assert outcomes(rest) == [("redeployed", f"event {event_id} is `Avoided`")]

    assert changing_calls(emulator, *MOVING) == dict.fromkeys(MOVING, 1)
    assert instance_ids(emulator) == [moved, other]
    succeed(events.run("refresh", "--yes", "--skip-preview"))
    with deployer.looking_alone():
        succeed(events.preview("--expect-no-changes"))
    succeed(events.destroy())
    deployer.leave()
    assert emulator.state["empty"]


@pytest.mark.timeout(600)
@pytest.mark.skipif(not IS_CI, reason="deploys a dozen times; CI does")
def test_each_action_of_the_page_s_policy_is_needed(make_events: Callable[..., Stack], emulator: Emulator) -> None:
    deployer = Deployer(emulator, PARTS, beside=BESIDE, component="ops")
    events = make_events(deployer.environment())
    deployer.assert_each_action_is_needed([events.up, events.destroy])


def test_an_instance_with_local_disks_is_left_alone_and_told(
    make_events: Callable[..., Stack], emulator: Emulator, tmp_path: Path
) -> None:
    succeed(make_events({}, instanceType="ecs.i3.xlarge").up())
    instance_id, _ = instance_ids(emulator)
    with handler(emulator, tmp_path / "audit.jsonl") as audit:
        event_id = announce(emulator, instance_id)
        eventually(lambda: bool(outcomes(audit())))
        entries = audit()
    assert outcomes(entries) == [
        (
            "failed",
            (
                f"{instance_id} cannot be redeployed for event {event_id}, and nothing was changed: it has 1 local "
                "disk (ecs.i3.xlarge), and a redeployment wipes all data on them: save what is needed, then set "
                "`accept_local_disk_loss=True` and a `reason`"
            ),
        )
    ]
    assert not changing_calls(emulator, *MOVING)
