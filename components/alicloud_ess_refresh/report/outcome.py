"""How a release ended, in a few words. Pure."""

from dataclasses import dataclass, replace

from alicloud_ess_refresh.cloud.refresh_tasks import RefreshStatus
from alicloud_ess_refresh.refresh.journal import Event
from alicloud_ess_refresh.report.model import Report

__all__ = ["Outcome", "outcome_of"]


@dataclass(frozen=True, slots=True)
class Outcome:
    """`tone`: `good`, `bad`, `warn` or `run`. `sign`: one character that says the same without colour."""

    tone: str
    sign: str
    headline: str


_FAILED = Outcome("bad", "✗", "Failed")
_OF_A_TASK = {
    RefreshStatus.PENDING: Outcome("run", "▸", "Under way"),
    RefreshStatus.IN_PROGRESS: Outcome("run", "▸", "Under way"),
    RefreshStatus.SUCCESSFUL: Outcome("good", "✓", "Succeeded"),
    RefreshStatus.FAILED: _FAILED,
    RefreshStatus.CANCELLED: Outcome("warn", "■", "Cancelled"),
    RefreshStatus.CANCELLING: Outcome("warn", "■", "Being cancelled"),
    RefreshStatus.ROLLBACK_IN_PROGRESS: Outcome("warn", "↩", "Rolling back"),
    RefreshStatus.ROLLBACK_SUCCESSFUL: Outcome("warn", "↩", "Rolled back"),
    RefreshStatus.ROLLBACK_FAILED: Outcome("bad", "✗", "Rollback failed"),
    RefreshStatus.PAUSED: Outcome("warn", "‖", "Suspended"),
    RefreshStatus.CHECKPOINT_PAUSE: Outcome("warn", "‖", "Halted at a checkpoint"),
}


def outcome_of(report: Report) -> Outcome:
    """Judge the release, not its first task: one that succeeded may have failed a check, or been taken back."""
    if report.ways_back:
        return _taken_back(report.ways_back[-1].status)
    has_failed = report.last_word is not None and report.last_word.event is Event.FAILED
    if has_failed and report.task.status is RefreshStatus.SUCCESSFUL:
        return Outcome("bad", "✗", "Failed after the last batch")
    status = report.task.status
    # A status that is not known says itself what it is.
    outcome = _OF_A_TASK.get(status) or Outcome("warn", "?", str(status))
    if report.task.status is RefreshStatus.SUCCESSFUL and report.follows_a_failure:
        # It may be the way back of that one: only a progress file tells.
        return replace(outcome, headline="Succeeded, after a refresh that did not")
    return outcome


def _taken_back(status: RefreshStatus) -> Outcome:
    if status is RefreshStatus.SUCCESSFUL:
        return Outcome("bad", "✗", "Failed, and taken back")
    if status.is_settled:
        return Outcome("bad", "✗", "Failed, and the way back failed, too")
    return Outcome("bad", "✗", "Failed, is being taken back")
