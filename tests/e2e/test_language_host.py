"""The language host of a built engine: what users see of programs that fail, and how it ends."""

import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import grpc
import pytest
from google.protobuf import json_format
from pulumi.runtime.proto import language_pb2 as messages
from pulumi.runtime.proto.language_pb2_grpc import LanguageRuntimeStub

from toolchain import Toolchain, cache
from toolchain.search import HOST
from toolchain.stack import Stack

ENGINE = "127.0.0.1:1"  # nothing listens there, and the host only hands it on


@pytest.fixture(name="process")
def _process() -> Iterator["subprocess.Popen[str]"]:
    command = [sys.executable, "-u", str(HOST / "language_host.py"), ENGINE]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        yield process
        process.kill()


@pytest.fixture(name="host")
def _host(process: "subprocess.Popen[str]") -> Iterator[LanguageRuntimeStub]:
    assert process.stdout
    with grpc.insecure_channel(f"127.0.0.1:{process.stdout.readline().strip()}") as channel:
        yield LanguageRuntimeStub(channel)


def program_info(**options: str) -> messages.ProgramInfo:
    info = {"rootDirectory": "/project", "programDirectory": "/project", "entryPoint": ".", "options": options}
    return json_format.ParseDict(info, messages.ProgramInfo())


def test_a_virtualenv_that_is_not_there_is_refused(host: LanguageRuntimeStub) -> None:
    response = host.Run(messages.RunRequest(info=program_info(toolchain="pip", virtualenv="venv")))

    assert response.error == (
        "the runtime option `virtualenv` asks for /project/venv/bin/python, which does not exist; "
        "make the environment, or leave the option out to use the one of scripts/install"
    )


def test_plugins_other_than_policy_packs_are_refused(host: LanguageRuntimeStub) -> None:
    request = messages.RunPluginRequest(kind="resource", info=program_info())

    with pytest.raises(grpc.RpcError) as failure:
        list(host.RunPlugin(request))

    assert failure.value.details() == "a built engine runs policy packs only, no resource"


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
@pytest.mark.usefixtures("host")
def test_a_signal_ends_it_at_once_without_a_word(process: "subprocess.Popen[str]", number: signal.Signals) -> None:
    process.send_signal(number)

    # An engine waits 5 s for a host that does not end.
    _, errors = process.communicate(timeout=2)
    assert (process.returncode, errors) == (0, "")


@pytest.mark.parametrize(
    ("failure", "shown"),
    [
        (
            'raise ValueError("boom")',
            (
                "    error: Program failed with an unhandled exception:\n"
                "    Traceback (most recent call last):\n"
                '      File "{program}", line 3, in <module>\n'
                '        raise ValueError("boom")\n'
                "    ValueError: boom\n"
            ),
        ),
        (
            'raise pulumi.RunError("no image given")',
            "    error: no image given\n    error: an unhandled error occurred: the program ended with exit code 1\n",
        ),
    ],
)
def test_a_program_that_fails_is_shown_as_its_author_wrote_it(
    toolchain: Toolchain, tmp_path: Path, failure: str, shown: str
) -> None:
    if not toolchain.bin_dir.is_relative_to(cache.root() / cache.ASSEMBLED):
        pytest.skip("an official engine has its own language host")
    project = tmp_path / "source"
    project.mkdir()
    (project / "Pulumi.yaml").write_text("name: fails\nruntime: {name: python, options: {toolchain: pip}}\n")
    (project / "__main__.py").write_text(f"import pulumi\n\n{failure}\n")
    stack = Stack(
        tmp_path,
        project=project,
        bin_dir=toolchain.bin_dir,
        plugins_dir=toolchain.plugins_dir,
        config={},
        environment={},
    )

    run = stack.preview()

    assert run.exit_code == 1
    assert shown.format(program=stack.directory / "__main__.py") in run.output
