"""The commands."""

import sys
from pathlib import Path

import click

from alicloud_ess_refresh.cli.acting import act
from alicloud_ess_refresh.cli.calls import Call
from alicloud_ess_refresh.cli.documents import groups_document, history_document, plan_document, status_document
from alicloud_ess_refresh.cli.exit_codes import MEANINGS, ExitCode
from alicloud_ess_refresh.cli.next_steps import next_steps
from alicloud_ess_refresh.cli.options import (
    group_argument,
    plan_inputs,
    session_options,
    start_inputs,
    task_option,
    timeout_option,
    yes_option,
)
from alicloud_ess_refresh.cli.reporting import report
from alicloud_ess_refresh.cli.screens import groups_screen, history_screen, plan_screen, status_screen
from alicloud_ess_refresh.cli.session import Session
from alicloud_ess_refresh.cli.starting import start
from alicloud_ess_refresh.cli.watching import watch
from alicloud_ess_refresh.dynamic.patience import CALM_SECONDS
from alicloud_ess_refresh.refresh.model import RefreshInputs
from alicloud_ess_refresh.sight.groups import list_groups
from alicloud_ess_refresh.sight.look import look

__all__ = ["main"]


_EXIT_CODES = "\n".join(["\b", "Exit codes:", *(f"  {code:<3}  {meaning}" for code, meaning in MEANINGS.items())])


@click.group(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100}, epilog=_EXIT_CODES)
@click.version_option(package_name="alicloud-ess-refresh")
def main() -> None:
    """
    Refresh the instances of Auto Scaling groups, and see what a refresh does, whoever started it.

    GROUP is a scaling group's id or name. Region and credentials are those of the alicloud provider and the aliyun CLI:
    their environment variables and profiles.
    """


@main.command("list")
@session_options
def list_command(session: Session) -> None:
    """List the region's scaling groups, with their refreshes, instances and active configurations."""
    region = session.client.region
    listed = list_groups(session.client, session.waiter(region).patience)
    session.answer(groups_document(region, listed), groups_screen(region, listed))


@main.command("plan")
@group_argument
@plan_inputs
@session_options
def plan_command(session: Session, inputs: RefreshInputs) -> None:
    """
    Say what `start` would do, and change nothing.

    Which instances would be replaced and which ignored, how many at a time, and what stands in the way.
    """
    preflight = session.preview(inputs).look()
    session.answer(plan_document(preflight), plan_screen(preflight))
    if preflight.is_obstructed:
        sys.exit(ExitCode.FAILED)


@main.command("start")
@group_argument
@start_inputs
@click.option("--no-wait", is_flag=True, help="End when the task is accepted; nothing is taken back then.")
@yes_option
@session_options
def start_command(session: Session, inputs: RefreshInputs, *, no_wait: bool, is_confirmed: bool) -> None:
    """
    Take a group to a configuration, and wait until it is there.

    Without one of the desired configurations, to the active one. A task that goes there already is gone on with.
    """
    start(session, inputs, is_confirmed=is_confirmed, waits=not no_wait)


@main.command("status")
@group_argument
@task_option
@click.option("--watch", "-w", "is_watched", is_flag=True, help="Until the task has ended; Ctrl-C ends the watch only.")
@session_options
def status_command(session: Session, scaling_group_id: str, *, task_id: str, is_watched: bool) -> None:
    """Show a group's running refresh, or else its last one. With it, where the instances stand."""
    if is_watched:
        sys.exit(watch(session, scaling_group_id, task_id))
    waiter = session.waiter(scaling_group_id)
    sight = look(waiter, scaling_group_id, task_id)
    steps = next_steps(waiter, sight)
    session.answer(status_document(sight, steps), status_screen(sight, steps))


@main.command("history")
@group_argument
@click.option("--limit", type=click.IntRange(min=1), help="So many at most, the newest ones. By default all.")
@session_options
def history_command(session: Session, scaling_group_id: str, *, limit: int | None) -> None:
    """List a group's refreshes that are still known, newest first."""
    waiter = session.waiter(scaling_group_id)
    waiter.group(scaling_group_id, waiter.clock.now() + CALM_SECONDS)
    tasks = waiter.patience.calmly(lambda: waiter.client.describe_instance_refreshes(scaling_group_id))[:limit]
    screen = history_screen(scaling_group_id, tasks, waiter.client.service_time)
    session.answer(history_document(scaling_group_id, tasks), screen)


@main.command("report")
@group_argument
@task_option
@click.option(
    "--progress-file",
    type=click.Path(path_type=Path),
    help="The release's `progress_file`, for its pauses, alarms and approvals.",
)
@click.option("--file", type=click.Path(path_type=Path), help="Where the HTML page goes. Default: TASK.html here.")
@session_options
def report_command(
    session: Session, scaling_group_id: str, *, task_id: str, progress_file: Path | None, file: Path | None
) -> None:
    """
    Write what a refresh did as an HTML page. In it: batches, instances, capacity against its bounds, events, outcome.

    With `--output json` the same as JSON; the page is written then only with --file.
    """
    report(session, scaling_group_id, task_id=task_id, progress_file=progress_file, file=file)


def _add_call(name: str, call: Call, help_text: str) -> None:
    @main.command(name, help=help_text)
    @group_argument
    @task_option
    @timeout_option
    @yes_option
    @session_options
    def command(
        session: Session, scaling_group_id: str, *, task_id: str, limit_seconds: int, is_confirmed: bool
    ) -> None:
        act(session, call, scaling_group_id, task_id=task_id, is_confirmed=is_confirmed, limit_seconds=limit_seconds)


_add_call("suspend", Call.SUSPEND, "Halt a refresh until `resume`. At a checkpoint: when its pause is over.")
_add_call(
    "resume",
    Call.RESUME,
    "Let a suspended refresh go on; at a checkpoint, end its pause where the service allows that.",
)
_add_call("approve", Call.APPROVE, "Let a refresh go on that halts at a checkpoint for approval.")
_add_call("cancel", Call.CANCEL, "End a refresh, and leave what is replaced.")
_add_call("rollback", Call.ROLL_BACK, "End a refresh, and put back what is replaced.")
