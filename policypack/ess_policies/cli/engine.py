"""Runs the engine: a preview, or an analysis of a state, with the pack; answers its events and the sources."""

import json
import os
import shutil
import subprocess
import tempfile
import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TextIO

from ess_policies.cli.pack_folder import PackFolder
from ess_policies.cli.sources import COMPLETED, REGISTRATION, Sources, of_registrations, of_state
from ess_policies.configuration.bounded import BoundError, UnreadableFileError, read_json
from ess_policies.printable import printable

__all__ = ["EngineError", "EngineRun", "UnusableFileError", "analyze_file", "analyze_stack", "preview"]

Event = Mapping[str, Any]

# How long the reader of the registrations may take after the engine's end, in seconds; it only empties a pipe.
_READER_SECONDS = 10
LARGEST_STATE_BYTES = 256_000_000
"""Above any state that the engine itself can work with; a larger file is another one."""


class EngineError(Exception):
    """The engine did not come to a verdict; the message holds what it said."""

    def __init__(self, message: str) -> None:
        super().__init__(printable(message))


class UnusableFileError(EngineError):
    """A state is more than is read."""


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
        EngineError: The program, a provider or the engine failed.
    """
    with tempfile.TemporaryDirectory(prefix="ess-policies-") as folder:
        # `--event-log` exists only with PULUMI_DEBUG_COMMANDS; `--json` tells nothing of policies (both 3.259).
        log = Path(folder, "events.json")
        environment = pack.environment | {"PULUMI_DEBUG_COMMANDS": "true"}
        with _registrations(Path(folder, "calls")) as (lines, variables):
            command = ("preview", *pack.flags, "--event-log", str(log), *arguments)
            process = _pulumi(command, project, environment | variables)
        events = _events(log.read_text(encoding="utf-8")) if log.exists() else ()
    _raise_if_failed(process, events)
    return EngineRun(events=events, sources=of_registrations(lines))


def analyze_file(state: Path, project: Path, pack: PackFolder) -> EngineRun:
    """
    Run `pulumi policy analyze` on an exported state.

    Raises:
        UnusableFileError: The file is too large, or nested too deeply.
        EngineError: The file is no exported state, or the engine failed.
    """
    try:
        deployment = read_json(state, largest_bytes=LARGEST_STATE_BYTES)["deployment"]
    except BoundError as error:
        raise UnusableFileError(f"{state} {error}") from error
    except (OSError, UnreadableFileError, KeyError, TypeError) as error:
        raise EngineError(f"{state} is not a state as `pulumi stack export` writes it: {error!r}") from error
    return _analyze(("--file", str(state.resolve())), deployment, project, pack)


def analyze_stack(stack: str | None, project: Path, pack: PackFolder) -> EngineRun:
    """
    Run `pulumi policy analyze` on a live stack; None is the one that is selected.

    Raises:
        EngineError: There is no such stack, or the engine failed.
    """
    chosen = ("--stack", stack) if stack else ()
    process = _pulumi(("stack", "export", *chosen), project, pack.environment)
    _raise_if_failed(process, ())
    return _analyze(chosen, json.loads(process.stdout)["deployment"], project, pack)


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
    return subprocess.run(
        [executable, "--non-interactive", "--color", "never", *arguments],
        cwd=project,
        env=os.environ | environment,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
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
        raise EngineError(f"`pulumi {_subcommand(process)}` ended with exit code {process.returncode}:\n{said}")


def _subcommand(process: "subprocess.CompletedProcess[str]") -> str:
    words = process.args[4:]
    return " ".join(words[:1] if words[0] == "preview" else words[:2])


def _events(text: str) -> tuple[Event, ...]:
    return tuple(json.loads(line) for line in text.splitlines() if line.startswith("{"))


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
    with calls:
        lines.extend(line for line in calls if REGISTRATION in line and COMPLETED in line)
