"""The command `ess-events`."""

import functools
import os
import signal
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from threading import Event
from typing import IO, Any

import click
from rich.console import Console
from rich.table import Table

from alicloud_ess_refresh.clock import SystemClock
from alicloud_ess_refresh.cloud.connection import Connection
from alicloud_ess_refresh.cloud.settings import Settings
from alicloud_ess_refresh.dynamic.patience import Patience
from alicloud_ess_refresh.errors import AlicloudError
from alicloud_ess_refresh.events.audit import AuditLog, read_entries
from alicloud_ess_refresh.events.catalogue import CATALOGUE, Action
from alicloud_ess_refresh.events.handler import Answering, Handler, Record
from alicloud_ess_refresh.events.memory import Memory
from alicloud_ess_refresh.events.policy import Policy, read_policy
from alicloud_ess_refresh.events.service import serve

__all__ = ["main"]

FAILED = 1
policy_option = click.option(
    "--policy",
    "policy_file",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="YAML file with what differs from `ess-events policy`.",
)
_HANDLING_OPTIONS = (
    policy_option,
    click.option(
        "--audit-log",
        "log_file",
        type=click.Path(dir_okay=False, path_type=Path),
        help="File that decisions and outcomes are appended to, and read from at the start.",
    ),
    click.option("--dry-run", is_flag=True, help="Say what would be done; do, write and delete nothing."),
    click.option("--region", help="Region of the instances."),
    click.option("--profile", help="A profile of the aliyun CLI, instead of keys in the environment."),
    click.option("--endpoint", help="Host and port of an emulator or a proxy; with http:// before them, without TLS."),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Handling:
    """What the options of `run` and `replay` say."""

    policy_file: Path | None
    log_file: Path | None
    is_dry_run: bool
    connection: Connection


class Ending:
    """Whether this process is to end: the engine that the waiting code asks, and the clock that it sleeps by."""

    def __init__(self) -> None:
        self._event = Event()
        self._clock = SystemClock()

    def begin(self, *_: object) -> None:
        self._event.set()

    def tell(self, line: str) -> None:
        _say(line)

    def is_gone(self) -> bool:
        return self._event.is_set()

    def now(self) -> float:
        return self._clock.now()

    def utc_now(self) -> datetime:
        return self._clock.utc_now()

    def sleep(self, seconds: float) -> None:
        self._event.wait(seconds)


class NoAnswering:
    """Stands for the cloud in a rehearsal."""

    def answer(self, action: Action, _instance_id: str, _event_id: str) -> tuple[str, str]:
        return "dry_run", f"nothing was done: {action}"


def handling_options(command: Callable[..., None]) -> Callable[..., None]:
    """Give a command the options that say how events are handled, as one argument."""

    @functools.wraps(command)
    def call(**given: Any) -> None:
        handling = Handling(
            policy_file=given.pop("policy_file"),
            log_file=given.pop("log_file"),
            is_dry_run=given.pop("dry_run"),
            connection=Connection(
                region=given.pop("region"), profile=given.pop("profile"), endpoint=given.pop("endpoint")
            ),
        )
        command(handling, **given)

    for option in reversed(_HANDLING_OPTIONS):
        call = option(call)
    return call


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="alicloud-ess-refresh")
def main() -> None:
    """
    Answer system events of ECS instances: redeploy them, have their group replace them, or say so.

    Region and credentials are those of the alicloud provider: its environment variables and profiles.

    \b
    Exit codes:
      0  done, or ended by a signal
      1  an event could not be answered, a message could not be read, or the service refused
      2  wrong usage
    """


@main.command("run")
@click.option(
    "--queue", "queue_url", required=True, help="URL of the queue, `https://<account id>.mns.…/queues/<name>`."
)
@handling_options
def run_command(handling: Handling, queue_url: str) -> None:
    """Handle the events in a queue until SIGTERM or SIGINT."""
    from alicloud_ess_refresh.cloud.sdk_queue import open_client  # noqa: PLC0415  # loads the vendor SDK

    ending = Ending()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, ending.begin)
    with _handler(handling, ending) as handler:
        queue = open_client(queue_url, handling.connection.settings(os.environ))
        patience = Patience(clock=ending, engine=ending, say=_say)
        _say(f"{handler.resume()} decisions of an earlier run are carried out first")
        serve(queue, handler, patience, is_ending=ending.is_gone, keep=handling.is_dry_run)
    _say("ended; what goes on is left to the next run")


@main.command("replay")
@click.argument("file", type=click.File(encoding="utf-8", errors="replace"))
@handling_options
def replay_command(handling: Handling, file: IO[str]) -> None:
    """Handle the events in FILE, one message a line, `-` for standard input; then end."""
    is_bad = False
    with _handler(handling, Ending()) as handler:
        handler.resume()
        for line in file:
            if line.strip():
                is_bad |= bool(handler.handle(line.rstrip("\n")).malformed)
        is_bad |= handler.wait() > 0
    sys.exit(FAILED if is_bad else 0)


@main.command("policy")
@policy_option
def policy_command(policy_file: Path | None) -> None:
    """Show what is done about which event."""
    with _told():
        policy = _policy(policy_file)
    table = Table("event", "meaning", "action", box=None, pad_edge=False)
    table.columns[0].no_wrap = True
    for name, row in CATALOGUE.items():
        changed = " (changed)" if name in policy.changed else ""
        table.add_row(name, row.meaning, f"{policy.action(name)}{changed}")
    Console().print(table)


@main.command("audit")
@click.argument("log_file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
def audit_command(log_file: Path) -> None:
    """Show what LOG_FILE says of each event: decision, reason, outcome."""
    with _told():
        entries = read_entries(log_file)
    outcomes = {entry["key"]: entry for entry in entries if entry["record"] == "outcome"}
    table = Table("time", "instance", "event", "status", "action", "outcome", "detail", box=None, pad_edge=False)
    for entry in entries:
        if entry["record"] == "malformed":
            table.add_row(entry["time"], "", entry["key"][:12], "", "set apart", "", entry["reason"])
        elif entry["record"] == "decision" and not entry["is_repeated"]:
            outcome = outcomes.get(entry["key"], {})
            table.add_row(
                entry["time"],
                entry["instance_id"],
                entry["event_id"] or entry["name"],
                entry["status"],
                entry["action"],
                outcome.get("outcome", "" if entry["action"] == "ignore" else "going on"),
                outcome.get("detail", entry["reason"]),
            )
    Console().print(table)


@contextmanager
def _handler(handling: Handling, ending: Ending) -> Iterator[Handler]:
    """Make the handler, and end it; errors of ours become one line and an exit code."""
    if handling.log_file is None and not handling.is_dry_run:
        raise click.UsageError("--audit-log not set: without it nothing is known after a restart (or use --dry-run)")
    with _told():
        policy = _policy(handling.policy_file)
        if handling.is_dry_run or handling.log_file is None:
            with _open(Memory(), policy, NoAnswering()) as handler:
                yield handler
            return
        answering = _answering(policy, handling.connection.settings(os.environ), ending)
        with AuditLog(handling.log_file) as log, _open(log, policy, answering) as handler:
            yield handler


@contextmanager
def _open(record: Record, policy: Policy, answering: Answering) -> Iterator[Handler]:
    handler = Handler(record, policy, answering, now=lambda: datetime.now(UTC), tell=_say)
    try:
        yield handler
    finally:
        handler.close()


def _answering(policy: Policy, settings: Settings, ending: Ending) -> Answering:
    # Loads the vendor SDK, which a rehearsal need not pay for.
    from alicloud_ess_refresh.cloud import sdk_ecs, sdk_membership  # noqa: PLC0415
    from alicloud_ess_refresh.events.answering import CloudAnswering  # noqa: PLC0415

    return CloudAnswering(
        ecs=sdk_ecs.open_client(settings),
        groups=sdk_membership.open_client(settings),
        policy=policy,
        clock=ending,
        engine=ending,
    )


def _policy(policy_file: Path | None) -> Policy:
    if policy_file is None:
        return Policy()
    return read_policy(policy_file.read_text(encoding="utf-8"), where=str(policy_file))


@contextmanager
def _told() -> Iterator[None]:
    try:
        yield
    except AlicloudError as error:
        click.echo(f"ess-events: {error}", err=True)
        sys.exit(FAILED)


def _say(line: str) -> None:
    click.echo(f"{datetime.now(UTC):%Y-%m-%dT%H:%M:%SZ} {line}")
