"""Runs the engine: a preview, or an analysis of a state, with the pack; answers its events and the sources."""

import os
import shutil
import subprocess
import tempfile
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TextIO

from ess_policies.cli.pack_folder import PackFolder
from ess_policies.cli.sources import COMPLETED, REGISTRATION, Sources, of_registrations, of_state
from ess_policies.configuration.bounded import BoundError, UnreadableFileError, parse_json, read_json, read_text
from ess_policies.printable import printable

__all__ = ["EngineError", "EngineRun", "TooMuchError", "analyze_file", "analyze_stack", "preview"]

Event = Mapping[str, Any]

# How long the reader of the registrations may take after the engine's end, in seconds; it only empties a pipe.
_READER_SECONDS = 10
LARGEST_BYTES = 256_000_000
"""Of a state, and of what the engine writes: above any that the engine itself can work with."""
LARGEST_CALL, LARGEST_CALLS = 16_000_000, 256_000_000
"""Characters of one registration, and of all: what is above is not looked at, and positions are unknown."""


class EngineError(Exception):
    """The engine did not come to a verdict; the message holds what it said."""

    def __init__(self, message: str) -> None:
        super().__init__(printable(message))


class TooMuchError(EngineError):
    """A state, or what the engine wrote, is more than is read."""


@dataclass(frozen=True, slots=True, kw_only=True)
class EngineRun:
    """
    What the engine told.

    Attributes:
        events: Its events, in order.
        sources: Where the resources are declared.
        resources: The URNs that an analysis of a state looked at; None for a preview, whose events tell them.
    """

    events: tuple[Event, ...]
    sources: Sources
    resources: tuple[str, ...] | None = None


def preview(project: Path, pack: PackFolder, arguments: Sequence[str]) -> EngineRun:
    """
    Run `pulumi preview` in the project's folder.

    Raises:
        TooMuchError: The engine wrote too much, or what is nested too deeply.
        EngineError: The program, a provider or the engine failed.
    """
    with tempfile.TemporaryDirectory(prefix="ess-policies-") as folder:
        # `--event-log` exists only with PULUMI_DEBUG_COMMANDS; `--json` tells nothing of policies (both 3.259).
        log = Path(folder, "events.json")
        environment = pack.environment | {"PULUMI_DEBUG_COMMANDS": "true"}
        with _registrations(Path(folder, "calls")) as (lines, variables):
            command = ("preview", *pack.flags, "--event-log", str(log), *arguments)
            process = _pulumi(command, project, environment | variables)
        events = _logged(log) if log.exists() else ()
    _raise_if_failed(process, events)
    return EngineRun(events=events, sources=of_registrations(lines))


def analyze_file(state: Path, project: Path, pack: PackFolder) -> EngineRun:
    """
    Run `pulumi policy analyze` on an exported state.

    Raises:
        TooMuchError: The file is too large, or nested too deeply.
        EngineError: The file is no exported state, or the engine failed.
    """
    deployment = _deployment(str(state), lambda: read_json(state, largest_bytes=LARGEST_BYTES))
    return _analyze(("--file", str(state.resolve())), deployment, project, pack)


def analyze_stack(stack: str | None, project: Path, pack: PackFolder) -> EngineRun:
    """
    Run `pulumi policy analyze` on a live stack; None is the one that is selected.

    Raises:
        TooMuchError: Its state is too large, or nested too deeply.
        EngineError: There is no such stack, or the engine failed.
    """
    chosen = ("--stack", stack) if stack else ()
    process = _pulumi(("stack", "export", *chosen), project, pack.environment)
    _raise_if_failed(process, ())
    deployment = _deployment("the stack's state", lambda: parse_json(process.stdout))
    return _analyze(chosen, deployment, project, pack)


def _deployment(what: str, read: Callable[[], Any]) -> Mapping[str, Any]:
    try:
        return dict(read()["deployment"])
    except BoundError as error:
        raise TooMuchError(f"{what} {error}") from error
    except (OSError, UnreadableFileError, KeyError, TypeError, ValueError) as error:
        raise EngineError(f"{what} is not a state as `pulumi stack export` writes it: {error!r}") from error


def _analyze(chosen: Sequence[str], deployment: Mapping[str, Any], project: Path, pack: PackFolder) -> EngineRun:
    process = _pulumi(("policy", "analyze", "--json", *pack.flags, *chosen), project, pack.environment)
    events = _events(process.stdout)
    _raise_if_failed(process, events)
    resources = tuple(each["urn"] for each in deployment.get("resources") or () if not each.get("delete"))
    return EngineRun(events=events, sources=of_state(deployment), resources=resources)


def _pulumi(
    arguments: Sequence[str], project: Path, environment: Mapping[str, str]
) -> "subprocess.CompletedProcess[str]":
    executable = shutil.which("pulumi")
    if executable is None:
        raise EngineError("there is no `pulumi` on the PATH; install the Pulumi CLI, 3.259 or newer")
    command = [executable, "--non-interactive", "--color", "never", *arguments]
    with (
        tempfile.TemporaryFile() as errors,
        subprocess.Popen(
            command,
            cwd=project,
            env=os.environ | environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=errors,
        ) as process,
    ):
        output = process.stdout.read(LARGEST_BYTES + 1) if process.stdout else b""
        if len(output) > LARGEST_BYTES:
            process.kill()
            raise TooMuchError(f"{_command(arguments)} wrote too much: expected at most {LARGEST_BYTES} bytes")
        code = process.wait()
        errors.seek(0)
        said = errors.read(LARGEST_BYTES)
    return subprocess.CompletedProcess(
        list(arguments), code, *(text.decode(errors="replace") for text in (output, said))
    )


def _raise_if_failed(process: "subprocess.CompletedProcess[str]", events: Sequence[Event]) -> None:
    """A broken mandatory rule ends the command with an error, too: the events tell whether there was another one."""
    errors = [
        event["diagnosticEvent"]["message"].strip()
        for event in events
        if event.get("diagnosticEvent", {}).get("severity") == "error"
    ]
    mandatory = any(event.get("policyEvent", {}).get("enforcementLevel") == "mandatory" for event in events)
    failed = any(error != "preview failed" for error in errors) or not (process.returncode == 0 or mandatory)
    if failed:
        said = "\n".join(errors) or "\n".join(part for part in (process.stdout, process.stderr) if part).strip()
        raise EngineError(f"{_command(process.args)} ended with exit code {process.returncode}:\n{said}")


def _command(arguments: Sequence[str]) -> str:
    words = arguments[:1] if arguments[0] == "preview" else arguments[:2]
    return f"`pulumi {' '.join(words)}`"


def _logged(log: Path) -> tuple[Event, ...]:
    try:
        return _events(read_text(log, largest_bytes=LARGEST_BYTES))
    except BoundError as error:
        raise TooMuchError(f"the engine's log of events {error}") from error


def _events(text: str) -> tuple[Event, ...]:
    try:
        return tuple(parse_json(line) for line in text.splitlines() if line.startswith("{"))
    except BoundError as error:
        raise TooMuchError(f"an event of the engine {error}") from error
    except UnreadableFileError as error:
        raise EngineError(f"an event of the engine {error}") from error


@contextmanager
def _registrations(pipe: Path) -> Iterator[tuple[list[str], dict[str, str]]]:
    """
    Collect the registrations that the engine logs, and the variables that make it log them.

    Its log of remote calls holds every property in clear, so it goes through a pipe and never to the disk. Where
    there are no named pipes, positions are unknown.
    """
    lines: list[str] = []
    if not hasattr(os, "mkfifo"):
        yield lines, {}
        return
    os.mkfifo(pipe, 0o600)
    # Open for both ways: neither side has to wait for the other, and the end comes when this one closes it. A reader
    # that opened it after that would wait for ever.
    descriptor = os.open(pipe, os.O_RDWR)
    calls = pipe.open(encoding="utf-8", errors="replace")
    reader = threading.Thread(target=_collect, args=(calls, lines), daemon=True)
    reader.start()
    try:
        yield lines, {"PULUMI_DEBUG_GRPC": str(pipe)}
    finally:
        os.close(descriptor)
        reader.join(_READER_SECONDS)


def _collect(calls: TextIO, lines: list[str]) -> None:
    room = LARGEST_CALLS
    with calls:
        # What is longer comes in pieces, of which none is whole.
        while line := calls.readline(LARGEST_CALL):
            if REGISTRATION in line and COMPLETED in line and line.endswith("\n") and len(line) <= room:
                lines.append(line)
                room -= len(line)
