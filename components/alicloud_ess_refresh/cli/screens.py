"""What `--output table` shows."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime, timedelta

from rich.console import Group, RenderableType
from rich.progress_bar import ProgressBar
from rich.table import Table
from rich.text import Text

from alicloud_ess_refresh.cli.flags import FLAGS
from alicloud_ess_refresh.cli.next_steps import NextStep
from alicloud_ess_refresh.cli.rows import Rows, fields_table
from alicloud_ess_refresh.cli.wording import in_own_words
from alicloud_ess_refresh.cloud.refresh_tasks import InstanceRefreshTask, RefreshStatus
from alicloud_ess_refresh.cloud.scaling_groups import ScalingGroup
from alicloud_ess_refresh.printable import shortened
from alicloud_ess_refresh.refresh.band import Band
from alicloud_ess_refresh.refresh.facts import active_configuration
from alicloud_ess_refresh.refresh.preflight import Fate, Preflight, Row, Verdict
from alicloud_ess_refresh.refresh.progress import duration
from alicloud_ess_refresh.refresh.rollback_target import is_moving
from alicloud_ess_refresh.sight.groups import ListedGroup
from alicloud_ess_refresh.sight.model import Sight, WaitsFor
from ess_readiness import OVERRIDABLE_RULE_IDS

__all__ = ["active_version_text", "groups_screen", "history_screen", "plan_screen", "status_screen"]

BAR_WIDTH = 24
MOST_IDS = 20
"""Instances that are named in one row: a group may have two thousand, and JSON has them all."""
_STYLES = {
    RefreshStatus.SUCCESSFUL: "green",
    RefreshStatus.FAILED: "red",
    RefreshStatus.ROLLBACK_FAILED: "red",
    RefreshStatus.CANCELLED: "yellow",
    RefreshStatus.ROLLBACK_SUCCESSFUL: "yellow",
    RefreshStatus.PAUSED: "yellow",
    RefreshStatus.CHECKPOINT_PAUSE: "yellow",
}
_VERDICT_STYLES = {Verdict.FAILS: "red", Verdict.PASSES: "green"}


_WAITS_FOR = {
    WaitsFor.APPROVAL: "waiting for approval",
    WaitsFor.RESUME: "suspended by somebody",
    WaitsFor.END_OF_PAUSE: "checkpoint reached; goes on by itself when the pause is over",
}


def groups_screen(region: str, listed: Sequence[ListedGroup]) -> RenderableType:
    if not listed:
        return f"region {region} has no scaling group"
    return Rows(("group", "name", "instances", "refresh", "active configuration"), [_group(each) for each in listed])


def status_screen(sight: Sight, steps: Sequence[NextStep] = ()) -> RenderableType:
    group = sight.group
    fields = fields_table()
    name = f" ({group.name})" if group.name else ""
    fields.add_row("group", f"{group.scaling_group_id}{name} in {sight.region}{_state(group)}")
    if version := active_version_text(sight):
        fields.add_row("active", version)
    if sight.task is None:
        fields.add_row("refresh", "none so far")
    else:
        _add_task(fields, sight, sight.task)
    for number, step in enumerate(steps):
        fields.add_row("" if number else "next", str(step))
    return Group(fields, "", _sources(sight))


def active_version_text(sight: Sight) -> str:
    """Say which number the active launch template version is now; empty where that version does not move."""
    active = active_configuration(sight.group)
    if active is None or not is_moving(active):
        return ""
    if sight.active_versions:
        return f"{active}, which is version {' or '.join(sight.active_versions)} now"
    return f"{active}; its number is not known: {sight.trouble or 'the launch template does not exist'}"


def history_screen(scaling_group_id: str, tasks: Sequence[InstanceRefreshTask], at: datetime | None) -> RenderableType:
    if not tasks:
        return f"{scaling_group_id}: the service lists no instance refresh"
    rows = [
        (
            task.instance_refresh_task_id,
            _status(task.status),
            str(task.desired_configuration),
            _time(task.start_time),
            _took(task, at),
            _counts(task),
            task.reason,
        )
        for task in tasks
    ]
    return Rows(("refresh", "status", "to", "started", "took", "replaced", "reason"), rows)


def plan_screen(preflight: Preflight) -> RenderableType:
    fields = fields_table()
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
    told = [row for row in preflight.rows if row.verdict is not Verdict.PASSES]
    fields.add_row("rules", f"{len(preflight.rows) - len(told)} of {len(preflight.rows)} hold")
    parts: list[RenderableType] = [fields]
    if told:
        parts += ["", Rows(("rule", "result", "what"), [_rule(row) for row in told])]
    if preflight.fates:
        parts += ["", _fates(preflight)]
    return Group(*parts)


def _add_task(fields: Table, sight: Sight, task: InstanceRefreshTask) -> None:
    fields.add_row("refresh", task.instance_refresh_task_id)
    fields.add_row("to", str(task.desired_configuration))
    waits_for = f": {_WAITS_FOR[sight.waits_for]}" if sight.waits_for else ""
    fields.add_row("status", Text.assemble(_status(task.status), waits_for))
    fields.add_row("replaced", _bar(task))
    if task.checkpoints:
        fields.add_row("checkpoints", _checkpoints(task))
    if task.start_time:
        ended = f", ended {_time(task.end_time)}" if task.end_time else ""
        took = _took(task, sight.at)
        fields.add_row("started", f"{_time(task.start_time)}{ended}{f' ({took})' if took else ''}")
    if sight.remaining_seconds is not None:
        fields.add_row("time left", f"about {duration(sight.remaining_seconds)}")
    if task.reason:
        fields.add_row("reason", task.reason)


def _sources(sight: Sight) -> Rows:
    """One row a configuration; unhealthy instances have a column where there are any."""
    columns = ["in service", "unhealthy", "starting", "leaving", "ignored"]
    if not any(each.unhealthy for each in sight.sources):
        columns.remove("unhealthy")
    rows = [
        (
            f"{each.source} (active)" if each.is_active else each.source,
            *(str(getattr(each, column.replace(" ", "_"))) for column in columns),
        )
        for each in sight.sources
    ]
    return Rows(("made from", *columns), rows, numbers=len(columns))


def _fates(preflight: Preflight) -> Rows:
    """One row for instances that share everything."""
    ids: defaultdict[tuple[Fate, str, str], list[str]] = defaultdict(list)
    for each in preflight.fates:
        ids[each.fate, each.instance.source, each.instance.lifecycle_state].append(each.instance.instance_id)
    rows = [
        (str(fate), source, state, f"{len(named)}: {shortened(named, MOST_IDS)}")
        for fate in Fate
        for (found, source, state), named in sorted(ids.items())
        if found is fate
    ]
    return Rows(("fate", "made from", "state", "instances"), rows)


def _band(band: Band, batches: int) -> str:
    bounds = (
        f"{band.capacity}; at least {band.floor} in service ({band.min_healthy_percentage} %), "
        f"at most {band.most} in all ({band.max_healthy_percentage} %)"
    )
    if not batches:
        return bounds
    size = f"{band.batch} at a time"
    if band.most > band.ceiling:
        size += f", and one more than {band.ceiling} meanwhile, because rounding leaves no room"
    return f"{bounds}; {size}, {batches} {'batch' if batches == 1 else 'batches'}"


def _rule(row: Row) -> tuple[RenderableType, ...]:
    what = in_own_words(row.what)
    if row.verdict is Verdict.FAILS and row.rule_id in OVERRIDABLE_RULE_IDS:
        what += f"; or say why it may fail: `{FLAGS['preflight_overrides']} {row.rule_id}=REASON`"
    return row.rule_id, Text(row.verdict, _VERDICT_STYLES.get(row.verdict, "yellow")), what


def _bar(task: InstanceRefreshTask) -> RenderableType:
    if not task.total_need_update_capacity:
        return task.counts
    row = Table.grid(padding=(0, 1))
    row.add_column()
    row.add_column(no_wrap=True)
    style = _STYLES.get(task.status, "cyan")
    done, total = task.finished_update_capacity or 0, task.total_need_update_capacity
    row.add_row(ProgressBar(total, done, width=BAR_WIDTH, complete_style=style, finished_style=style), task.counts)
    return row


def _counts(task: InstanceRefreshTask) -> str:
    if task.total_need_update_capacity is None:
        return ""
    return f"{task.finished_update_capacity or 0} of {task.total_need_update_capacity}"


def _checkpoints(task: InstanceRefreshTask) -> str:
    percentages = ", ".join(f"{percentage} %" for percentage in task.checkpoints)
    return (
        f"{percentages}; pauses of {duration(task.checkpoint_pause_time * 60)}"
        if task.checkpoint_pause_time
        else percentages
    )


def _status(status: RefreshStatus) -> Text:
    return Text(status, _STYLES.get(status, ""))


def _group(listed: ListedGroup) -> tuple[RenderableType, ...]:
    group, task = listed.group, listed.task
    return (
        group.scaling_group_id,
        group.name,
        f"{group.in_service_capacity} of {group.wanted_capacity}{_state(group)}",
        Text.assemble(_status(task.status), f" {_counts(task)}".rstrip()) if task else listed.trouble or "none so far",
        str(active_configuration(group) or "none"),
    )


def _state(group: ScalingGroup) -> str:
    return "" if group.lifecycle_state == "Active" else f" (`{group.lifecycle_state}`)"


def _took(task: InstanceRefreshTask, at: datetime | None) -> str:
    """
    Say how long a task took, or has taken so far; empty where that is not known.

    Args:
        at: The time by the service's clock, which has set the task's times; None where it does not say.
    """
    end = datetime.fromisoformat(task.end_time) if task.end_time else at
    if not task.start_time or end is None:
        return ""
    return duration(max(end - datetime.fromisoformat(task.start_time), timedelta()).total_seconds())


def _time(text: str) -> str:
    return f"{datetime.fromisoformat(text):%Y-%m-%d %H:%M:%S} UTC" if text else ""
