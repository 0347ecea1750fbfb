"""`report`: what a refresh did, as one HTML page and as JSON."""

from collections.abc import Collection, Sequence
from datetime import datetime
from pathlib import Path

from alicloud_ess_refresh.cli.session import Output, Session
from alicloud_ess_refresh.cloud.refresh_tasks import InstanceRefreshTask
from alicloud_ess_refresh.cloud.scaling_groups import ScalingActivity
from alicloud_ess_refresh.refresh.waiter import Waiter
from alicloud_ess_refresh.report.analysis import analyse
from alicloud_ess_refresh.report.document import report_document
from alicloud_ess_refresh.report.errors import NoReportError
from alicloud_ess_refresh.report.journal_lines import JournalExcerpt, read_journal
from alicloud_ess_refresh.report.page import report_page
from alicloud_ess_refresh.sight.look import look

__all__ = ["report"]


def report(
    session: Session, scaling_group_id: str, *, task_id: str, progress_file: Path | None, file: Path | None
) -> None:
    """
    Write the page to a file, and answer where it is; as JSON, answer the document, and write a page where asked to.

    Raises:
        NoReportError: The group has had no refresh, or a file cannot be read or written.
        AlicloudError: The group cannot be seen, or has no such task.
    """
    waiter = session.waiter(scaling_group_id)
    sight = look(waiter, scaling_group_id, task_id)
    task = sight.task
    if task is None:
        raise NoReportError(f"{scaling_group_id} has no instance refresh to report on: start one first")
    excerpt = JournalExcerpt()
    if progress_file is not None:
        excerpt = read_journal(progress_file, scaling_group_id, task.instance_refresh_task_id)
    tasks = _tasks_of_release(sight.tasks, task, excerpt.task_ids)
    activities = [_activities(waiter, each) for each in tasks]
    others = _others(waiter, tasks[0])
    before = next(iter(sight.tasks[sight.tasks.index(tasks[0]) + 1 :]), None)
    has_progress = progress_file is not None
    found = analyse(sight, tasks, activities, excerpt.moments, others=others, before=before, has_progress=has_progress)
    if file is None and session.output is Output.TABLE:
        file = Path(f"{found.task.instance_refresh_task_id}.html")
    if file is not None:
        _write(file, report_page(found))
    told = ", ".join(f"{each.instance_refresh_task_id} (`{each.status}`, {each.counts})" for each in tasks)
    session.answer(report_document(found), f"{told}: {file}")


def _tasks_of_release(
    listed: Sequence[InstanceRefreshTask], task: InstanceRefreshTask, task_ids: Collection[str]
) -> list[InstanceRefreshTask]:
    """Answer the task with those that the progress file has beside it, oldest first."""
    found = [each for each in reversed(listed) if each.instance_refresh_task_id in task_ids]
    return found or [task]


def _activities(waiter: Waiter, task: InstanceRefreshTask) -> tuple[ScalingActivity, ...]:
    group_id, task_id = task.scaling_group_id, task.instance_refresh_task_id
    return waiter.patience.calmly(lambda: waiter.client.describe_refresh_activities(group_id, task_id))


def _others(waiter: Waiter, first: InstanceRefreshTask) -> tuple[ScalingActivity, ...]:
    """Return what the group did since a task began, its own activities included."""
    if not first.start_time:
        return ()
    since = datetime.fromisoformat(first.start_time)
    return waiter.patience.calmly(lambda: waiter.client.describe_scaling_activities(first.scaling_group_id, since))


def _write(file: Path, page: str) -> None:
    try:
        file.write_text(page, encoding="utf-8")
    except OSError as error:
        raise NoReportError(f"{file} cannot be written ({error.strerror}): choose another `--file`") from error
