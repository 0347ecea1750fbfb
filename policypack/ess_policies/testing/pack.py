"""Runs policies: in this process by the library's own server, or a pack's folder as a process of its own."""

import os
import subprocess
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import grpc
from google.protobuf import empty_pb2, json_format
from pulumi.runtime.proto import analyzer_pb2, analyzer_pb2_grpc
from pulumi_policy import EnforcementLevel, Policy

# The class that `PolicyPack` serves; the library has no public way to it short of a process.
from pulumi_policy.policy import _PolicyAnalyzerServicer

from ess_policies.testing.outcome import Outcome, read_outcome
from ess_policies.testing.resources import Resource

__all__ = ["Pack", "PackConfigError", "in_process", "pack_process"]

_LEVELS = {
    "advisory": analyzer_pb2.ADVISORY,
    "mandatory": analyzer_pb2.MANDATORY,
    "remediate": analyzer_pb2.REMEDIATE,
    "disabled": analyzer_pb2.DISABLED,
}


class PackConfigError(Exception):
    """The pack refused its configuration; the message is what it said."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Calls:
    """What both a server and a connection to one can be asked."""

    analyze: Callable[[analyzer_pb2.AnalyzeRequest], analyzer_pb2.AnalyzeResponse]
    analyze_stack: Callable[[analyzer_pb2.AnalyzeStackRequest], analyzer_pb2.AnalyzeResponse]
    configure: Callable[[analyzer_pb2.ConfigureAnalyzerRequest], empty_pb2.Empty]
    describe: Callable[[empty_pb2.Empty], analyzer_pb2.AnalyzerInfo]


class Pack:
    """Policies that run."""

    def __init__(self, calls: _Calls) -> None:
        self._calls = calls
        self.info = calls.describe(empty_pb2.Empty())
        """What the pack tells about itself and its policies."""

    @classmethod
    def of_server(cls, server: Any) -> "Pack":
        """Ask a servicer of the analyzer protocol without a connection."""
        return cls(
            _Calls(
                analyze=lambda request: server.Analyze(request, None),
                analyze_stack=lambda request: server.AnalyzeStack(request, None),
                configure=lambda request: server.Configure(request, None),
                describe=lambda request: server.GetAnalyzerInfo(request, None),
            )
        )

    def configure(self, config: Mapping[str, Any]) -> None:
        """
        Configure the pack, as the engine does by a file for `--policy-pack-config`.

        Args:
            config: By policy a level, or an object with `enforcementLevel` and the policy's options. What it leaves
                out has its default; it replaces what an earlier one said.

        Raises:
            PackConfigError: The pack refused it.
        """
        request = analyzer_pb2.ConfigureAnalyzerRequest()
        for policy in self.info.policies:
            entry = request.policyConfig[policy.name]
            entry.enforcementLevel = policy.enforcementLevel
            schemas = json_format.MessageToDict(policy.configSchema.properties)
            entry.properties.update({key: each["default"] for key, each in schemas.items() if "default" in each})
        if "all" in config:
            for entry in request.policyConfig.values():
                entry.enforcementLevel = _LEVELS[config["all"]]
        for name, setting in config.items():
            values = dict(setting) if isinstance(setting, Mapping) else {"enforcementLevel": setting}
            if "enforcementLevel" in values:
                request.policyConfig[name].enforcementLevel = _LEVELS[values.pop("enforcementLevel")]
            request.policyConfig[name].properties.update(values)
        try:
            self._calls.configure(request)
        except grpc.RpcError as error:
            raise PackConfigError(error.details()) from error

    def judge(self, resource: Resource) -> Outcome:
        """Have a resource judged by every policy on resources."""
        return read_outcome(self._calls.analyze(resource.alone()))

    def judge_stack(self, resources: Iterable[Resource]) -> Outcome:
        """Have a stack judged by every policy on stacks."""
        request = analyzer_pb2.AnalyzeStackRequest(resources=[each.in_stack() for each in resources])
        return read_outcome(self._calls.analyze_stack(request))


def in_process(*policies: Policy) -> Pack:
    """Run policies in this process; a policy that names no level is mandatory."""
    pack = Pack.of_server(
        _PolicyAnalyzerServicer("pack-under-test", "0.0.1", list(policies), EnforcementLevel.MANDATORY)
    )
    pack.configure({})
    return pack


@contextmanager
def pack_process(folder: Path, environment: Mapping[str, str] | None = None) -> Iterator[Pack]:
    """
    Run the folder of a pack, one with `PulumiPolicy.yaml` and `__main__.py`, as the engine does, with this Python.

    Args:
        environment: Variables on top of this process's own.
    """
    # No engine answers at the address: a pack that asks none for anything does not notice.
    folder = folder.resolve()
    command = [sys.executable, "-u", "-m", "pulumi.policy", "127.0.0.1:1", str(folder)]
    variables = os.environ | dict(environment or {})
    with subprocess.Popen(command, cwd=folder, env=variables, stdout=subprocess.PIPE, text=True) as process:
        try:
            assert process.stdout is not None  # noqa: S101  (it is a pipe)
            port = process.stdout.readline().strip()
            if not port:
                raise RuntimeError(f"the pack in {folder} ended before it told its port; see its standard error")
            with grpc.insecure_channel(f"127.0.0.1:{port}") as channel:
                stub = analyzer_pb2_grpc.AnalyzerStub(channel)
                pack = Pack(
                    _Calls(
                        analyze=stub.Analyze,
                        analyze_stack=stub.AnalyzeStack,
                        configure=stub.Configure,
                        describe=stub.GetAnalyzerInfo,
                    )
                )
                pack.configure({})
                yield pack
        finally:
            process.kill()
