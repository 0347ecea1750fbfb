"""A report for people: one HTML page that needs nothing else."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from typing import TYPE_CHECKING

from alicloud_ess_refresh.cloud.refresh_tasks import InstanceRefreshTask, RefreshStatus
from alicloud_ess_refresh.dynamic.telling import duration
from alicloud_ess_refresh.printable import escaped
from alicloud_ess_refresh.refresh.journal import Event
from alicloud_ess_refresh.report.chart import CAPACITY_HEIGHT, Span, capacity_chart, lifetimes_chart, spans
from alicloud_ess_refresh.report.model import Moment, Report
from alicloud_ess_refresh.report.outcome import outcome_of

if TYPE_CHECKING:
    from jinja2 import Template

__all__ = ["report_page"]

FEW_ROWS = 40
"""A longer table is folded up when the page opens."""
MOST_NAMED = 3
"""Failed instances that the head of the page names."""
LONG_TEXT = 180
"""Characters: a longer text is folded up, so that no cell is higher than a few lines on a phone."""
ROW_PIXELS, LIFETIMES_PIXELS = 8, (24, 420)
"""Height of an instance's row; least and greatest height of all."""

_EVENT_NAMES = {
    Event.STARTED: "Started",
    Event.ADOPTED: "Adopted",
    Event.CHECKPOINT: "Checkpoint",
    Event.APPROVAL_WANTED: "Approval wanted",
    Event.APPROVED: "Approved",
    Event.CHECK_FAILED: "Check failed",
    Event.CHECK_UNSEEN: "Check unseen",
    Event.BAKE: "Bake",
    Event.DONE: "Done",
    Event.FAILED: "Failed",
    Event.NOTE: "Note",
    Event.TASK: "Progress",
}
_ALARMING = frozenset({Event.CHECK_FAILED, Event.FAILED})
_FAILED_SIGN = "✗"
_SIGNS = {
    Event.CHECKPOINT: "‖",
    Event.APPROVAL_WANTED: "?",
    Event.APPROVED: "✓",
    Event.CHECK_FAILED: "!",
    Event.BAKE: "○",
    Event.DONE: "✓",
    Event.FAILED: "✗",
}
"""Events that are marked on the time line."""
_LEGEND = (
    ("‖", "checkpoint"),
    ("?", "approval wanted"),
    ("✓", "approved or done"),
    ("!", "check failed"),
    ("○", "bake"),
    (_FAILED_SIGN, "failed"),
)


_TURNED_BACK = frozenset(
    {RefreshStatus.ROLLBACK_IN_PROGRESS, RefreshStatus.ROLLBACK_SUCCESSFUL, RefreshStatus.ROLLBACK_FAILED}
)
"""The counts of such a task are those of its way back."""


@dataclass(frozen=True, slots=True)
class Mark:
    """A sign on the time line. The table of lines has the same, or that of instances."""

    span: Span
    sign: str
    is_alarming: bool


def report_page(report: Report) -> str:
    """Answer the page. What the service or a file says is escaped by the template."""
    lifetimes, marks = lifetimes_chart(report), _marks(report)
    return _template().render(
        report=report,
        task=report.task,
        outcome=outcome_of(report),
        parts=_parts(report),
        batches_of_tasks=[
            (task, [each for each in report.batches if each.task_id == task.instance_refresh_task_id])
            for task in report.tasks
        ],
        capacity=capacity_chart(report),
        capacity_height=CAPACITY_HEIGHT,
        lanes=list(_lanes(report)),
        marks=marks,
        legend=", ".join(f"{sign} {name}" for sign, name in _LEGEND if sign in {mark.sign for mark in marks}),
        unexplained=[each for each in report.failed if each.instance_id not in report.why],
        most_named=MOST_NAMED,
        lifetimes=lifetimes,
        lifetimes_height=_clamped(lifetimes.rows * ROW_PIXELS, *LIFETIMES_PIXELS) if lifetimes else 0,
        events=_EVENT_NAMES,
        signs=_SIGNS,
        turned_back=_TURNED_BACK,
        alarming=_ALARMING,
        few=FEW_ROWS,
        middle=report.began + report.took / 2,
    )


def _parts(report: Report) -> Sequence[tuple[InstanceRefreshTask, Sequence[Moment]]]:
    """Part the lines by the task that they tell of; one that names none belongs to the task before it."""
    tasks = {task.instance_refresh_task_id: task for task in report.tasks}
    parts: list[tuple[InstanceRefreshTask, list[Moment]]] = [(report.task, [])]
    for moment in report.moments:
        task = tasks.get(moment.task_id)
        if task is not None and task != parts[-1][0]:
            parts.append((task, []))
        parts[-1][1].append(moment)
    return parts


def _lanes(report: Report) -> Iterator[tuple[str, str, Sequence[Span]]]:
    """Answer name, style and bars of each lane that has any."""
    batches = [
        (each.began, each.ended, f"batch {each.number}: {each.added} added, {each.removed} removed")
        for each in report.batches
        if not each.failures
    ]
    failed = [
        (each.began, each.ended, f"batch {each.number}: {each.failures[0]}") for each in report.batches if each.failures
    ]
    pauses = [(each.began, each.ended, each.label) for each in report.pauses]
    for name, style, bars in (
        ("batches", "batch", batches),
        ("batches with failures", "failed", failed),
        ("pauses", "pause", pauses),
    ):
        if bars:
            yield name, style, spans(report, bars)


def _marks(report: Report) -> list[Mark]:
    """Mark the events of the progress file, and the instances that failed where they left or the refresh ended."""
    told = [
        (each.at, f"{_EVENT_NAMES[each.event]}: {each.text}", _SIGNS[each.event], each.event in _ALARMING)
        for each in report.moments
        if each.event in _SIGNS
    ]
    failed = [
        (each.removed or report.ended, f"{each.instance_id}: {each.failure}", _FAILED_SIGN, True)
        for each in report.failed
    ]
    marked = sorted([*told, *failed], key=lambda each: each[0])
    bars = spans(report, ((at, at, title) for at, title, _, _ in marked))
    return [Mark(bar, sign, is_alarming) for bar, (_, _, sign, is_alarming) in zip(bars, marked, strict=True)]


def _folded(text: str) -> tuple[str, str]:
    """Part a long text after a word: what is shown, and what is shown when it is opened; short ones stay whole."""
    if len(text) <= LONG_TEXT:
        return text, ""
    end = text.rfind(" ", 0, LONG_TEXT)
    end = end if end > 0 else LONG_TEXT
    return text[:end], text[end:].lstrip()


def _clamped(value: int, lowest: int, highest: int) -> int:
    return min(max(value, lowest), highest)


def _day(at: datetime) -> str:
    return f"{at.astimezone(UTC):%Y-%m-%d}"


def _clock(at: datetime | None) -> str:
    """The service tells most times to the minute: more would not be true."""
    return "" if at is None else f"{at.astimezone(UTC):%H:%M}"


def _moment(at: datetime, began: datetime) -> str:
    """Name a time, with its day where that is another than the beginning's."""
    return _clock(at) if _day(at) == _day(began) else f"{at.astimezone(UTC):%m-%d %H:%M}"


def _shown(text: str) -> str:
    """Return a text with its lines, however long: a line of the charts is long."""
    return "\n".join(map(escaped, text.split("\n")))


@cache
def _template() -> "Template":
    # Every command would wait for it, and one needs it.
    from jinja2 import Environment, PackageLoader, StrictUndefined  # noqa: PLC0415

    environment = Environment(
        loader=PackageLoader("alicloud_ess_refresh", "report"),
        autoescape=True,
        finalize=lambda value: value if hasattr(value, "__html__") else _shown(str(value)),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters |= {
        "day": _day,
        "clock": _clock,
        "folded": _folded,
        "moment": _moment,
        "duration": lambda length: duration(length.total_seconds()),
    }
    return environment.get_template("page.html.j2")
