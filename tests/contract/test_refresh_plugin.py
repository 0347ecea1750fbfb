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
from google.protobuf.json_format import MessageToDict
from google.protobuf.struct_pb2 import Struct
from pulumi.dynamic.dynamic import serialize_provider
from pulumi.runtime.proto import provider_pb2 as wire
from pulumi.runtime.proto import provider_pb2_grpc

from alicloud_emulator import Emulator
from alicloud_ess_refresh.refresh.provider import InstanceRefreshProvider
from contract.official import REGION
from contract.releases import Releases

SECRET = "secret-key-of-the-test"
SIDE_BY_SIDE = 6
"""More than the four threads that the process has for all calls."""


@dataclass
class Plugin:
    process: subprocess.Popen[str]
    stub: Any

    def create(self, **props: Any) -> dict[str, Any]:
        return MessageToDict(self.stub.Create(wire.CreateRequest(properties=_properties(props))).properties)

    def check(self, **props: Any) -> list[tuple[str, str]]:
        answer = self.stub.Check(wire.CheckRequest(olds=Struct(), news=_properties(props)))
        return [(failure.property, failure.reason) for failure in answer.failures]

    def end(self) -> tuple[str, str]:
        """End the process and answer what it wrote: standard output and standard error."""
        self.process.terminate()
        return self.process.communicate()


def _properties(props: dict[str, Any]) -> Struct:
    struct = Struct()
    struct.update({"__provider": serialize_provider(InstanceRefreshProvider()), **props})
    return struct


@pytest.fixture(name="plugin")
def _plugin(alicloud_emulator: Emulator) -> Iterator[Plugin]:
    process = subprocess.Popen(
        [sys.executable, "-u", "-m", "pulumi.dynamic", "127.0.0.1:1"],
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
        "scaling group asg-none does not exist in region `cn-hangzhou`: check `scaling_group_id` and `alicloud:region`"
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
        deadline = time.monotonic() + 30
        while groups[0].changes().count("EnableScalingGroup") < SIDE_BY_SIDE and time.monotonic() < deadline:
            time.sleep(0.05)
        changes, failures = groups[0].changes(), plugin.check(scaling_group_id="asg-1")
        alicloud_emulator.clock.advance(60)
        outcomes = [each.result(timeout=30)["outcome"] for each in waiting]

    assert (changes, failures) == (["EnableScalingGroup"] * SIDE_BY_SIDE, [])
    assert outcomes == ["enabled"] * SIDE_BY_SIDE
    said, complained = plugin.end()
    assert len(said.splitlines()) == 4 * SIDE_BY_SIDE
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
        assert plugin.process.wait(timeout=20) == 1
        with pytest.raises(grpc.RpcError):
            waiting.result()
    assert group.changes() == ["EnableScalingGroup"]
