"""What `--output table` shows."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime, timedelta

from rich import box
from rich.console import Group, RenderableType
from rich.progress_bar import ProgressBar
from rich.table import Table
from rich.text import Text

from alicloud_ess_refresh.cli.band import Band
from alicloud_ess_refresh.cli.preflight import Fate, Preflight
from alicloud_ess_refresh.cli.sight import Sight
from alicloud_ess_refresh.cli.wording import in_own_words
from alicloud_ess_refresh.cloud.model import InstanceRefreshTask, RefreshStatus
from alicloud_ess_refresh.readiness import Finding
from alicloud_ess_refresh.refresh.progress import duration

__all__ = ["history_screen", "plan_screen", "status_screen"]

BAR_WIDTH = 24
_STYLES = {
    RefreshStatus.SUCCESSFUL: "green",
    RefreshStatus.FAILED: "red",
    RefreshStatus.ROLLBACK_FAILED: "red",
    RefreshStatus.CANCELLED: "yellow",
    RefreshStatus.ROLLBACK_SUCCESSFUL: "yellow",
    RefreshStatus.PAUSED: "yellow",
    RefreshStatus.CHECKPOINT_PAUSE: "yellow",
}


def status_screen(sight: Sight) -> RenderableType:
    group = sight.group
    fields = _fields()
    state = "" if group.lifecycle_state == "Active" else f" (`{group.lifecycle_state}`)"
    fields.add_row("group", f"{group.scaling_group_id} in {sight.region}{state}")
    if sight.task is None:
        fields.add_row("refresh", "none so far")
    else:
        _add_task(fields, sight.task, sight.at, sight.remaining_seconds)
    return Group(fields, "", _sources(sight))


def history_screen(scaling_group_id: str, tasks: Sequence[InstanceRefreshTask], at: datetime) -> RenderableType:
    if not tasks:
        return f"{scaling_group_id}: the service lists no instance refresh"
    table = _table("refresh", "status", "to", "started", "took", "replaced", "reason")
    for task in tasks:
        table.add_row(
            task.instance_refresh_task_id,
            _status(task.status),
            str(task.desired_configuration),
            _time(task.start_time),
            duration(_seconds(task, at)) if task.start_time else "",
            _counts(task),
            task.reason,
        )
    return table


def plan_screen(preflight: Preflight) -> RenderableType:
    fields = _fields()
    fields.add_row("group", preflight.group.scaling_group_id)
    fields.add_row("to", str(preflight.desired))
    fields.add_row("a start would", preflight.explanation)
    if preflight.running is not None:
        running = preflight.running
        named = f"{running.instance_refresh_task_id} to {running.desired_configuration}"
        fields.add_row("running", f"{named} (`{running.status}`, {running.counts})")
    fields.add_row("capacity", _band(preflight.band, preflight.batches))
    for reason in preflight.refusals:
        fields.add_row(Text("refused", "red"), in_own_words(reason))
    for finding in preflight.findings:
        fields.add_row(Text("refused", "red"), _finding(finding))
    for finding in preflight.advice:
        fields.add_row(Text("note", "yellow"), _finding(finding))
    return Group(fields, "", _fates(preflight)) if preflight.fates else fields


def _add_task(fields: Table, task: InstanceRefreshTask, at: datetime, remaining_seconds: float | None) -> None:
    fields.add_row("refresh", task.instance_refresh_task_id)
    fields.add_row("to", str(task.desired_configuration))
    fields.add_row("status", _status(task.status))
    fields.add_row("replaced", _bar(task))
    if task.start_time:
        ended = f", ended {_time(task.end_time)}" if task.end_time else ""
        fields.add_row("started", f"{_time(task.start_time)}{ended} ({duration(_seconds(task, at))})")
    if remaining_seconds is not None:
        fields.add_row("time left", f"about {duration(max(remaining_seconds, 0))}")
    if task.reason:
        fields.add_row("reason", task.reason)


def _sources(sight: Sight) -> Table:
    table = _table("made from", *("in service", "starting", "leaving", "ignored"), numbers=4)
    for each in sight.sources:
        name = f"{each.source} (active)" if each.is_active else each.source
        table.add_row(name, *(str(count) for count in (each.in_service, each.starting, each.leaving, each.ignored)))
    return table


def _fates(preflight: Preflight) -> Table:
    """One row for instances that share everything: a group may have two thousand."""
    ids: defaultdict[tuple[Fate, str, str], list[str]] = defaultdict(list)
    for each in preflight.fates:
        ids[each.fate, each.instance.source, each.instance.lifecycle_state].append(each.instance.instance_id)
    table = _table("", "made from", "state", "instances")
    for fate in Fate:
        for (found, source, state), named in sorted(ids.items()):
            if found is fate:
                table.add_row(str(fate), source, state, f"{len(named)}: {', '.join(named)}")
    return table


def _band(band: Band, batches: int) -> str:
    bounds = (
        f"{band.capacity}; at least {band.floor} in service ({band.min_healthy_percentage} %), "
        f"at most {band.ceiling} in all ({band.max_healthy_percentage} %)"
    )
    if not batches:
        return bounds
    size = f"{band.batch} at a time" if band.ceiling > band.floor else "1 at a time, because rounding leaves no room"
    return f"{bounds}; {size}, {batches} {'batch' if batches == 1 else 'batches'}"


def _finding(finding: Finding) -> Text:
    return Text.assemble((finding.rule_id, "bold"), f": {finding.message}")


def _bar(task: InstanceRefreshTask) -> RenderableType:
    if not task.total_need_update_capacity:
        return task.counts
    row = Table.grid(padding=(0, 1))
    row.add_row(
        ProgressBar(task.total_need_update_capacity, task.finished_update_capacity or 0, width=BAR_WIDTH), task.counts
    )
    return row


def _counts(task: InstanceRefreshTask) -> str:
    if task.total_need_update_capacity is None:
        return ""
    return f"{task.finished_update_capacity or 0} of {task.total_need_update_capacity}"


def _status(status: RefreshStatus) -> Text:
    return Text(status, _STYLES.get(status, ""))


def _seconds(task: InstanceRefreshTask, at: datetime) -> float:
    """Answer how long a task took, or has taken so far; the service's clock and this one may differ."""
    end = datetime.fromisoformat(task.end_time) if task.end_time else at
    return max(end - datetime.fromisoformat(task.start_time), timedelta()).total_seconds()


def _time(text: str) -> str:
    return f"{datetime.fromisoformat(text):%Y-%m-%d %H:%M:%S} UTC" if text else ""


def _fields() -> Table:
    fields = Table.grid(padding=(0, 3, 0, 0))
    fields.add_column(style="dim", no_wrap=True)
    fields.add_column(overflow="fold")
    return fields


def _table(*columns: str, numbers: int = 0) -> Table:
    """Make a table whose last so many columns hold numbers."""
    table = Table(box=box.SIMPLE_HEAD, show_edge=False, pad_edge=False, padding=(0, 2, 0, 0))
    for index, column in enumerate(columns):
        table.add_column(column, justify="right" if index >= len(columns) - numbers else "left", overflow="fold")
    return table
