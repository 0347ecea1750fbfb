"""`status --watch`: polls as a release does, changes nothing, and shows every look or every change."""

import math
from contextlib import nullcontext
from dataclasses import replace

import click
from rich.console import Group, RenderableType
from rich.live import Live
from rich.text import Text

from alicloud_ess_refresh.cli.documents import json_text, status_document
from alicloud_ess_refresh.cli.exit_codes import ExitCode
from alicloud_ess_refresh.cli.next_steps import next_steps, next_steps_after
from alicloud_ess_refresh.cli.screens import active_version_text, status_screen
from alicloud_ess_refresh.cli.session import Output, Session
from alicloud_ess_refresh.cloud.refresh_tasks import InstanceRefreshTask, RefreshStatus
from alicloud_ess_refresh.errors import ServiceError
from alicloud_ess_refresh.refresh.progress import Progress
from alicloud_ess_refresh.refresh.standing import standing
from alicloud_ess_refresh.sight.estimates import Estimates
from alicloud_ess_refresh.sight.look import look, with_template
from alicloud_ess_refresh.sight.model import Sight

__all__ = ["live_screen", "watch"]


def watch(session: Session, scaling_group_id: str, task_id: str) -> ExitCode:
    """
    Show a task until it has ended.

    Returns:
        OK where it succeeded, or where the group never had one; FAILED otherwise.

    Raises:
        AlicloudError: It cannot be seen any longer; a network that is away for a while is waited for.
    """
    waiter = session.waiter(scaling_group_id)
    sight = look(waiter, scaling_group_id, task_id)
    if sight.task is None or sight.task.is_settled:
        steps = next_steps(waiter, sight)
        session.answer(status_document(sight, steps), status_screen(sight, steps))
        return _exit_code(sight.task)
    is_live = session.output is Output.TABLE and session.console.is_terminal
    live = Live(console=session.console, auto_refresh=False) if is_live else None
    progress = _progress(session, sight, live)
    waiter = session.waiter(scaling_group_id, progress=progress)
    if session.output is Output.TABLE and not is_live and (version := active_version_text(sight)):
        progress.say(f"active: {version}")
    with live or nullcontext():
        ended = waiter.task(sight.task, math.inf)
    if session.output is Output.TABLE and not is_live:
        reason = f": {ended.reason}" if ended.reason else ""
        named = f"instance refresh {ended.instance_refresh_task_id}"
        progress.say(f"{named} ended `{ended.status}`{reason}; {standing(waiter, scaling_group_id)}")
    if session.output is Output.TABLE:
        session.suggest(next_steps_after(waiter, ended))
    return _exit_code(ended)


def live_screen(sight: Sight) -> RenderableType:
    """Answer what a terminal shows, time and again."""
    screen = status_screen(sight)
    if sight.task is None or sight.task.is_settled:
        return screen
    return Group(screen, "", Text("Ctrl-C ends this watch; the refresh goes on", "dim"))


def _exit_code(task: InstanceRefreshTask | None) -> ExitCode:
    return ExitCode.OK if task is None or task.status is RefreshStatus.SUCCESSFUL else ExitCode.FAILED


def _progress(session: Session, sight: Sight, live: Live | None) -> Progress:
    if live is not None or session.output is Output.JSON:
        return _Looks(session, sight, live)
    return Progress(sight.group.scaling_group_id, clock=session.surroundings.clock, engine=session.teller)


class _Looks(Progress):
    """Shows every look at the task with the group's instances: on a live screen, or each change as a line of JSON."""

    def __init__(self, session: Session, sight: Sight, live: Live | None) -> None:
        super().__init__(sight.group.scaling_group_id, clock=session.surroundings.clock, engine=session.teller)
        self._session = session
        self._waiter = session.waiter(sight.group.scaling_group_id)
        self._sight = sight
        self._live = live
        self._estimates = Estimates()
        self._shown: object = None

    def report(self, task: InstanceRefreshTask) -> None:
        self._sight = self._look(task)
        if self._live is not None:
            self._live.update(live_screen(self._sight), refresh=True)
            return
        # The estimate moves with every look; it is no change.
        change = (task, self._sight.group, self._sight.instances, self._sight.template)
        if change != self._shown:
            steps = next_steps(self._waiter, self._sight)
            click.echo(json_text(status_document(self._sight, steps)))
        self._shown = change

    def _look(self, task: InstanceRefreshTask) -> Sight:
        """Look at the group beside its task; where that fails, the last look at it stands."""
        client, group_id = self._session.client, task.scaling_group_id
        at = client.service_time
        remaining = self._estimates.after(task, at)
        seen = replace(self._sight, task=task, at=at, remaining_seconds=remaining)
        try:
            group = client.describe_scaling_group(group_id)
            instances = client.describe_scaling_instances(group_id)
        except ServiceError:
            return seen
        return with_template(self._waiter, replace(seen, group=group or seen.group, instances=instances))
