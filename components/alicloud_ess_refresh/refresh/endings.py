"""
What is done to a refresh task that fails, runs out of time, fails a check, or loses its resource: one table.

Pure data. A cell holds a call only where the service takes it in that status (RollbackInstanceRefresh,
CancelInstanceRefresh, SuspendInstanceRefresh, ESS 2022-02-22): a rollback is documented for a task under way, so that
one still `Pending` is cancelled, which leaves nothing to roll back; a suspension only for `InProgress`, so that
`Pending` and `CheckpointPause` are waited out first. Where somebody has ended a task or is about to, it is theirs.
"""

from collections.abc import Mapping
from enum import StrEnum

from alicloud_ess_refresh.cloud.refresh_tasks import RefreshStatus

__all__ = ["Act", "Ending", "OnDelete", "Remedy", "Rollback", "act_on"]


class Remedy(StrEnum):
    """What becomes of a release that fails or fails a check (`on_failure`), or runs out of time (`on_timeout`)."""

    ROLLBACK = "rollback"
    CANCEL = "cancel"
    SUSPEND = "suspend"
    LEAVE = "leave"


class OnDelete(StrEnum):
    """What becomes of a task that runs when its resource is deleted."""

    CANCEL = "cancel"
    ROLLBACK = "rollback"
    WAIT = "wait"
    LEAVE = "leave"


class Ending(StrEnum):
    """Why something has to be decided."""

    ENDED = "ended"
    """The task has settled, not in success."""
    TIME_IS_UP = "time is up"
    CHECK_FAILED = "check failed"
    """An alarm fires or a probe fails, while the task runs or after it has succeeded."""
    DELETED = "deleted"


class Rollback(StrEnum):
    """How a running task can be taken back."""

    BY_SERVICE = "by the service"
    """RollbackInstanceRefresh takes the group back to where it is to be."""
    BY_REFRESH = "by a refresh"
    """It does not, or would be refused, but where the group was before is known: a second refresh goes there."""
    NONE = "none"


class Act(StrEnum):
    """What is done."""

    ROLL_BACK = "roll back"
    """RollbackInstanceRefresh, and wait until it has settled."""
    CANCEL = "cancel"
    """CancelInstanceRefresh, and wait until it has settled."""
    SUSPEND = "suspend"
    """SuspendInstanceRefresh as soon as the task is in progress, and wait until it is paused."""
    GO_BACK = "go back"
    """A second refresh, to the configuration that the group was on before."""
    WAIT = "wait"
    """Wait until it has settled."""
    LEAVE = "leave"
    """No call."""


R, C, S, B, W, _ = Act.ROLL_BACK, Act.CANCEL, Act.SUSPEND, Act.GO_BACK, Act.WAIT, Act.LEAVE

_COLUMNS = tuple(RefreshStatus)
_ACTS: Mapping[tuple[Ending, str], tuple[Act, ...]] = {
    # Pending, InProgress, Paused, CheckpointPause | Cancelling, RollbackInProgress |
    # Successful, Failed, Cancelled, RollbackSuccessful, RollbackFailed
    (Ending.TIME_IS_UP, Remedy.ROLLBACK): (C, R, R, R, _, _, _, _, _, _, _),
    (Ending.TIME_IS_UP, Remedy.CANCEL): (C, C, C, C, _, _, _, _, _, _, _),
    (Ending.TIME_IS_UP, Remedy.SUSPEND): (S, S, _, S, _, _, _, _, _, _, _),
    (Ending.TIME_IS_UP, Remedy.LEAVE): (_, _, _, _, _, _, _, _, _, _, _),
    # While the task runs, as if the time was up; after success the service can take nothing back any more.
    (Ending.CHECK_FAILED, Remedy.ROLLBACK): (C, R, R, R, _, _, B, _, _, _, _),
    (Ending.CHECK_FAILED, Remedy.CANCEL): (C, C, C, C, _, _, _, _, _, _, _),
    (Ending.CHECK_FAILED, Remedy.SUSPEND): (S, S, _, S, _, _, _, _, _, _, _),
    (Ending.CHECK_FAILED, Remedy.LEAVE): (_, _, _, _, _, _, _, _, _, _, _),
    (Ending.ENDED, Remedy.ROLLBACK): (_, _, _, _, _, _, _, B, _, _, _),
    # A task that has ended has stopped by itself: nothing is left to cancel or to suspend.
    (Ending.ENDED, Remedy.CANCEL): (_, _, _, _, _, _, _, _, _, _, _),
    (Ending.ENDED, Remedy.SUSPEND): (_, _, _, _, _, _, _, _, _, _, _),
    (Ending.ENDED, Remedy.LEAVE): (_, _, _, _, _, _, _, _, _, _, _),
    (Ending.DELETED, OnDelete.CANCEL): (C, C, C, C, W, W, _, _, _, _, _),
    (Ending.DELETED, OnDelete.ROLLBACK): (C, R, R, R, W, W, _, _, _, _, _),
    (Ending.DELETED, OnDelete.WAIT): (W, W, W, W, W, W, _, _, _, _, _),
    (Ending.DELETED, OnDelete.LEAVE): (_, _, _, _, _, _, _, _, _, _, _),
}
_WITHOUT_A_WAY_BACK: Mapping[tuple[Ending, Act], Act] = {
    (Ending.TIME_IS_UP, Act.CANCEL): Act.LEAVE,
    (Ending.TIME_IS_UP, Act.ROLL_BACK): Act.LEAVE,
    # What is known to do harm does not go on.
    (Ending.CHECK_FAILED, Act.CANCEL): Act.CANCEL,
    (Ending.CHECK_FAILED, Act.ROLL_BACK): Act.CANCEL,
    (Ending.CHECK_FAILED, Act.GO_BACK): Act.LEAVE,
    (Ending.ENDED, Act.GO_BACK): Act.LEAVE,
    (Ending.DELETED, Act.CANCEL): Act.CANCEL,
    (Ending.DELETED, Act.ROLL_BACK): Act.CANCEL,
}


def act_on(
    ending: Ending, option: Remedy | OnDelete, status: RefreshStatus, *, rollback: Rollback = Rollback.BY_SERVICE
) -> Act:
    """
    Answer what to do.

    Args:
        rollback: How the task can be taken back. A running one that can be by a refresh alone is cancelled first.
    """
    act = _ACTS[ending, option][_COLUMNS.index(status)]
    if option != Remedy.ROLLBACK or act in {Act.WAIT, Act.LEAVE}:
        return act
    if rollback is Rollback.NONE:
        return _WITHOUT_A_WAY_BACK[ending, act]
    return Act.CANCEL if rollback is Rollback.BY_REFRESH and act is Act.ROLL_BACK else act
