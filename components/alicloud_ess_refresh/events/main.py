"""The command `ess-events`."""

import functools
import os
import signal
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

import click

from alicloud_ess_refresh.cloud.connection import Connection
from alicloud_ess_refresh.cloud.settings import Settings
from alicloud_ess_refresh.dynamic.patience import Patience
from alicloud_ess_refresh.errors import AlicloudError, ServiceError
from alicloud_ess_refresh.events.attempts import Answering
from alicloud_ess_refresh.events.audit import AuditLog, read_entries
from alicloud_ess_refresh.events.catalogue import CATALOGUE, Action
from alicloud_ess_refresh.events.ending import Ending, say
from alicloud_ess_refresh.events.handler import Handler, Record
from alicloud_ess_refresh.events.history import history
from alicloud_ess_refresh.events.memory import Memory
from alicloud_ess_refresh.events.policy import LARGEST_CHARACTERS, InvalidPolicyError, Policy, read_policy
from alicloud_ess_refresh.events.service import serve
from alicloud_ess_refresh.printable import one_line

__all__ = ["main"]

FAILED, WRONG_USAGE = 1, 2
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


class NoAnswering:
    """Stands for the cloud in a rehearsal."""

    def group_of(self, _instance_id: str) -> str:
        return ""

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

    Region and credentials are those of the alicloud provider and the aliyun CLI: their environment variables and
    profiles.

    \b
    Exit codes:
      0  done; `run` also when a signal ended it
      1  an event could not be answered, a message could not be read, the service refused, or a signal ended `replay`
      2  wrong usage, or a policy that cannot be used
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
    patience = Patience(clock=ending, engine=ending, say=say)
    with _handler(handling, ending, patience.sleep) as handler:
        queue = open_client(queue_url, handling.connection.settings(os.environ))
        name = queue_url.rpartition("/")[2]
        say(f"reading queue {name}; unfinished decisions of an earlier run, carried out first: {handler.resume()}")
        serve(queue, handler, patience, is_ending=ending.is_gone, keep=handling.is_dry_run)
    say("ended; what goes on is left to the next run")


@main.command("replay")
@click.argument("file", type=click.File(encoding="utf-8", errors="replace"))
@handling_options
def replay_command(handling: Handling, file: IO[str]) -> None:
    """Handle the events in FILE, one message a line, `-` for standard input; then end."""
    ending, is_bad = Ending(), False
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, ending.interrupt)
    try:
        with _handler(handling, ending) as handler:
            handler.resume()
            for line in file:
                if line.strip():
                    is_bad |= bool(handler.handle(line.rstrip("\n")).malformed)
            is_bad |= handler.wait() > 0
    except KeyboardInterrupt:
        say("ended by a signal; what goes on is left to the next run with this audit log")
        is_bad = True
    sys.exit(FAILED if is_bad else 0)


@main.command("policy")
@policy_option
def policy_command(policy_file: Path | None) -> None:
    """Show what is done about which event."""
    with _told():
        policy = _policy(policy_file)
    widest = max(len(name) for name in CATALOGUE)
    for name, row in CATALOGUE.items():
        changed = " (changed)" if name in policy.changed else ""
        click.echo(f"{policy.action(name):<8}  {name:<{widest}}  {row.meaning}{changed}")


@main.command("audit")
@click.argument("log_file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
def audit_command(log_file: Path) -> None:
    """Show what LOG_FILE says of each event: decision, reason, outcome."""
    with _told():
        entries = read_entries(log_file)
    for line in history(entries):
        click.echo(one_line(line))


@contextmanager
def _handler(handling: Handling, ending: Ending, sleep: Callable[[float], None] | None = None) -> Iterator[Handler]:
    """Make the handler, and end it; errors of ours become one line and an exit code."""
    if handling.log_file is None and not handling.is_dry_run:
        raise click.UsageError("--audit-log not set: without it nothing is known after a restart (or use --dry-run)")
    with _told():
        policy, settings = _policy(handling.policy_file), handling.connection.settings(os.environ)
        with ExitStack() as stack:
            record: Record = Memory()
            answering: Answering = NoAnswering()
            if handling.log_file is not None and not handling.is_dry_run:
                answering = _answering(policy, settings, ending, waits_for_room=sleep is None)
                record = stack.enter_context(AuditLog(handling.log_file))
            handler = Handler(
                record,
                policy,
                answering,
                clock=ending,
                tell=say,
                region=settings.region,
                sleep=sleep,
            )
            # Whatever ends this process ends what it does, too, before the log is let go of.
            stack.callback(handler.close)
            stack.callback(ending.begin)
            yield handler


def _answering(policy: Policy, settings: Settings, ending: Ending, *, waits_for_room: bool) -> Answering:
    # Loads the vendor SDK, which a rehearsal need not pay for.
    from alicloud_ess_refresh.cloud import sdk_ecs, sdk_membership  # noqa: PLC0415
    from alicloud_ess_refresh.events.answering import CloudAnswering  # noqa: PLC0415

    return CloudAnswering(
        ecs=sdk_ecs.open_client(settings),
        groups=sdk_membership.open_client(settings),
        policy=policy,
        clock=ending,
        engine=ending,
        waits_for_room=waits_for_room,
    )


def _policy(policy_file: Path | None) -> Policy:
    if policy_file is None:
        return Policy()
    try:
        with policy_file.open(encoding="utf-8") as file:
            text = file.read(LARGEST_CHARACTERS + 1)
    except OSError as error:
        raise InvalidPolicyError(str(policy_file), [f"cannot be read ({error.strerror})"]) from error
    except UnicodeDecodeError as error:
        raise InvalidPolicyError(str(policy_file), ["no text in UTF-8: expected a policy in YAML"]) from error
    return read_policy(text, where=str(policy_file))


@contextmanager
def _told() -> Iterator[None]:
    try:
        yield
    except InvalidPolicyError as error:
        click.echo(f"ess-events: {error}", err=True)
        sys.exit(WRONG_USAGE)
    except ServiceError as error:
        click.echo(f"ess-events: {error}; mend that and start again: nothing is lost", err=True)
        sys.exit(FAILED)
    except AlicloudError as error:
        click.echo(f"ess-events: {error}", err=True)
        sys.exit(FAILED)
