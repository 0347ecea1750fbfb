"""
The Python language host of a built engine: starts programs and policy packs, and ends with the engine.

An official engine brings its own host (`pulumi-language-python`), whose Go module has no release. This one lies beside
the built `pulumi`, with the program starter that the engine's own `sdk/v3` module contains. It runs programs and policy
packs in environments that are already installed; it installs none, and it generates no code.
"""

# The engine decides on these names and signatures.
# ruff: noqa: ARG002, N802
import json
import os
import platform
import queue
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import IO

import grpc
from google.protobuf.empty_pb2 import Empty
from pulumi.runtime.proto import language_pb2 as messages
from pulumi.runtime.proto.language_pb2_grpc import LanguageRuntimeServicer, add_LanguageRuntimeServicer_to_server
from pulumi.runtime.proto.plugin_pb2 import PluginInfo

PROGRAM_STARTER = Path(__file__).with_name("pulumi-language-python-exec")
ERROR_ALREADY_SHOWN = 32  # the program starter's exit code for it
ENGINE_CHECK_SECONDS = 0.5
THREADS = 16  # each policy pack occupies one for as long as it runs


class Children:
    """The started processes, each in a process group of its own, so that no signal but ours reaches them."""

    def __init__(self) -> None:
        self._running: set[subprocess.Popen[bytes]] = set()

    def start(
        self, command: list[str], *, cwd: str, environment: Mapping[str, str], output: int | None = None
    ) -> "subprocess.Popen[bytes]":
        """Start a command; `output` is where its standard output and error go, by default where the host's own go."""
        child = subprocess.Popen(
            command,
            cwd=cwd,
            env={**os.environ, **environment},
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=output,
            start_new_session=True,
        )
        self._running.add(child)
        return child

    def wait(self, child: "subprocess.Popen[bytes]") -> int:
        code = child.wait()
        self._running.discard(child)
        return code

    def kill(self) -> None:
        for child in tuple(self._running):
            kill(child)


class LanguageHost(LanguageRuntimeServicer):
    def __init__(self, engine_address: str, children: Children) -> None:
        self._engine_address = engine_address
        self._children = children

    def Handshake(
        self, request: messages.LanguageHandshakeRequest, context: grpc.ServicerContext
    ) -> messages.LanguageHandshakeResponse:
        return messages.LanguageHandshakeResponse()

    def GetPluginInfo(self, request: Empty, context: grpc.ServicerContext) -> PluginInfo:
        return PluginInfo()

    def About(self, request: messages.AboutRequest, context: grpc.ServicerContext) -> messages.AboutResponse:
        return messages.AboutResponse(executable=sys.executable, version=platform.python_version())

    def GetRequiredPackages(
        self, request: messages.GetRequiredPackagesRequest, context: grpc.ServicerContext
    ) -> messages.GetRequiredPackagesResponse:
        # None is named: the engine loads a provider when the first resource asks for it.
        return messages.GetRequiredPackagesResponse()

    def GetProgramDependencies(
        self, request: messages.GetProgramDependenciesRequest, context: grpc.ServicerContext
    ) -> messages.GetProgramDependenciesResponse:
        return messages.GetProgramDependenciesResponse()

    def RuntimeOptionsPrompts(
        self, request: messages.RuntimeOptionsRequest, context: grpc.ServicerContext
    ) -> messages.RuntimeOptionsResponse:
        return messages.RuntimeOptionsResponse()

    def InstallDependencies(
        self, request: messages.InstallDependenciesRequest, context: grpc.ServicerContext
    ) -> Iterator[messages.InstallDependenciesResponse]:
        yield messages.InstallDependenciesResponse(
            stdout=b"This engine was built by scripts/toolchain: it installs nothing and runs what is installed.\n"
        )

    def Cancel(self, request: Empty, context: grpc.ServicerContext) -> Empty:
        self._children.kill()
        return Empty()

    def Run(self, request: messages.RunRequest, context: grpc.ServicerContext) -> messages.RunResponse:
        python = interpreter(request.info)
        if not python.is_file():
            return messages.RunResponse(error=missing_environment(python))
        program = self._children.start(
            [str(python), "-u", str(PROGRAM_STARTER), *program_arguments(request, self._engine_address)],
            cwd=request.info.program_directory,
            environment={
                "PULUMI_CONFIG": json.dumps(dict(request.config)),
                "PULUMI_CONFIG_SECRET_KEYS": json.dumps(list(request.configSecretKeys)),
            },
        )
        context.add_callback(lambda: kill(program))
        code = self._children.wait(program)
        if code in {0, ERROR_ALREADY_SHOWN}:
            return messages.RunResponse(bail=code == ERROR_ALREADY_SHOWN)
        return messages.RunResponse(error=f"the program ended with exit code {code}")

    def RunPlugin(
        self, request: messages.RunPluginRequest, context: grpc.ServicerContext
    ) -> Iterator[messages.RunPluginResponse]:
        if request.kind != "analyzer":
            context.abort(grpc.StatusCode.UNIMPLEMENTED, f"a built engine runs policy packs only, no {request.kind}")
        python = interpreter(request.info)
        if not python.is_file():
            context.abort(grpc.StatusCode.FAILED_PRECONDITION, missing_environment(python))
        pack = self._children.start(
            [str(python), "-u", "-m", "pulumi.policy", *request.args, request.info.program_directory],
            cwd=request.info.program_directory,
            environment=dict(variable.split("=", 1) for variable in request.env),
            output=subprocess.PIPE,
        )
        context.add_callback(lambda: kill(pack))
        yield from output_of(pack)
        yield messages.RunPluginResponse(exitcode=self._children.wait(pack))


def interpreter(info: messages.ProgramInfo) -> Path:
    """Answer the Python of the runtime option `virtualenv`, relative to the project; without it the host's own."""
    options = dict(info.options.items())
    if virtualenv := options.get("virtualenv"):
        return Path(info.root_directory, str(virtualenv), "bin", "python")
    return Path(sys.executable)


def missing_environment(python: Path) -> str:
    return (
        f"the runtime option `virtualenv` asks for {python}, which does not exist; "
        "make the environment, or leave the option out to use the one of scripts/install"
    )


def program_arguments(request: messages.RunRequest, engine_address: str) -> list[str]:
    """Answer the program starter's command line."""
    flags = {
        "monitor": request.monitor_address,
        "engine": engine_address,
        "project": request.project,
        "root_directory": request.info.root_directory,
        "stack": request.stack,
        "pwd": request.pwd,
        "dry_run": str(request.dryRun).lower(),
        "parallel": str(request.parallel),
        "organization": request.organization,
    }
    program = os.path.normpath(Path(request.info.program_directory, request.info.entry_point))
    return [*(f"--{name}={value}" for name, value in flags.items() if value), program, *request.args]


def output_of(child: "subprocess.Popen[bytes]") -> Iterator[messages.RunPluginResponse]:
    """Answer what a child writes to its two pipes, as it comes, until both are closed."""
    lines: queue.SimpleQueue[messages.RunPluginResponse | None] = queue.SimpleQueue()

    def forward(pipe: IO[bytes], response: Callable[[bytes], messages.RunPluginResponse]) -> None:
        for line in pipe:
            lines.put(response(line))
        lines.put(None)

    pipes = [
        (child.stdout, lambda line: messages.RunPluginResponse(stdout=line)),
        (child.stderr, lambda line: messages.RunPluginResponse(stderr=line)),
    ]
    for pipe, response in pipes:
        threading.Thread(target=forward, args=(pipe, response), daemon=True).start()
    for _ in pipes:
        yield from iter(lines.get, None)


def kill(child: "subprocess.Popen[bytes]") -> None:
    """End a child and all that it started."""
    if child.poll() is None:
        os.killpg(child.pid, signal.SIGKILL)


def serve(engine_address: str) -> None:
    """Serve until the engine sends a signal or is gone, then end at once: the engine waits 5 s for one that lingers."""
    told_to_end = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: told_to_end.set())
    engine = os.getppid()
    children = Children()
    server = grpc.server(ThreadPoolExecutor(THREADS), options=[("grpc.max_receive_message_length", -1)])
    add_LanguageRuntimeServicer_to_server(LanguageHost(engine_address, children), server)
    port = server.add_insecure_port("127.0.0.1:0")
    server.start()
    print(port, flush=True)
    while os.getppid() == engine and not told_to_end.wait(ENGINE_CHECK_SECONDS):
        pass
    children.kill()
    os._exit(0)


if __name__ == "__main__":
    serve(sys.argv[-1])
