"""The process that the engine starts for dynamic resources, driven over gRPC as the engine does."""

import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any

import grpc
import pytest
from alibabacloud_ess20220222 import models
from google.protobuf.empty_pb2 import Empty
from google.protobuf.json_format import MessageToDict
from google.protobuf.struct_pb2 import Struct
from pulumi.dynamic.dynamic import serialize_provider
from pulumi.runtime.proto import provider_pb2 as wire
from pulumi.runtime.proto import provider_pb2_grpc
from pulumi.runtime.proto.engine_pb2_grpc import EngineServicer, add_EngineServicer_to_server

from alicloud_emulator import Emulator
from alicloud_ess_refresh.refresh.provider import InstanceRefreshProvider
from contract.official import REGION
from contract.releases import Releases

SECRET = "secret-key-of-the-test"
URN = "urn:pulumi:dev::shop::pulumi-python:dynamic/ess:InstanceRefresh::web"
WATCHING = "watching their health for 90 s, longer than one health check"
SIDE_BY_SIDE = 6
"""More than the four threads that the process has for all calls."""
PATIENCE_SECONDS = 120
"""For what takes a second or two: on a machine with other work, processes start late."""


@dataclass
class Plugin:
    process: subprocess.Popen[str]
    stub: Any

    def create(self, urn: str = "", **props: Any) -> dict[str, Any]:
        request = wire.CreateRequest(urn=urn, properties=_properties(props))
        return MessageToDict(self.stub.Create(request).properties)

    def diff(self, olds: dict[str, Any], news: dict[str, Any], *, drift: str = "") -> Any:
        """Answer `DIFF_SOME`, `DIFF_NONE` or `DIFF_UNKNOWN`, which is: the engine is to look."""
        recorded = {"outcome": "refreshed"} | ({"drift": drift} if drift else {})
        answer = self.stub.Diff(
            wire.DiffRequest(
                id=str(olds["scaling_group_id"]),
                urn=URN,
                old_inputs=_properties(olds),
                olds=_properties(olds | recorded),
                news=_properties(news),
            )
        )
        return wire.DiffResponse.DiffChanges.Name(answer.changes), list(answer.replaces)

    def check(self, **props: Any) -> list[tuple[str, str]]:
        answer = self.stub.Check(wire.CheckRequest(olds=Struct(), news=_properties(props)))
        return [(failure.property, failure.reason) for failure in answer.failures]

    def delete(self, props: dict[str, Any]) -> None:
        self.stub.Delete(wire.DeleteRequest(id=str(props["scaling_group_id"]), urn=URN, properties=_properties(props)))

    def end(self) -> tuple[str, str]:
        """End the process and answer what it wrote: standard output and standard error."""
        self.process.terminate()
        return self.process.communicate()


def _properties(props: dict[str, Any]) -> Struct:
    struct = Struct()
    struct.update({"__provider": serialize_provider(InstanceRefreshProvider()), **props})
    return struct


class ListeningEngine(EngineServicer):
    """
    Stands where the engine stands, for what its providers say.

    Attributes:
        refuses_after: How many messages it takes before it refuses them.
    """

    def __init__(self) -> None:
        self.heard: list[tuple[str, str, bool]] = []
        self.refuses_after = 1_000
        self.server = grpc.server(ThreadPoolExecutor(2))
        add_EngineServicer_to_server(self, self.server)
        self.address = f"127.0.0.1:{self.server.add_insecure_port('127.0.0.1:0')}"
        self.server.start()

    def Log(self, request: Any, context: grpc.ServicerContext) -> Empty:  # noqa: N802  # the name in the protocol
        if len(self.heard) >= self.refuses_after:
            context.abort(grpc.StatusCode.UNIMPLEMENTED, "not I")
        self.heard.append((request.urn, request.message, request.ephemeral))
        return Empty()


@pytest.fixture(name="engine")
def _engine() -> Iterator[ListeningEngine]:
    engine = ListeningEngine()
    yield engine
    engine.server.stop(None).wait()


@pytest.fixture(name="plugin")
def _plugin(alicloud_emulator: Emulator, engine: ListeningEngine) -> Iterator[Plugin]:
    process = subprocess.Popen(
        [sys.executable, "-u", "-m", "pulumi.dynamic", engine.address],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    with process, grpc.insecure_channel(f"127.0.0.1:{process.stdout.readline().strip()}") as channel:
        plugin = Plugin(process, provider_pb2_grpc.ResourceProviderStub(channel))
        settings = Struct()
        settings.update(
            {
                "alicloud:region": REGION,
                "alicloud:accessKey": "emulator",
                "alicloud:secretKey": SECRET,
                "alicloud:protocol": "HTTP",
                "alicloud:endpoints": f'[{{"ess": "{alicloud_emulator.endpoint}"}}]',
            }
        )
        plugin.stub.Configure(wire.ConfigureRequest(args=settings))
        yield plugin
        process.kill()


def test_error_reaches_the_engine_as_one_message_without_a_traceback(plugin: Plugin) -> None:
    with pytest.raises(grpc.RpcError) as caught:
        plugin.create(scaling_group_id="asg-none", scaling_configuration_id="asc-none")
    assert caught.value.code() is grpc.StatusCode.UNKNOWN
    assert caught.value.details() == (
        "scaling group asg-none does not exist in region `cn-hangzhou`: if it was deleted by hand, run "
        "`pulumi refresh` and `pulumi up`; else check `scaling_group_id`, `alicloud:region` and the resource's "
        "options `provider` and `providers`"
    )
    assert plugin.end() == ("", "")


def test_wrong_inputs_are_reported_by_property(plugin: Plugin) -> None:
    assert plugin.check(scaling_group_id="asg-1", min_healthy_percentage=150) == [
        ("min_healthy_percentage", "got 150, expected a whole number from 0 to 100 (percent)")
    ]


def test_releases_go_side_by_side_and_checks_do_not_wait_for_them(plugin: Plugin, alicloud_emulator: Emulator) -> None:
    """Emulated time stands still until all of them wait for their instances; as the engine does, check comes first."""
    groups = [Releases(alicloud_emulator) for _ in range(SIDE_BY_SIDE)]
    assert plugin.check(**groups[0].props()) == []
    with ThreadPoolExecutor(SIDE_BY_SIDE) as pool:
        waiting = [pool.submit(plugin.create, **group.props(poll_interval_seconds=1)) for group in groups]
        deadline = time.monotonic() + PATIENCE_SECONDS
        while groups[0].changes().count("EnableScalingGroup") < SIDE_BY_SIDE and time.monotonic() < deadline:
            time.sleep(0.05)
        changes, failures = groups[0].changes(), plugin.check(scaling_group_id="asg-1")
        while not all(each.done() for each in waiting) and time.monotonic() < deadline:
            alicloud_emulator.clock.advance(60)
            time.sleep(0.2)
        outcomes = [each.result(timeout=PATIENCE_SECONDS)["outcome"] for each in waiting]

    assert (changes, failures) == (["EnableScalingGroup"] * SIDE_BY_SIDE, [])
    assert outcomes == ["enabled"] * SIDE_BY_SIDE
    said, complained = plugin.end()
    assert sum(": done: " in line for line in said.splitlines()) == SIDE_BY_SIDE
    assert all(line.startswith("asg-") and line.endswith(")") for line in said.splitlines())
    assert complained == ""
    assert SECRET not in said


def test_process_ends_when_nobody_reads_what_it_says(plugin: Plugin, alicloud_emulator: Emulator) -> None:
    """An engine that is killed leaves it behind, and standard output without a reader."""
    group = Releases(alicloud_emulator)
    with ThreadPoolExecutor(1) as pool:
        waiting = pool.submit(plugin.create, **group.props(poll_interval_seconds=1))
        assert plugin.process.stdout is not None
        plugin.process.stdout.readline()
        plugin.process.stdout.close()
        assert plugin.process.wait(timeout=PATIENCE_SECONDS) == 1
        with pytest.raises(grpc.RpcError):
            waiting.result()
    assert group.changes() == ["EnableScalingGroup"]


def first_deployment(plugin: Plugin, emulator: Emulator, engine: ListeningEngine, *, dies: bool = False) -> str:
    """Deploy a group while the engine listens; answer the group's id."""
    group = Releases(emulator)
    with ThreadPoolExecutor(1) as pool:
        waiting = pool.submit(plugin.create, URN, **group.props(poll_interval_seconds=1))
        deadline = time.monotonic() + PATIENCE_SECONDS
        while len(engine.heard) < min(2, engine.refuses_after) and time.monotonic() < deadline:
            time.sleep(0.05)
        if dies:
            engine.server.stop(None).wait()
        while not waiting.done() and time.monotonic() < deadline:
            emulator.clock.advance(60)
            time.sleep(0.2)
        if not waiting.done():
            plugin.process.kill()
        assert waiting.result()["outcome"] == "enabled"
    return group.group_id


def test_what_is_said_stands_in_the_row_of_its_resource(
    plugin: Plugin, alicloud_emulator: Emulator, engine: ListeningEngine
) -> None:
    """How it stands is passing, and said once; what has happened is kept, and names the group."""
    group_id = first_deployment(plugin, alicloud_emulator, engine)

    assert {urn for urn, _, _ in engine.heard} == {URN}
    assert [message for _, message, is_passing in engine.heard if is_passing] == [
        "0 of 4 instances in service",
        "4 of 4 instances in service",
        *["4 of 4 instances in service"] * 2,  # back again after each message that is kept
    ]
    kept = [message for _, message, is_passing in engine.heard if not is_passing]
    assert [message.partition(" (")[0].partition(" with ")[0] for message in kept] == [
        f"{group_id}: first deployment: enabling the group",
        f"{group_id}: {WATCHING}",
        f"{group_id}: done: the group is enabled",
    ]
    assert plugin.end() == ("", "")


def test_engine_that_refuses_messages_decides_nothing(
    plugin: Plugin, alicloud_emulator: Emulator, engine: ListeningEngine
) -> None:
    engine.refuses_after = 0

    group_id = first_deployment(plugin, alicloud_emulator, engine)

    assert engine.heard == []
    said, complained = plugin.end()
    lines = [line.partition(" (")[0].partition(" with ")[0] for line in said.splitlines()]
    # Whether it looks before any time has passed is a matter of luck.
    assert [line for line in lines if ": 0 of 4 " not in line] == [
        f"{group_id}: first deployment: enabling the group",
        f"{group_id}: 4 of 4 instances in service",
        f"{group_id}: {WATCHING}",
        f"{group_id}: done: the group is enabled",
    ]
    assert complained == ""


def test_engine_that_stops_listening_decides_nothing(
    plugin: Plugin, alicloud_emulator: Emulator, engine: ListeningEngine
) -> None:
    group_id = first_deployment(plugin, alicloud_emulator, engine, dies=True)

    assert len(engine.heard) == 2
    said, _ = plugin.end()
    assert [line.partition(" (")[0].partition(" with ")[0] for line in said.splitlines()] == [
        f"{group_id}: 4 of 4 instances in service",
        f"{group_id}: {WATCHING}",
        f"{group_id}: done: the group is enabled",
    ]


def test_engine_lists_itself_what_differs_where_it_would_find_anything(plugin: Plugin) -> None:
    """Otherwise `hide_diffs` has no effect; but a difference that it would not find is told."""
    olds = {"scaling_group_id": "asg-none", "image_id": "m-1"}

    found = [
        plugin.diff(olds, olds | {"image_id": "m-2"}),
        plugin.diff(olds, olds | {"scaling_group_id": "asg-2"}),
        plugin.diff(olds, olds, drift="the task failed"),
    ]

    assert found == [("DIFF_UNKNOWN", []), ("DIFF_SOME", ["scaling_group_id"]), ("DIFF_SOME", [])]


def test_deletion_of_what_the_program_still_declares_leaves_the_group_alone(
    plugin: Plugin, alicloud_emulator: Emulator
) -> None:
    """So does the engine after `--replace`: it checks what is declared, creates it again, deletes the original."""
    group = Releases(alicloud_emulator)
    protect = models.SetGroupDeletionProtectionRequest(
        region_id=REGION, scaling_group_id=group.group_id, group_deletion_protection=True
    )
    group.sdk.set_group_deletion_protection(protect)
    before = group.changes()
    props = group.props(deleted_with_group=True)

    with pytest.raises(grpc.RpcError, match="deletion protection and cannot be deleted"):
        plugin.delete(props)
    assert plugin.check(**props) == []
    plugin.delete(props)

    assert group.changes() == before
    assert plugin.end() == ("", "")
